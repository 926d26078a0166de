"""`GET /r/TOKEN`: what became of one's own comment, whatever it is, and what one can do about it.

The token is the key to the comment and stands in the address. So the page is stored nowhere, tells no other
page where it was (`no-referrer`) and is known to logs and figures by the route's template alone.
"""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from gatepost.conversation.proof import Proof, proof
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.conversation.statement import Statement, statement_of
from gatepost.conversation.tokens import hash_of_hex
from gatepost.vocabulary import State
from gatepost.web.languages import direction
from gatepost.web.problems import Problem
from gatepost.web.public.articles import Subject, subject_of
from gatepost.web.public.messages import Sentences
from gatepost.web.public.refused import told
from gatepost.web.public.shapes import Part, marked
from gatepost.web.public.view import SECRET, asked_language, base_of, page, sentences_for
from gatepost.web.reader.presenting import waiting_out
from gatepost.web.service import AnyRequest, Service, service_of


@get("/r/{token:str}", include_in_schema=False)
async def get_receipt(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    comment = await comment_of(service_of(request), token)
    return await receipt_page(request, token, comment)


async def comment_of(service: Service, token: str) -> CommentRecord:
    """The comment that this token opens. Problem `not-found`."""
    hashed = hash_of_hex(token)
    owned = await service.house.store.owner_of(hashed) if hashed else None
    comment = await service.house.store.comment(owned) if owned else None
    if comment is None:
        raise Problem("not-found")
    return comment


async def receipt_page(
    request: AnyRequest,
    token: str,
    comment: CommentRecord,
    *,
    template: str = "receipt",
    typed: str = "",
    problem: Problem | None = None,
) -> Response[str]:
    """The page; with `problem` and what was typed after a step that was refused."""
    service = service_of(request)
    about = await subject_of(service, comment)
    t = sentences_for(request, about.site)
    answer = page(
        request,
        template,
        t,
        status=problem.status if problem else 200,
        headers=SECRET,
        token=token,
        problem=told(problem, t) if problem else "",
        typed=typed,
        **await _values(request, service, about, comment, t),
    )
    if problem:
        answer.headers.update(problem.headers)
    return answer


async def _values(
    request: AnyRequest, service: Service, about: Subject, comment: CommentRecord, t: Sentences
) -> dict[str, Any]:
    statement = await statement_of(service.house, comment, t.language)
    lang = asked_language(request)
    proven = await proof(service.house, comment.id)
    return {
        "about": about,
        "comment": comment,
        "state": comment.state.value,
        "sent": t.moment(comment.submitted_at),
        "text": _text(comment, statement),
        "direction": direction(comment.language),
        "statement": statement,
        "appeal": await _appeal(service, comment, statement),
        "waiting": await waiting_out(service.house, comment) or None,
        "expired": _expired(comment, proven),
        "proof": proven,
        "submission": _submission(proven),
        "public": about.thread(comment=comment.id, lang=lang) if comment.state is State.APPROVED else "",
        "guidelines": f"{about.thread(lang=lang)}#guidelines",
        "base": base_of(request),
        "lang": lang,
    }


def _text(comment: CommentRecord, statement: Statement | None) -> list[Part]:
    spans = (
        [(one.start, one.end) for clause in statement.clauses for one in clause.evidence] if statement else []
    )
    return marked(comment.text or "", spans)


async def _appeal(service: Service, comment: CommentRecord, statement: Statement | None) -> dict[str, Any]:
    """Where it stands. An appeal that won is told, too: the comment is published then."""
    if statement is not None:
        stated = statement.appeal
        return {"possible": stated.possible, "state": stated.state, "reply": stated.reply}
    won: AppealRecord | None = None
    if comment.state is State.APPROVED:
        won = await service.house.store.appeal_of(comment.id)
    if won is None or won.outcome != "overturned":
        return {"possible": False, "state": None, "reply": ""}
    return {"possible": False, "state": "overturned", "reply": won.reply}


def _expired(comment: CommentRecord, made: Proof) -> dict[str, Any] | None:
    """By which rule of the site the text went, and after how many days; None where somebody asked for it."""
    if comment.state is not State.ERASED:
        return None
    bodies = (entry.body for entry in made.entries if entry.kind == "erasure" and "rule" in entry.body)
    return next(bodies, None)


def _submission(made: Proof) -> Any:
    return next((entry for entry in made.entries if entry.kind == "submission"), None)
