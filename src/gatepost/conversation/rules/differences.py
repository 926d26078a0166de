"""What differs between two versions of the rules, field by field, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from gatepost.conversation.modes import Modes
from gatepost.conversation.rules.records import SiteRules
from gatepost.engine.guidelines import Clause, Guidelines, OwnWord

Value = str | float | bool | None


class Changed(Struct, frozen=True):
    """One field. `group`: general, preamble, clause, word, allowance, automation or site; `name`: of which.

    `field` is `added` or `removed` where the whole thing is. `part` is a language, or a clause of a site's.
    """

    group: str
    name: str
    field: str
    before: Value = None
    after: Value = None
    part: str = ""


def differences(
    before: Guidelines,
    after: Guidelines,
    sites_before: Mapping[str, SiteRules],
    sites_after: Mapping[str, SiteRules],
) -> Sequence[Changed]:
    """Everything that differs."""
    return (
        *_fields("general", "", {"name": before.name}, {"name": after.name}),
        *_fields("general", "", {"language": before.language}, {"language": after.language}),
        *_texts("preamble", "", "preamble", before.preamble, after.preamble),
        *_clauses(before, after),
        *_words(before, after),
        *_automation(before, after),
        *_sites(sites_before, sites_after),
    )


def _fields(
    group: str, name: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[Changed]:
    for field in dict.fromkeys((*before, *after)):
        first, second = before.get(field), after.get(field)
        if first != second:
            yield Changed(group, name, field, first, second)


def _texts(
    group: str, name: str, field: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Changed]:
    for part in dict.fromkeys((*before, *after)):
        if before.get(part) != after.get(part):
            yield Changed(group, name, field, before.get(part), after.get(part), part)


def _clauses(before: Guidelines, after: Guidelines) -> Iterator[Changed]:
    for clause in after.clauses:
        if clause.id not in before.by_id:
            yield Changed("clause", clause.id, "added")
            yield from _clause(Clause(clause.id, {}, {}), clause)
        else:
            yield from _clause(before.by_id[clause.id], clause)
    for clause in before.clauses:
        if clause.id not in after.by_id:
            yield Changed("clause", clause.id, "removed")
    order = [clause.id for clause in before.clauses if clause.id in after.by_id]
    if order != [clause.id for clause in after.clauses if clause.id in before.by_id]:
        yield Changed("general", "", "order")


def _clause(before: Clause, after: Clause) -> Iterator[Changed]:
    yield from _fields("clause", after.id, _numbers(before), _numbers(after))
    yield from _texts("clause", after.id, "title", before.title, after.title)
    yield from _texts("clause", after.id, "wording", before.wording, after.wording)


def _numbers(clause: Clause) -> Mapping[str, Value]:
    if clause.welcome:
        return {"active": clause.active, "protect": clause.protect}
    return {"active": clause.active, "refer": clause.refer, "reject": clause.reject}


def _words(before: Guidelines, after: Guidelines) -> Iterator[Changed]:
    first, second = _by_term(before), _by_term(after)
    for key, word in second.items():
        if key not in first:
            yield Changed("word", word.term, "added", after=_told(word))
        elif first[key] != word:
            yield Changed("word", word.term, "word", _told(first[key]), _told(word))
    for key, word in first.items():
        if key not in second:
            yield Changed("word", word.term, "removed", before=_told(word))
    for wording in after.words.allow:
        if wording not in before.words.allow:
            yield Changed("allowance", wording, "added")
    for wording in before.words.allow:
        if wording not in after.words.allow:
            yield Changed("allowance", wording, "removed")


def _by_term(guidelines: Guidelines) -> Mapping[tuple[str, str, str], OwnWord]:
    return {(word.term, word.clause, word.language): word for word in guidelines.words.add}


def _told(word: OwnWord) -> str:
    return " · ".join(part for part in (word.clause, word.severity, word.match, word.language) if part)


def _automation(before: Guidelines, after: Guidelines) -> Iterator[Changed]:
    for field in ("approve_below", "reject_from", "engine"):
        first, second = getattr(before.automation, field), getattr(after.automation, field)
        if first != second:
            yield Changed("automation", "", field, first, second)
    if before.automation.certificate != after.automation.certificate:
        first, second = before.automation.certificate, after.automation.certificate
        kept = "added" if not first else "removed" if not second else "certificate"
        yield Changed("automation", "certificate", kept, first.get("date"), second.get("date"))


def _sites(before: Mapping[str, SiteRules], after: Mapping[str, SiteRules]) -> Iterator[Changed]:
    for site in dict.fromkeys((*before, *after)):
        first, second = before.get(site, SiteRules()), after.get(site, SiteRules())
        yield from _modes(site, first.modes, second.modes)
        for clause in second.four_eyes:
            if clause not in first.four_eyes:
                yield Changed("site", site, "four_eyes", False, True, clause)
        for clause in first.four_eyes:
            if clause not in second.four_eyes:
                yield Changed("site", site, "four_eyes", True, False, clause)


def _modes(site: str, before: Modes, after: Modes) -> Iterator[Changed]:
    if before.everywhere is not after.everywhere:
        yield Changed("site", site, "mode", before.everywhere.value, after.everywhere.value)
    yield from _texts("site", site, "language_mode", before.languages, after.languages)
    yield from _texts("site", site, "clause_mode", before.clauses, after.clauses)
