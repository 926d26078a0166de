"""Ordinary words of six languages: what a guess at a disguise must leave alone (`ordinary_words.txt`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Folded words, most of them of up to five letters. Source: the head of the file."""
    path = files("gatepost.engine.text") / "ordinary_words.txt"
    if not path.is_file():
        return frozenset()
    return frozenset(word for word in path.read_text("utf-8").split("\n") if word[:1] != "#")
