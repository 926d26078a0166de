"""What differs between two sets of rules, in the moderator's language: one line a field, words marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from msgspec import Struct

from gatepost.conversation.rules.differences import Changed, Value, differences
from gatepost.engine.guidelines.records import NEVER_APPROVES, NEVER_REJECTS_ALONE, Automation
from gatepost.vocabulary import RIGHT_TO_LEFT
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.rules.source import Source

_WORDS = re.compile(r"\s+|[^\s]+")


class Mark(Struct, frozen=True):
    """A stretch of a text: `same`, `ins` or `del`."""

    kind: str
    text: str


class ChangeView(Struct, frozen=True):
    """One line. `what` names the place; `before` and `after` are short values, `marks` a text's stretches.

    `kind` is `added`, `removed` or `changed`; `language` and `direction` are those of the text.
    """

    what: str
    kind: str
    before: str = ""
    after: str = ""
    marks: tuple[Mark, ...] = ()
    language: str = ""
    direction: str = "auto"


def changes(messages: Messages, before: Source, after: Source) -> Sequence[ChangeView]:
    """Everything that `after` says otherwise than `before`."""
    found = differences(before.guidelines, after.guidelines, before.sites, after.sites)
    titles = {**_titles(messages, before), **_titles(messages, after)}
    return tuple(_view(messages, one, titles) for one in found)


def _titles(messages: Messages, source: Source) -> dict[str, str]:
    return {
        clause.id: source.guidelines.title(clause.id, messages.language)
        for clause in source.guidelines.clauses
    }


def _view(messages: Messages, one: Changed, titles: dict[str, str]) -> ChangeView:
    what = _what(messages, one, titles)
    if one.field in ("added", "removed"):
        value = _value(messages, one, one.after if one.field == "added" else one.before)
        return ChangeView(what, one.field, after=value)
    kind = "added" if one.before is None else "removed" if one.after is None else "changed"
    if one.field in ("title", "wording", "preamble"):
        direction = "rtl" if one.part in RIGHT_TO_LEFT else "ltr"
        marks = marked(str(one.before or ""), str(one.after or ""))
        return ChangeView(what, kind, marks=marks, language=one.part, direction=direction)
    return ChangeView(what, kind, _value(messages, one, one.before), _value(messages, one, one.after))


def _what(messages: Messages, one: Changed, titles: dict[str, str]) -> str:
    parts = []
    if one.group == "clause":
        parts.append(titles.get(one.name, one.name))
    elif one.group == "site":
        parts.append(messages("rules.site", name=one.name))
    elif one.group in ("word", "allowance"):
        parts.append(f"{messages(f'rules.{one.group}')}: {one.name}")
    elif one.group == "automation":
        parts.append(messages("rules.automation"))
    if one.field not in ("added", "removed", "word"):
        parts.append(messages(f"rules.field.{one.field}"))
    elif one.group == "automation":
        parts.append(messages("rules.field.certificate"))
    if one.part:
        parts.append(_part(messages, one.part, titles))
    return " · ".join(parts)


def _part(messages: Messages, part: str, titles: dict[str, str]) -> str:
    """A language, a clause, or both with a slash between."""
    language, slash, clause = part.rpartition("/")
    if slash:
        return f"{messages.name_of(language)} / {titles.get(clause, clause)}"
    return titles.get(part) or messages.name_of(part)


def _value(messages: Messages, one: Changed, value: Value) -> str:
    if value is None:
        return messages("rules.unset")
    if isinstance(value, bool):
        return messages("rules.yes" if value else "rules.no")
    if one.group == "automation" and isinstance(value, float):
        if value in (Automation().approve_below, Automation().reject_from) and not _is_never(one, value):
            return messages("rules.no_limit")
        if _is_never(one, value):
            return messages("rules.never")
    if isinstance(value, float):
        return f"{value:g}"
    if one.field in ("mode", "language_mode", "clause_mode"):
        return messages(f"rules.mode.{value}")
    return value


def _is_never(one: Changed, value: float) -> bool:
    return value == (NEVER_APPROVES if one.field == "approve_below" else NEVER_REJECTS_ALONE)


def marked(before: str, after: str) -> tuple[Mark, ...]:
    """The words that stayed, went and came, in reading order."""
    first, second = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Mark] = []
    for tag, start, end, from_, to in difflib.SequenceMatcher(
        None, first, second, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            found.append(Mark("same", "".join(first[start:end])))
            continue
        if end > start:
            found.append(Mark("del", "".join(first[start:end])))
        if to > from_:
            found.append(Mark("ins", "".join(second[from_:to])))
    return tuple(found)
