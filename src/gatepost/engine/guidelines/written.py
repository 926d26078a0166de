"""Guidelines as a TOML file again: what a form changed is written down, read by `parse`, and judged there.

A document is what TOML makes of a file: tables, lists, texts, numbers. It may hold what is wrong, such as a
text where a number belongs: `parse` says so. Comments and the order of keys of an earlier file are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatepost.engine.guidelines.records import (
    NEVER_APPROVES,
    NEVER_REJECTS_ALONE,
    Automation,
    Clause,
    Guidelines,
    OwnWord,
)

Document = dict[str, Any]
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def document_of(guidelines: Guidelines) -> Document:
    """The document from which `parse` makes the very same guidelines."""
    document: Document = {"name": guidelines.name, "language": guidelines.language}
    if guidelines.preamble:
        document["preamble"] = dict(guidelines.preamble)
    document["clause"] = [clause_table(clause) for clause in guidelines.clauses]
    if guidelines.words:
        words: Document = {}
        if guidelines.words.allow:
            words["allow"] = list(guidelines.words.allow)
        if guidelines.words.add:
            words["add"] = [word_table(word) for word in guidelines.words.add]
        document["words"] = words
    if guidelines.automation:
        document["automation"] = automation_table(guidelines.automation)
    return document


def clause_table(clause: Clause) -> Document:
    """One `[[clause]]`."""
    table: Document = {"id": clause.id, "active": clause.active}
    if clause.welcome:
        table["protect"] = clause.protect
    else:
        table["refer"] = clause.refer
        if clause.reject is not None:
            table["reject"] = clause.reject
    if clause.title:
        table["title"] = dict(clause.title)
    if clause.wording:
        table["wording"] = dict(clause.wording)
    return table


def word_table(word: OwnWord) -> Document:
    """One `[[words.add]]`, without what is as it would be anyway."""
    table: Document = {"term": word.term, "clause": word.clause, "severity": word.severity}
    if word.match != "word":
        table["match"] = word.match
    if word.language:
        table["language"] = word.language
    if word.note:
        table["note"] = word.note
    return table


def automation_table(automation: Automation) -> Document:
    """`[automation]`, without what is as it would be anyway."""
    plain, table = Automation(), Document()
    if automation.approve_below != plain.approve_below:
        never = automation.approve_below == NEVER_APPROVES
        table["approve_below"] = "never" if never else automation.approve_below
    if automation.reject_from != plain.reject_from:
        never = automation.reject_from == NEVER_REJECTS_ALONE
        table["reject_from"] = "never" if never else automation.reject_from
    if automation.engine:
        table["engine"] = automation.engine
    if automation.certificate:
        table["certificate"] = dict(automation.certificate)
    return table


def written(document: Mapping[str, Any]) -> str:
    """The document as TOML. Values are texts, numbers, true or false, lists of these, tables."""
    return "\n".join(_table((), document)).strip() + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """Plain values first: below the heading of a table within, they would belong to that one."""
    for key, value in table.items():
        if not _is_table(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        here = (*path, key)
        heading = ".".join(map(_key, here))
        if isinstance(value, Mapping):
            if not path or value:
                yield from ("", f"[{heading}]")
            yield from _table(here, value)
        elif _is_table(value):
            for each in value:
                yield from ("", f"[[{heading}]]")
                yield from _table(here, each)


def _is_table(value: Any) -> bool:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, Sequence) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return f"[{', '.join(map(_value, value))}]"


def _text(text: str) -> str:
    """JSON's way of writing a text is TOML's too, but for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
