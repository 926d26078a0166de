"""Folded words as they are searched: text in SQLite, whose index takes it apart; in PostgreSQL the words with
their places, taken apart here, so that both find the same.

PostgreSQL's own parser would take "and/or" for a path, "a-b" for three words and "x.example" for a host.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sqlalchemy import Dialect, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeEngine

MOST_BYTES = 2_000
"""Of one word, cut at a letter; PostgreSQL takes 2,046 at most."""
MOST_PLACES = 16_383
"""Words that have a place of their own in PostgreSQL; all later ones share the last."""
MOST_IN_ALL = 400_000
"""Bytes of words of one text: what follows is found no more. PostgreSQL takes a megabyte with the places."""
NOTHING = "'\x01'"
"""A question that no text answers."""

_MARKS = re.compile("[\u0300-\u036f]")
_ASKED = re.compile(r'"([^"]*)"(\*?)')


class Words(TypeDecorator[str]):
    """A column of them."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())


class Asked(String):
    """A question as `search.expression` writes it."""


def split(text: str) -> list[str]:
    """The words of a folded text: runs of letters, digits and their marks, as SQLite's index sees them."""
    plain = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
    return "".join(character if _in_word(character) else " " for character in plain).split(" ")


def vector(text: str) -> str:
    """The words with their places, in PostgreSQL's writing of a `tsvector`."""
    found = []
    room = MOST_IN_ALL
    for place, word in enumerate(filter(None, split(text)), 1):
        kept = _cut(word)
        room -= len(kept.encode()) + 2
        if room < 0:
            break
        found.append(f"'{kept}':{min(place, MOST_PLACES)}")
    return " ".join(found)


def query(expression: str) -> str:
    """The same question in PostgreSQL's writing of a `tsquery`."""
    parts = []
    for said, begins in _ASKED.findall(expression):
        words = [f"'{_cut(word)}'" for word in split(said) if word]
        if words:
            parts.append("(" + " <-> ".join(words) + (":*" if begins else "") + ")")
    return " & ".join(parts) or NOTHING


def _cut(word: str) -> str:
    data = word.encode()
    return word if len(data) <= MOST_BYTES else data[:MOST_BYTES].decode(errors="ignore")


@lru_cache(maxsize=4_096)
def _in_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Co"
