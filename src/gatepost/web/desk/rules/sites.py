"""What a site lets the engine do alone, by language and clause, and the clauses that need four eyes."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from gatepost.conversation.house import House
from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.rules.drafts import DraftInvalid
from gatepost.conversation.rules.records import SiteRules
from gatepost.vocabulary import LANGUAGES
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.rules.source import Answer, Source, find_source, refused, save, show
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest


@get("/desk/rules/draft/{source:str}/site/{site:str}", opt=needs(Right.RULES), include_in_schema=False)
async def site_form(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
    site: FromPath[str],
) -> Answer:
    """A site's rules as they are."""
    try:
        found = await find_source(house, source)
        return await _form(request, house, moderator, found, site, _rules(found, site))
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)


@post("/desk/rules/draft/{source:str}/site/{site:str}", opt=needs(Right.RULES), include_in_schema=False)
async def set_site(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
    site: FromPath[str],
) -> Answer:
    """As the form has them, in a draft."""
    form = await read_form(request)
    try:
        found = await find_source(house, source)
        before = _rules(found, site)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    rules = _sent(form, before)
    try:
        return await save(house, moderator, found, sites={**found.sites, site: rules})
    except DraftInvalid as invalid:
        return await _form(request, house, moderator, found, site, rules, invalid.problems)


def _rules(source: Source, site: str) -> SiteRules:
    if site not in source.sites:
        raise Refusal("not-found", "There is no such site.")
    return source.sites[site]


def _sent(form: Form, before: SiteRules) -> SiteRules:
    languages = _modes(form, "language.")
    clauses = _modes(form, "clause.")
    language, clause = form.one("new_language"), form.one("new_clause")
    mode = _mode(form.one("new_mode"))
    if clause and mode is not None:
        clauses[f"{language}/{clause}" if language else clause] = mode
    everywhere = _mode(form.one("default")) or before.modes.everywhere
    return SiteRules(Modes(everywhere, languages, clauses), tuple(dict.fromkeys(form.all("four_eyes"))))


def _modes(form: Form, prefix: str) -> dict[str, Mode]:
    found: dict[str, Mode] = {}
    for name, value in form.fields:
        mode = _mode(value)
        if name.startswith(prefix) and mode is not None:
            found[name.removeprefix(prefix)] = mode
    return found


def _mode(value: str) -> Mode | None:
    return Mode(value) if value in {mode.value for mode in Mode} else None


async def _form(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    source: Source,
    site: str,
    rules: SiteRules,
    problems: tuple[str, ...] = (),
) -> Answer:
    known = house.sites.by_id(site)
    return await show(
        request,
        house,
        moderator,
        "site.html",
        problems=problems,
        source=source,
        site=site,
        name=known.name if known else site,
        rules=rules,
        languages=tuple(dict.fromkeys((*LANGUAGES, *rules.modes.languages))),
        clauses=tuple(dict.fromkeys((*source.clauses, *_elsewhere(rules.modes.clauses)))),
        modes=tuple(mode.value for mode in Mode),
    )


def _elsewhere(clauses: Mapping[str, Mode]) -> list[str]:
    """Rules for a clause in one language, which have a line of their own once they are there."""
    return [key for key in clauses if "/" in key]


ROUTES = (site_form, set_site)
