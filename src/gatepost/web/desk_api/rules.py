"""The rules for programs: what is in force, every version, a draft tried on the last comments, publication.

A token needs the scope `desk-admin` to try and to publish; to look, `desk` is enough.
"""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from gatepost.conversation.house import House
from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import Right
from gatepost.conversation.rules.drafts import LONGEST, DraftInvalid, keep_draft
from gatepost.conversation.rules.dry_runs import COMMENTS, MOST_COMMENTS, Difference, DryRun, Made
from gatepost.conversation.rules.publish import publish
from gatepost.conversation.rules.records import SiteRules, Version
from gatepost.conversation.rules.settings import rules_of
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.programs import who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE
from gatepost.web.desk_api.shapes import Note
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, FieldFault, Problem, documented
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

WAIT_SECONDS = 30.0
"""So long an answer waits for a dry run; after that it says how far the run has come."""
LARGEST_BODY = 2 * 1024 * 1024

ModeName = Literal["advise", "approve-only", "automatic"]
OutcomeName = Literal["approve", "reject", "refer"]
RunId = Annotated[str, PathParameter(description="The dry run's id.", max_length=64)]
Number = Annotated[str, PathParameter(description="The version's number, from 1.", max_length=9)]


class ModesShape(Struct, frozen=True):
    """As in gatepost.toml: `default` for other languages; of language and clause the more careful holds."""

    default: ModeName = "advise"
    languages: dict[str, ModeName] = {}
    clauses: dict[str, ModeName] = {}


class SiteRulesShape(Struct, frozen=True):
    modes: ModesShape
    four_eyes: list[str] = []


class VersionHeadOut(Struct, frozen=True):
    """`by` is `settings` or `moderator:ID`; `version` is what verdicts and decisions call it."""

    number: int
    version: str
    by: str
    at: str
    note: str


class VersionOut(VersionHeadOut, frozen=True):
    """`guidelines` is the TOML file."""

    guidelines: str
    sites: dict[str, SiteRulesShape]


class DryRunIn(Struct, frozen=True):
    """A draft and on how many of the last comments to try it.

    Sites that are not named keep their rules. `base`: the number of the version that the draft was made
    from; without it, the one in force.
    """

    guidelines: Annotated[str, Meta(max_length=LONGEST)]
    sites: dict[str, SiteRulesShape] | UnsetType = UNSET
    base: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    comments: Annotated[int, Meta(ge=1, le=MOST_COMMENTS)] = COMMENTS


class MadeOut(Struct, frozen=True):
    """`decided`: what the engine may do there; `advised`: its verdict; `clauses`: on what grounds."""

    decided: OutcomeName
    advised: OutcomeName
    clauses: list[str]


class DifferenceOut(Struct, frozen=True):
    comment: str
    before: MadeOut
    after: MadeOut


class CountOut(Struct, frozen=True):
    before: OutcomeName
    after: OutcomeName
    comments: int


class DryRunOut(Struct, frozen=True):
    """`decisions` would differ; with `advice` only what the engine says to people. `unread`: could not be."""

    id: str
    draft: str
    base: int
    status: Literal["running", "done", "unfinished", "failed"]
    comments: int
    read: int
    unread: int
    counts: list[CountOut]
    decisions: list[DifferenceOut]
    advice: list[DifferenceOut]


class PublishIn(Struct, frozen=True):
    """`draft`: as the dry run named it."""

    draft: Annotated[str, Meta(max_length=64)]
    note: Note = ""


@get(
    "/rules",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="The rules in force",
    tags=["desk"],
)
async def get_rules(request: AnyRequest) -> Response[VersionOut]:
    house = service_of(request).house
    return Response(version_out(await _version(house, house.rules_number)), headers=NO_STORE)


@get(
    "/rules/versions",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="Every version that was in force, the newest first",
    tags=["desk"],
)
async def get_rule_versions(request: AnyRequest) -> Response[list[VersionHeadOut]]:
    found = await service_of(request).house.store.rules.versions()
    heads = [VersionHeadOut(one.number, one.version, one.by, iso(one.at), one.note) for one in found]
    return Response(heads[::-1], headers=NO_STORE)


@get(
    "/rules/versions/{number:str}",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "not-found"),
    summary="One version",
    tags=["desk"],
)
async def get_rule_version(request: AnyRequest, number: Number) -> Response[VersionOut]:
    wanted = int(number) if number.isascii() and number.isdecimal() else 0
    return Response(version_out(await _version(service_of(request).house, wanted)), headers=NO_STORE)


