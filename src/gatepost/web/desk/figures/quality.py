"""`/desk/quality`: decided comments judged again by somebody who is not told what was decided.

Nothing on this page hints at the decision, the engine's opinion, reports or marks; clauses stand in the order
of the guidelines, whatever the engine found. Once one has answered, the first decision is told.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from gatepost.conversation.figures.months import day_of
from gatepost.conversation.figures.quality import (
    Blind,
    draw_due,
    export,
    judge,
    lines,
    next_blind,
)
from gatepost.conversation.figures.records import Sample
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right, may
from gatepost.vocabulary import Outcome
from gatepost.web.desk.figures.asking import asked_in
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.marking import Glyph, glyphs_of
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.view import HEADERS, go, messages_for, page
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest
from gatepost.web.times import iso

PROBLEMS = {"ground-missing": "problem.choose_clause", "unknown-clause": "problem.choose_clause"}
LINES = "application/jsonl"


class BlindCard(Struct, frozen=True):
    """The comment as a second pair of eyes sees it."""

    id: str
    author: str
    language: str
    submitted_iso: str
    submitted: str
    glyphs: tuple[Glyph, ...]
    article: str
    summary: str
    parent_author: str | None
    parent_glyphs: tuple[Glyph, ...]


class ClauseLine(Struct, frozen=True):
    id: str
    title: str
    wording: str


SUMMARY = 600
"""Characters of the article that are shown."""


@get("/desk/quality", opt=needs(Right.DECIDE), include_in_schema=False)
async def quality(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """The next comment for this moderator, and what became of the last one."""
    return await _page(request, house, moderator, done=request.query_params.get("done", ""))


@post("/desk/quality", opt=needs(Right.DECIDE), include_in_schema=False)
async def judge_again(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str] | Redirect:
    """Keep a second view; nothing about the comment changes."""
    form = await read_form(request)
    comment, said = form.one("comment"), form.one("outcome")
    try:
        if said not in (Outcome.APPROVE.value, Outcome.REJECT.value):
            raise Refusal("ground-missing", "Say approve or reject.")
        await judge(house, moderator.id, comment, Outcome(said), form.one("clause"))
    except Refusal as refusal:
        sentence = messages_for(request)(PROBLEMS.get(refusal.code, "quality.closed"))
        return await _page(request, house, moderator, problem=sentence, status=refusal.status)
    return go(f"/desk/quality?done={comment}")


@get("/desk/quality.jsonl", opt=needs(Right.SETTLE), include_in_schema=False)
async def quality_lines(request: AnyRequest, house: NamedDependency[House]) -> Response[bytes]:
    """The answered sample of a period, as `gatepost calibrate` reads it."""
    asked = asked_in(request.query_params)
    scope = asked.scope(house.clock())
    await draw_due(house)
    found = await export(house.store, scope.site, scope.since, scope.until)
    encoder = msgspec.json.Encoder()
    body = b"".join([encoder.encode(line) + b"\n" async for line in lines(house.store, found)])
    name = f"gatepost-sample-{day_of(scope.since)}-{day_of(scope.until - 1)}.jsonl"
    return Response(
        body, media_type=LINES, headers={**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    )


async def _page(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    *,
    done: str = "",
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    await draw_due(house)
    messages = messages_for(request)
    by = f"moderator:{moderator.id}"
    waiting = await next_blind(house, moderator.id)
    answered = await house.store.figures.sample(done) if done else None
    mine = answered if answered is not None and answered.by == by else None
    return page(
        request,
        "desk/figures/quality.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        problem=problem,
        off=not any(site.quality_share for site in house.sites.all),
        card=_card(waiting) if waiting else None,
        clauses=_clauses(house, messages),
        sample=await house.store.figures.sample_counts(by),
        told=await _told(house, moderator, messages, mine) if mine else "",
        differs=mine.comment if mine and mine.outcome != mine.first_outcome else "",
        may_export=may(moderator.role, Right.SETTLE),
    )


async def _told(house: House, moderator: Moderator, messages: Messages, sample: Sample) -> str:
    """What had been decided, once it can influence nobody any more."""
    desk = await desk_for(house, moderator, messages)
    differs = sample.outcome != sample.first_outcome
    first = messages(f"figures.outcome.{sample.first_outcome}")
    if sample.first_clause:
        first = f"{first} ({desk.clause_title(sample.first_clause)})"
    return messages(
        "quality.differs" if differs else "quality.same", who=desk.who(sample.first_by), what=first
    )


def _card(blind: Blind) -> BlindCard:
    comment, article = blind.comment, blind.article
    body = article.body if article else ""
    parent = blind.parent
    when = iso(comment.submitted_at)
    return BlindCard(
        id=comment.id,
        author=comment.author_name,
        language=comment.language,
        submitted_iso=when,
        submitted=when[:16].replace("T", " "),
        glyphs=tuple(glyphs_of(comment.text or "")),
        article=article.title if article else "",
        summary=body if len(body) <= SUMMARY else f"{body[:SUMMARY]}…",
        parent_author=parent.author_name if parent else None,
        parent_glyphs=tuple(glyphs_of(parent.text)) if parent and parent.text else (),
    )


def _clauses(house: House, messages: Messages) -> tuple[ClauseLine, ...]:
    language, guidelines = messages.language, house.guidelines
    return tuple(
        ClauseLine(one.id, guidelines.title(one.id, language), guidelines.wording(one.id, language))
        for one in guidelines.active
        if not one.welcome
    )
