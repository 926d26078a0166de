"""What is in force and can be changed; a draft beside it, with all that differs and what is left to do."""

from __future__ import annotations

import asyncio

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.rules.drafts import keep_draft
from gatepost.conversation.rules.dry_runs import COMMENTS, MOST_COMMENTS
from gatepost.conversation.rules.records import RuleDraft, Version
from gatepost.engine.detectors.own_words import surprises
from gatepost.engine.guidelines import Guidelines
from gatepost.web.desk.history import minute
from gatepost.web.desk.reading import desk_for
from gatepost.web.desk.rules.changes import changes
from gatepost.web.desk.rules.source import (
    DRAFTS,
    Answer,
    Source,
    find_source,
    refused,
    show,
    source_of,
)
from gatepost.web.desk.view import go, messages_for
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest
from gatepost.web.times import iso


class KeptView(Struct, frozen=True):
    """One draft or version in a list."""

    path: str
    number: int
    version: str
    who: str
    at: str
    iso: str
    note: str = ""


class ClauseLine(Struct, frozen=True):
    id: str
    title: str
    active: bool
    welcome: bool
    refer: float
    reject: float | None
    protect: float


@get("/desk/rules", opt=needs(Right.RULES), include_in_schema=False)
async def rules(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """The version in force, each of its parts a link to where it can be changed; and the drafts."""
    newest = await house.store.rules.newest()
    if newest is None:
        raise Refusal("not-found", "No rules are kept yet.")
    return await _shown(request, house, moderator, await source_of(house, newest))


@get("/desk/rules/draft/{source:str}", opt=needs(Right.RULES), include_in_schema=False)
async def draft(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """One draft, beside what is in force."""
    try:
        return await _shown(request, house, moderator, await find_source(house, source))
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)


@post("/desk/rules/draft/{source:str}/take", opt=needs(Right.RULES), include_in_schema=False)
async def take(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """An earlier version, or a draft that came too late, as a draft over what is in force now."""
    try:
        found = await find_source(house, source)
        made = await keep_draft(house, f"moderator:{moderator.id}", found.text, found.sites)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    return go(f"{DRAFTS}/{made.id}")


@post("/desk/rules/draft/{source:str}/forget", opt=needs(Right.RULES), include_in_schema=False)
async def forget(
    house: NamedDependency[House], moderator: NamedDependency[Moderator], source: FromPath[str]
) -> Answer:
    """Throw a draft away."""
    await house.store.rules.forget_draft(source)
    return go("/desk/rules")


async def _shown(request: AnyRequest, house: House, moderator: Moderator, source: Source) -> Response[str]:
    messages = messages_for(request)
    desk = await desk_for(house, moderator, messages)
    in_force = await house.store.rules.newest()
    assert in_force is not None
    now = await source_of(house, in_force)
    drafts = await house.store.rules.drafts() if source.version is not None else []
    run = house.dry_runs.of(source.id)
    return await show(
        request,
        house,
        moderator,
        "overview.html",
        source=source,
        in_force=_version_view(in_force, desk.who(in_force.by)),
        is_draft=source.draft is not None,
        outdated=source.draft is not None and source.base != in_force.number,
        same=source.guidelines.version == in_force.version and source.sites == now.sites,
        by=desk.who(source.draft.by) if source.draft else "",
        at=minute(source.draft.at) if source.draft else "",
        changes=changes(messages, now, source) if source.id != now.id else (),
        surprises=await asyncio.to_thread(surprises, source.guidelines),
        drafts=[_draft_view(one, desk.who(one.by)) for one in drafts],
        clauses=_lines(source.guidelines, messages.language),
        run=run,
        tried=house.dry_runs.finished(source.id) is not None,
        published=request.query_params.get("published") == "yes",
        comments=COMMENTS,
        most_comments=MOST_COMMENTS,
    )


def _lines(guidelines: Guidelines, language: str) -> list[ClauseLine]:
    return [
        ClauseLine(
            clause.id,
            guidelines.title(clause.id, language),
            clause.active,
            clause.welcome,
            clause.refer,
            clause.reject,
            clause.protect,
        )
        for clause in guidelines.clauses
    ]


def _draft_view(one: RuleDraft, who: str) -> KeptView:
    return KeptView(f"{DRAFTS}/{one.id}", one.base, "", who, minute(one.at), iso(one.at))


def _version_view(one: Version, who: str) -> KeptView:
    path = f"/desk/rules/versions/{one.number}"
    return KeptView(path, one.number, one.version, who, minute(one.at), iso(one.at), one.note)


ROUTES = (rules, draft, take, forget)
