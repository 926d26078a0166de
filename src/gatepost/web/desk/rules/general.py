"""What stands above the clauses, and how sure the engine must be to decide alone."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.rules.drafts import DraftInvalid
from gatepost.engine.guidelines import document_of
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.rules.fields import number, texts
from gatepost.web.desk.rules.source import Answer, Source, find_source, refused, save, show
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

LIMITS = ("approve_below", "reject_from")
NEVER = "never"


@get("/desk/rules/draft/{source:str}/general", opt=needs(Right.RULES), include_in_schema=False)
async def general_form(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """The preamble and the limits as they are."""
    try:
        found = await find_source(house, source)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    document = document_of(found.guidelines)
    return await _form(request, house, moderator, found, document)


@post("/desk/rules/draft/{source:str}/general", opt=needs(Right.RULES), include_in_schema=False)
async def set_general(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """As the form has them, in a draft."""
    form = await read_form(request)
    try:
        found = await find_source(house, source)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    document = document_of(found.guidelines)
    document["preamble"] = texts(form, "preamble", found.languages)
    automation = document.pop("automation", {})
    for limit in LIMITS:
        sent = form.one(limit).strip()
        automation.pop(limit, None)
        if sent:
            automation[limit] = NEVER if sent.casefold() == NEVER else number(sent)
    if automation:
        document["automation"] = automation
    try:
        return await save(house, moderator, found, document)
    except DraftInvalid as invalid:
        return await _form(request, house, moderator, found, document, invalid.problems)


async def _form(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    source: Source,
    document: dict[str, Any],
    problems: tuple[str, ...] = (),
) -> Answer:
    return await show(
        request,
        house,
        moderator,
        "general.html",
        problems=problems,
        source=source,
        preamble=document.get("preamble", {}),
        limits={limit: document.get("automation", {}).get(limit, "") for limit in LIMITS},
        certified=bool(source.guidelines.automation.certificate),
    )


ROUTES = (general_form, set_general)
