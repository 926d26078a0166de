"""The publisher's own words and allowances: the table `[words]` of a guidelines file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from gatepost.engine.detectors.entries import MATCHES, SEVERITIES, LexiconError, expand
from gatepost.engine.detectors.morphology import TAILS
from gatepost.engine.guidelines.records import Clause, OwnWord, Words
from gatepost.engine.text.views import folded_view

MAX_WORDS = 2_000
MAX_LENGTH = 200
_KEYS = ("add", "allow")
_WORD_KEYS = ("term", "clause", "severity", "match", "language", "note")


class Reader(Protocol):
    """What collects problems: see `parse`."""

    where: str
    source: str

    def problem(self, wrong: str, mend: str) -> None: ...

    def unknown_keys(self, table: dict[str, Any], known: tuple[str, ...]) -> None: ...


def read_words(table: Any, clauses: Sequence[Clause], reader: Reader) -> Words:
    """The table `[words]` as it was parsed from TOML; every mistake is told to `reader`."""
    reader.where = f"{reader.source}: words"
    if not isinstance(table, dict):
        reader.problem("words is not a table", "begin it with a line [words]")
        return Words()
    reader.unknown_keys(table, _KEYS)
    tables = table.get("add", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        reader.problem("add is not a list of tables", "begin every word with a line [[words.add]]")
        tables = []
    allow = _allowances(table.get("allow", []), reader)
    if len(tables) + len(allow) > MAX_WORDS:
        reader.problem(f"{len(tables) + len(allow):,} entries", f"keep to {MAX_WORDS:,} words and allowances")
        return Words()
    known = {clause.id: clause for clause in clauses}
    add = [_own_word(each, number, known, reader) for number, each in enumerate(tables, start=1)]
    _told_twice(add, reader)
    reader.where = reader.source
    return Words(tuple(word for word in add if word is not None), allow)


def _allowances(wordings: Any, reader: Reader) -> tuple[str, ...]:
    if not isinstance(wordings, list):
        reader.problem("allow is not a list", 'write it so: allow = ["Scunthorpe United"]')
        return ()
    kept: dict[str, None] = {}
    for wording in wordings:
        if not isinstance(wording, str) or not folded_view(wording).text.strip() or len(wording) > MAX_LENGTH:
            reader.problem(
                f"allow holds {wording!r}", f"give wordings in quotes, of 1 to {MAX_LENGTH} characters each"
            )
        else:
            kept[" ".join(wording.split())] = None
    return tuple(kept)


def _own_word(
    table: dict[str, Any], number: int, clauses: dict[str, Clause], reader: Reader
) -> OwnWord | None:
    term = table.get("term")
    reader.where = f"{reader.source}: word number {number}"
    if not isinstance(term, str) or not term.strip() or len(term) > MAX_LENGTH:
        reader.problem(
            f"its term is {term!r}", f'give the word, of 1 to {MAX_LENGTH} characters, such as term = "..."'
        )
        return None
    term = " ".join(term.split())
    reader.where = f"{reader.source}: word {term!r}"
    reader.unknown_keys(table, _WORD_KEYS)
    try:
        spellings = expand(term)
    except LexiconError as error:
        reader.problem(str(error), "mend the brackets")
        return None
    if any(not any(letter.isalnum() for letter in folded_view(each).text) for each in spellings):
        reader.problem("it stands for a spelling without a letter", "write at least one letter or digit")
        return None
    clause = table.get("clause")
    if not isinstance(clause, str) or clause not in clauses or clauses[clause].welcome:
        offered = ", ".join(each.id for each in clauses.values() if not each.welcome)
        reader.problem(f"its clause is {clause!r}", f"name a clause of these guidelines: {offered}")
        return None
    texts = {key: table.get(key, default) for key, default in _DEFAULTS.items()}
    for key, value in texts.items():
        if not isinstance(value, str):
            reader.problem(f"{key} is {value!r}", f'write it in quotes, such as {key} = "{_DEFAULTS[key]}"')
            return None
    word = OwnWord(term, clause, **texts)
    for key, allowed in (("severity", SEVERITIES), ("match", MATCHES), ("language", ("", *TAILS))):
        if texts[key] not in allowed:
            offered = ", ".join(each for each in allowed if each)
            reader.problem(f"{key} is {texts[key]!r}", f"use one of: {offered}")
            return None
    if word.match == "stem" and not word.language:
        reader.problem(
            "match is 'stem' without a language", 'say whose endings it takes, such as language = "tr"'
        )
        return None
    return word


_DEFAULTS = {"severity": "strong", "match": "word", "language": "", "note": ""}


def _told_twice(words: Sequence[OwnWord | None], reader: Reader) -> None:
    """The same spelling under the same clause and language, after folding, is a slip of the pen."""
    seen: dict[tuple[str, str, str], str] = {}
    for word in words:
        if word is None:
            continue
        keys = [(folded_view(each).text, word.clause, word.language) for each in expand(word.term)]
        earlier = next((seen[key] for key in keys if key in seen), None)
        if earlier is not None:
            reader.where = f"{reader.source}: word {word.term!r}"
            reader.problem(f"it is there already as {earlier!r}", "keep one of the two")
        seen.update(dict.fromkeys(keys, word.term))