@post(
    "/rules/dry-run",
    opt=needs(Right.RULES),
    dto=JsonBody[DryRunIn],
    return_dto=None,
    status_code=200,
    request_max_body_size=LARGEST_BODY,
    responses=documented(*BODY, *GUARDED, "guidelines-invalid", "dry-run-busy"),
    summary="Try a draft on the last comments; nothing is recorded",
    tags=["desk"],
)
async def post_dry_run(
    request: AnyRequest, program: NamedDependency[TokenRecord], data: JSONBody[DryRunIn]
) -> Response[DryRunOut]:
    """Waits up to half a minute; `status` is `running` when that was not enough."""
    house = service_of(request).house
    base = house.rules_number if data.base is UNSET else data.base
    sites = {**rules_of(house.sites), **(_sites_in(data.sites) if data.sites is not UNSET else {})}
    try:
        draft = await keep_draft(house, f"moderator:{who(program)}", data.guidelines, sites, base)
    except DraftInvalid as invalid:
        faults = tuple(FieldFault("guidelines", problem) for problem in invalid.problems)
        raise Problem("guidelines-invalid", invalid.detail, errors=faults) from None
    run = await house.dry_runs.start(who(program), draft.id, data.comments)
    await house.dry_runs.wait(run, WAIT_SECONDS)
    return Response(dry_run_out(run), headers=NO_STORE)


@get(
    "/rules/dry-run/{run_id:str}",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "not-found"),
    summary="How far a dry run has come, and what it found",
    tags=["desk"],
)
async def get_dry_run(request: AnyRequest, run_id: RunId) -> Response[DryRunOut]:
    return Response(dry_run_out(service_of(request).house.dry_runs.get(run_id)), headers=NO_STORE)


@post(
    "/rules/publish",
    opt=needs(Right.RULES),
    dto=JsonBody[PublishIn],
    return_dto=None,
    status_code=200,
    responses=documented(
        *BODY, *GUARDED, "not-found", "text-too-long", "rules-changed", "rules-unchanged", "dry-run-missing"
    ),
    summary="Bring a draft into force that was tried exactly as it is",
    tags=["desk"],
)
async def post_publish(
    request: AnyRequest, program: NamedDependency[TokenRecord], data: JSONBody[PublishIn]
) -> Response[VersionOut]:
    house = service_of(request).house
    return Response(version_out(await publish(house, who(program), data.draft, data.note)), headers=NO_STORE)


def version_out(version: Version) -> VersionOut:
    return VersionOut(
        number=version.number,
        version=version.version,
        by=version.by,
        at=iso(version.at),
        note=version.note,
        guidelines=version.text,
        sites={site: _site_out(rules) for site, rules in version.settings.sites.items()},
    )


def dry_run_out(run: DryRun) -> DryRunOut:
    return DryRunOut(
        id=run.id,
        draft=run.draft,
        base=run.base,
        status=run.status,
        comments=run.total,
        read=run.read,
        unread=run.unread,
        counts=[CountOut(kind[0].value, kind[1].value, count) for kind, count in run.kinds.items()],
        decisions=[_difference(one) for one in run.decisions],
        advice=[_difference(one) for one in run.advice],
    )


def _difference(one: Difference) -> DifferenceOut:
    return DifferenceOut(one.comment, _made(one.before), _made(one.after))


def _made(made: Made) -> MadeOut:
    return MadeOut(made.decided.value, made.advised.value, list(made.clauses))


def _site_out(rules: SiteRules) -> SiteRulesShape:
    modes = ModesShape(
        rules.modes.everywhere.value,
        {language: mode.value for language, mode in rules.modes.languages.items()},
        {clause: mode.value for clause, mode in rules.modes.clauses.items()},
    )
    return SiteRulesShape(modes, list(rules.four_eyes))


def _sites_in(sites: dict[str, SiteRulesShape]) -> dict[str, SiteRules]:
    return {
        site: SiteRules(
            Modes(
                Mode(rules.modes.default),
                {language: Mode(mode) for language, mode in rules.modes.languages.items()},
                {clause: Mode(mode) for clause, mode in rules.modes.clauses.items()},
            ),
            tuple(dict.fromkeys(rules.four_eyes)),
        )
        for site, rules in sites.items()
    }


async def _version(house: House, number: int) -> Version:
    found = await house.store.rules.version(number)
    if found is None:
        raise Problem("not-found", "There is no version with this number.")
    return found
