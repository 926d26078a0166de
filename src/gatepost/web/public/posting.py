"""`POST /thread`: a comment from the plain form. The receipt's page then says what became of it."""

from __future__ import annotations

import hashlib

from litestar import Response, post
from litestar.response import Redirect

from gatepost.vocabulary import LANGUAGES
from gatepost.web.forms import Form, read_form
from gatepost.web.public.articles import subject
from gatepost.web.public.asking import as_the_api
from gatepost.web.public.refused import REFUSED, problem_of, told
from gatepost.web.public.thread import Typed, write_page
from gatepost.web.public.view import address, go, sentences_for
from gatepost.web.reader.posting import post_comment
from gatepost.web.schemas import ArticleIn, AuthorIn, CommentIn, PostedOut
from gatepost.web.service import AnyRequest, service_of

SHORTEST_KEY = 16


@post("/thread", include_in_schema=False, status_code=303)
async def post_thread(request: AnyRequest) -> Redirect | Response[str]:
    """Whatever stands in the way is said above the form, with all that was written still in it."""
    form = await read_form(request)
    try:
        answer = await as_the_api(post_comment, request, data=_comment(form), idempotency_key=_key(form))
    except REFUSED as error:
        return await _again(request, form, error)
    posted: PostedOut = answer.content
    return go(address(f"/r/{posted.receipt.token}", lang=_language(form)))


async def _again(request: AnyRequest, form: Form, error: Exception) -> Response[str]:
    service = service_of(request)
    problem = problem_of(error)
    about = await subject(service, form.one("article"), form.one("article_id"))
    t = sentences_for(request, about.site, _language(form))
    typed = Typed(form.one("key"), form.one("name"), form.one("text"), bool(form.one("question")))
    parent = await service.house.store.comment(form.one("parent")) if form.one("parent") else None
    if parent is not None and parent.state.value != "approved":
        parent = None
    answer = await write_page(request, service, about, t, typed, parent, told(problem, t), problem.status)
    answer.headers.update(problem.headers)
    return answer


def _comment(form: Form) -> CommentIn:
    return CommentIn(
        article=ArticleIn(url=form.one("article"), id=form.one("article_id") or None),
        text=form.one("text"),
        author=AuthorIn(name=form.one("name")),
        parent=form.one("parent") or None,
        website=form.one("website"),
        question=bool(form.one("question")),
    )


def _key(form: Form) -> str | None:
    """The page's own random key, together with what was written.

    A page may be shown again from a browser's store: the same key with another text is another comment.
    """
    key = form.one("key")
    if not SHORTEST_KEY <= len(key) <= 64:
        return None
    written = "\0".join(form.one(name) for name in ("article", "article_id", "parent", "name", "text"))
    return f"page:{key}:{hashlib.sha256(written.encode()).hexdigest()[:32]}"


def _language(form: Form) -> str:
    asked = form.one("lang")
    return asked if asked in LANGUAGES else ""
