"""Every version that was in force: its wording, its file, and what differs between any two."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right, may
from gatepost.conversation.rules.records import Version
from gatepost.web.desk.history import minute
from gatepost.web.desk.reading import desk_for
from gatepost.web.desk.rules.changes import changes
from gatepost.web.desk.rules.source import Answer, find_source, refused, show, source_of
from gatepost.web.desk.view import HEADERS, go, messages_for
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest
from gatepost.web.times import iso


class VersionView(Struct, frozen=True):
    number: int
    version: str
    who: str
    at: str
    iso: str
    note: str


class WordingView(Struct, frozen=True):
    """A clause as readers saw it."""

    id: str
    title: str
    wording: str
    active: bool


@get("/desk/rules/versions", opt=needs(Right.LOOK), include_in_schema=False)
async def versions(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Answer:
    """The newest first. `?version=` leads to the one that verdicts call so."""
    wanted = request.query_params.get("version", "")
    number = house.book.number_of(wanted) if wanted else None
    if number is not None:
        return go(f"/desk/rules/versions/{number}")
    found = await _views(request, house, moderator, await house.store.rules.versions())
    return await show(
        request,
        house,
        moderator,
        "versions.html",
        versions=found[::-1],
        may_change=may(moderator.role, Right.RULES),
    )


@get("/desk/rules/versions/{number:str}", opt=needs(Right.LOOK), include_in_schema=False)
async def version(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    number: FromPath[str],
) -> Answer:
    """One version: what readers saw, and what differs from the one before."""
    messages = messages_for(request)
    try:
        source = await find_source(house, f"v{number}")
        assert source.version is not None
        before = await house.store.rules.version(source.version.number - 1)
        differing = changes(messages, await source_of(house, before), source) if before else ()
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    guidelines = source.guidelines
    (view,) = await _views(request, house, moderator, [source.version])
    return await show(
        request,
        house,
        moderator,
        "version.html",
        source=source,
        version=view,
        newest=house.rules_number,
        changes=differing,
        preamble=guidelines.preamble_in(messages.language),
        clauses=[
            WordingView(
                clause.id,
                guidelines.title(clause.id, messages.language),
                guidelines.wording(clause.id, messages.language),
                clause.active,
            )
            for clause in guidelines.clauses
        ],
        may_change=may(moderator.role, Right.RULES),
    )


@get("/desk/rules/versions/{number:str}/guidelines.toml", opt=needs(Right.LOOK), include_in_schema=False)
async def version_file(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    number: FromPath[str],
) -> Answer:
    """The TOML file, to keep or to name in gatepost.toml."""
    try:
        found = (await find_source(house, f"v{number}")).version
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    assert found is not None
    name = f"guidelines-{found.number}.toml"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(found.text, media_type="application/toml; charset=utf-8", headers=headers)


@get("/desk/rules/compare", opt=needs(Right.LOOK), include_in_schema=False)
async def compare(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Answer:
    """What differs between two versions; the last two unless others are named."""
    newest = house.rules_number
    before = request.query_params.get("before", "") or str(max(1, newest - 1))
    after = request.query_params.get("after", "") or str(newest)
    try:
        first, second = await find_source(house, f"v{before}"), await find_source(house, f"v{after}")
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    found = await _views(request, house, moderator, await house.store.rules.versions())
    return await show(
        request,
        house,
        moderator,
        "compare.html",
        versions=found[::-1],
        before=first.base,
        after=second.base,
        changes=changes(messages_for(request), first, second),
    )


async def _views(
    request: AnyRequest, house: House, moderator: Moderator, found: Sequence[Version]
) -> list[VersionView]:
    desk = await desk_for(house, moderator, messages_for(request))
    return [
        VersionView(one.number, one.version, desk.who(one.by), minute(one.at), iso(one.at), one.note)
        for one in found
    ]


ROUTES = (versions, version, version_file, compare)
