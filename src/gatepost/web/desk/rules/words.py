"""The newsroom's own words and the wordings that it allows."""

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
from gatepost.engine.detectors.entries import MATCHES, SEVERITIES
from gatepost.engine.detectors.morphology import TAILS
from gatepost.engine.guidelines import document_of
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.rules.fields import lines
from gatepost.web.desk.rules.source import Answer, Source, find_source, refused, save, show
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

FIELDS = ("term", "clause", "severity", "match", "language", "note")


@get("/desk/rules/draft/{source:str}/words", opt=needs(Right.RULES), include_in_schema=False)
async def words_form(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """Every own word and allowance, and room for one more."""
    try:
        found = await find_source(house, source)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    return await _form(request, house, moderator, found, "\n".join(found.guidelines.words.allow), {})


@post("/desk/rules/draft/{source:str}/words", opt=needs(Right.RULES), include_in_schema=False)
async def set_words(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """Without those that are ticked, with the one that was added, and the allowances as they stand there."""
    form = await read_form(request)
    try:
        found = await find_source(house, source)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    document = document_of(found.guidelines)
    words = document.pop("words", {})
    gone = set(form.all("remove"))
    add = [word for index, word in enumerate(words.get("add", [])) if str(index) not in gone]
    new = _sent(form)
    if new:
        add.append(new)
    allow = lines(form.one("allow"))
    kept = {**({"allow": allow} if allow else {}), **({"add": add} if add else {})}
    if kept:
        document["words"] = kept
    try:
        return await save(house, moderator, found, document)
    except DraftInvalid as invalid:
        return await _form(request, house, moderator, found, form.one("allow"), new, invalid.problems, gone)


def _sent(form: Form) -> dict[str, Any]:
    """The word to add; nothing when no term was typed."""
    if not form.one("term").strip():
        return {}
    return {name: value for name in FIELDS if (value := form.one(name).strip())}


async def _form(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    source: Source,
    allow: str,
    new: dict[str, Any],
    problems: tuple[str, ...] = (),
    gone: set[str] = frozenset(),  # type: ignore[assignment]
) -> Answer:
    return await show(
        request,
        house,
        moderator,
        "words.html",
        problems=problems,
        source=source,
        allow=allow,
        new=new,
        gone=gone,
        severities=SEVERITIES,
        matches=MATCHES,
        endings=tuple(TAILS),
    )


ROUTES = (words_form, set_words)
