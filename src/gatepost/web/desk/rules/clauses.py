"""One clause: its words in every language, whether it holds, from which probability on it does what."""

from __future__ import annotations

from functools import cache
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.rules.drafts import DraftInvalid
from gatepost.conversation.rules.records import SiteRules
from gatepost.engine.guidelines import NEVER_REJECTS, document_of, load
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.rules.fields import number, texts
from gatepost.web.desk.rules.source import Answer, Source, find_source, refused, save, show
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

NEW = "new"


@cache
def shipped() -> frozenset[str]:
    """Clauses that the engine itself finds: they can be switched off, not removed."""
    return frozenset(clause.id for clause in load().clauses)


@get("/desk/rules/draft/{source:str}/clause/{clause:str}", opt=needs(Right.RULES), include_in_schema=False)
async def clause_form(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
    clause: FromPath[str],
) -> Answer:
    """The clause as it is; with `new`, an empty one."""
    try:
        found = await find_source(house, source)
        return await _form(request, house, moderator, found, clause, _table(found, clause))
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)


@post("/desk/rules/draft/{source:str}/clause/{clause:str}", opt=needs(Right.RULES), include_in_schema=False)
async def set_clause(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
    clause: FromPath[str],
) -> Answer:
    """The clause as the form has it, in a draft."""
    form = await read_form(request)
    try:
        found = await find_source(house, source)
        before = _table(found, clause)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    document, sites = document_of(found.guidelines), dict(found.sites)
    tables = document["clause"]
    if form.one("action") == "remove" and clause not in shipped():
        document["clause"] = [table for table in tables if table["id"] != clause]
        sites = {site: _without(rules, clause) for site, rules in sites.items()}
        table = before
    else:
        table = _sent(form, found, before)
        if clause == NEW:
            tables.append(table)
        else:
            document["clause"] = [table if one["id"] == clause else one for one in tables]
    try:
        return await save(house, moderator, found, document, sites)
    except DraftInvalid as invalid:
        return await _form(request, house, moderator, found, clause, table, invalid.problems)


def _table(source: Source, clause: str) -> dict[str, Any]:
    if clause == NEW:
        return {"id": "", "active": True, "refer": 0.5}
    for table in document_of(source.guidelines)["clause"]:
        if table["id"] == clause:
            return dict(table)
    raise Refusal("not-found", "These guidelines have no such clause.")


def _sent(form: Form, source: Source, before: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = {"id": before["id"] or form.one("id").strip(), "active": bool(form.one("active"))}
    if "protect" in before:
        table["protect"] = number(form.one("protect"))
    else:
        table["refer"] = number(form.one("refer"))
        if form.one("reject").strip():
            table["reject"] = number(form.one("reject"))
    table["title"] = texts(form, "title", source.languages)
    table["wording"] = texts(form, "wording", source.languages)
    return table


def _without(rules: SiteRules, clause: str) -> SiteRules:
    """A site's rules without those for a clause that is removed."""
    modes = rules.modes
    left = {key: mode for key, mode in modes.clauses.items() if key.rpartition("/")[2] != clause}
    four_eyes = tuple(one for one in rules.four_eyes if one != clause)
    return SiteRules(type(modes)(modes.everywhere, modes.languages, left), four_eyes)


async def _form(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    source: Source,
    clause: str,
    table: dict[str, Any],
    problems: tuple[str, ...] = (),
) -> Answer:
    return await show(
        request,
        house,
        moderator,
        "clause.html",
        problems=problems,
        source=source,
        clause=clause,
        new=clause == NEW,
        table=table,
        never_rejects=clause in NEVER_REJECTS,
        removable=clause != NEW and clause not in shipped(),
    )


ROUTES = (clause_form, set_clause)
