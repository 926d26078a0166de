"""`GET /thread?article=URL`: an article's comments as a page, with the form; `reply=ID`: the form alone."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from litestar import Response, get
from msgspec import Struct

from gatepost.__about__ import __version__
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.thread import SORTS, page_with
from gatepost.web.languages import direction
from gatepost.web.problems import Problem
from gatepost.web.public.articles import Subject, public_comment, subject, subject_of
from gatepost.web.public.asking import as_the_api
from gatepost.web.public.messages import Sentences
from gatepost.web.public.rules import Rules, rules_for
from gatepost.web.public.shapes import shown
from gatepost.web.public.view import HEADERS, asked_language, base_of, page, sentences_for
from gatepost.web.reader.reading import list_comments
from gatepost.web.schemas import ArticleOut, ListOut
from gatepost.web.service import AnyRequest, Service, service_of

PER_PAGE = 50
GUEST = "guest"


class Typed(Struct, frozen=True):
    """What stands in the form. `key` makes a second sending of the same text the first one's."""

    key: str = ""
    name: str = ""
    text: str = ""
    question: bool = False


@get("/thread", include_in_schema=False)
async def get_thread(request: AnyRequest) -> Response[str] | Response[None]:
    """The first page, or the one that `after` or `comment` asks for; with `reply` the form alone."""
    service = service_of(request)
    asked = request.query_params
    parent = await public_comment(service, request, "reply")
    if parent is not None:
        about = await subject_of(service, parent)
        return await write_page(request, service, about, sentences_for(request, about.site), Typed(), parent)
    wanted = await public_comment(service, request, "comment")
    if "article" in asked:
        about = await subject(service, asked["article"], asked.get("article_id", ""))
    elif wanted is not None:
        about = await subject_of(service, wanted)
    else:
        raise Problem("not-found" if {"comment", "reply"} & set(asked) else "url-invalid")
    sort = asked.get("sort", "") or "oldest"
    after = asked.get("after", "")
    here = wanted is not None and about.record is not None and wanted.article == about.record.id
    if here and wanted is not None:
        after = await page_with(service.house, wanted.article, sort, wanted.id, PER_PAGE) or ""
    answer = await ask_list(request, about, sort, after, PER_PAGE)
    t = sentences_for(request, about.site)
    gone = bool(asked.get("comment") or asked.get("reply")) and not here
    headers = {**HEADERS, "ETag": _tag(answer.headers["ETag"], about, t, service)}
    if not gone and headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    return page(
        request,
        "thread",
        t,
        status=404 if gone else 200,
        headers=headers,
        comments=shown(answer.content.comments, t),
        listed=answer.content,
        sort=sort,
        sorts=SORTS,
        after=after,
        gone=gone,
        lonely=bool(after or gone or sort != "oldest"),
        **_form(request, service, about, answer.content, t, Typed()),
    )


async def write_page(
    request: AnyRequest,
    service: Service,
    about: Subject,
    t: Sentences,
    typed: Typed,
    parent: CommentRecord | None,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    """The form alone, with the comment that is answered, and what stood in the way of sending it."""
    answer = await ask_list(request, about, "oldest", "", 1)
    return page(
        request,
        "write",
        t,
        status=status,
        headers={**HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
        parent_direction=direction(parent.language) if parent else "auto",
        **_form(request, service, about, answer.content, t, typed, parent, problem),
    )


async def ask_list(
    request: AnyRequest, about: Subject, sort: str, after: str, limit: int
) -> Response[ListOut]:
    answer = await as_the_api(
        list_comments,
        request,
        article=about.url,
        article_id=about.id or None,
        sort=sort,
        after=after,
        limit=limit,
    )
    if answer.content is None:  # `If-None-Match: *`, which means the API's answer and not a page
        raise Problem("invalid-request")
    return answer


def _form(
    request: AnyRequest,
    service: Service,
    about: Subject,
    listed: ListOut,
    t: Sentences,
    typed: Typed,
    parent: CommentRecord | None = None,
    problem: str = "",
) -> dict[str, Any]:
    """What every page with the form needs."""
    rules: Rules = rules_for(service.house.guidelines, t.language)
    return {
        "about": about,
        "article": listed.article,
        "closes": closes(listed.article, t),
        "slow": t.span(listed.article.slow_seconds) if listed.article.slow_seconds else "",
        "notice": listed.article.notice,
        "may_ask": listed.article.questions,
        "guests": takes_guests(listed),
        "rules": rules,
        "typed": typed,
        "key": typed.key or secrets.token_urlsafe(16),
        "parent": parent,
        "problem": problem,
        "base": base_of(request),
        "lang": asked_language(request),
    }


def takes_guests(listed: ListOut) -> bool:
    """Whether one may write here without signing in."""
    return GUEST in listed.site.who


def closes(article: ArticleOut, t: Sentences) -> str:
    """Until when comments are taken, where that is announced."""
    return t.written(article.closes_at) if article.closes_at and not article.closed else ""


def _tag(listed: str, about: Subject, t: Sentences, service: Service) -> str:
    state = (__version__, listed, about.title, t.language, service.house.guidelines.version)
    return f'W/"{hashlib.sha256(repr(state).encode()).hexdigest()[:24]}"'
