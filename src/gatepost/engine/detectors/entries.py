"""The word lists as data: one entry a line, tab-separated, one file a language.

Columns: term, match, clause, severity, gloss, exceptions, flags, source, reviewed; docs/reference/lexicons.md
explains them. Errors say where and what to do.
A term may hold alternatives, `i('ll| will) kill you`, which stand for one entry each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from msgspec import Struct

from gatepost.engine.text.views import folded_text

COLUMNS = ("term", "match", "clause", "severity", "gloss", "exceptions", "flags", "source", "reviewed")
MATCHES = ("word", "stem", "prefix", "part", "phrase")
SEVERITIES = ("mild", "strong", "slur")
CLAUSES = (
    "profanity",
    "vulgarity",
    "threat",
    "personal-attack",
    "abuse.sexism",
    "abuse.racism",
    "abuse.homophobia",
    "abuse.xenophobia",
    "abuse.other",
)

_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
_MAX_EXPANSIONS = 3_000


class LexiconError(ValueError):
    """A word list cannot be read: names file, line and mend."""


class LexiconEntry(Struct, frozen=True, gc=False):
    """One thing to look for, as a native writer spells it.

    `match`: word (alone), stem (with the endings and clitics of `language`), prefix (any ending), part
    (anywhere inside a word), phrase (words in a row; its last word may not go on). `exceptions`:
    wordings that contain the term and are fine. `only_in`: counts only in texts of these languages,
    because elsewhere it is an ordinary word; `not_in` the opposite. `exact`: the text must bear the
    term's own marks (`göt`, never `got`). `aimed`: counts only when said to somebody (`you pig`).
    `lower`: does not count when written like a name (`Dick`). `refer_only`: may never ground a
    rejection; `reviewed` False implies it.
    """

    term: str
    language: str
    clause: str
    severity: str
    match: str = "word"
    gloss: str = ""
    exceptions: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    exact: bool = False
    aimed: bool = False
    lower: bool = False
    refer_only: bool = False
    source: str = ""
    reviewed: bool = True


def expand(term: str) -> list[str]:
    """Every spelling that a term with alternatives stands for: `a(b|c|)` is ab, ac, a."""
    pieces = _ALTERNATIVES.split(term)
    if any("(" in piece or ")" in piece for piece in pieces):
        raise LexiconError(
            f"term {term!r} has a bracket without its partner, or one within another; write it as several"
        )
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > _MAX_EXPANSIONS:
        raise LexiconError(
            f"term {term!r} stands for {count} spellings; write it as several, {_MAX_EXPANSIONS} at most each"
        )
    return list(dict.fromkeys(" ".join("".join(parts).split(" ")).strip() for parts in product(*choices)))


def parse(text: str, language: str, source_name: str) -> Iterator[LexiconEntry]:
    """The entries of one word list. Empty lines and lines that begin with `#` are comments.

    Raises LexiconError that names file and line for a wrong column count, match, clause, severity or flag.
    """
    header_seen = False
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip("\r")
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header_seen:
            if tuple(cells) != COLUMNS:
                raise LexiconError(
                    f"{source_name}, line {number}: the header must be: {' TAB '.join(COLUMNS)}"
                )
            header_seen = True
            continue
        if len(cells) != len(COLUMNS):
            raise LexiconError(
                f"{source_name}, line {number}: {len(cells)} columns where {len(COLUMNS)} belong; "
                "separate them by single tabs, leave unused ones empty"
            )
        yield from _entries(dict(zip(COLUMNS, cells, strict=True)), language, f"{source_name}, line {number}")


def _entries(row: dict[str, str], language: str, where: str) -> Iterator[LexiconEntry]:
    for column, allowed in (
        ("match", MATCHES),
        ("clause", CLAUSES),
        ("severity", SEVERITIES),
        ("reviewed", ("yes", "no")),
    ):
        if row[column] not in allowed:
            raise LexiconError(
                f"{where}: {column} {row[column]!r} is unknown; use one of: {', '.join(allowed)}"
            )
    languages: dict[str, tuple[str, ...]] = {"only": (), "not": ()}
    marks = dict.fromkeys(("exact", "aimed", "lower", "refer"), False)
    for flag in row["flags"].split():
        name, _, value = flag.partition("=")
        if name in languages and value:
            languages[name] = tuple(value.split(","))
        elif flag in marks:
            marks[flag] = True
        else:
            known = "only=LANGUAGES, not=LANGUAGES, " + ", ".join(marks)
            raise LexiconError(f"{where}: flag {flag!r} is unknown; use one of: {known}")
    reviewed = row["reviewed"] == "yes"
    for term in {folded_text(term): term for term in reversed(expand(row["term"]))}.values():
        if not term:
            raise LexiconError(
                f"{where}: the term {row['term']!r} stands for an empty word; give every choice letters"
            )
        yield LexiconEntry(
            term,
            language,
            row["clause"],
            row["severity"],
            row["match"],
            row["gloss"],
            tuple(wording.strip() for wording in row["exceptions"].split(",") if wording.strip()),
            languages["only"],
            languages["not"],
            marks["exact"],
            marks["aimed"],
            marks["lower"],
            marks["refer"] or not reviewed,
            row["source"],
            reviewed,
        )
