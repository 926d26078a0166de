"""How often each word comes up anyway, whatever a text is about: the measure of what a shared word tells.

`word_chances.tsv` lists, for each language, the stems that are at least one in 10,000 words of general text,
with their share in millionths; tools/build_word_chances.py says from which texts. All others are `RARE`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

RARE = 4e-5
"""The share of a word that is not in the table, on the high side: rarer ones are not trusted to be."""

MOST_BITS = 8.0
"""What one shared word tells at most."""


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Mapping[str, float]]:
    """Language -> stem -> share of all words, 0..1."""
    found: dict[str, dict[str, float]] = {}
    lines = (files("gatepost.engine.detectors") / "word_chances.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line[:1] != "#":
            language, millionths, stems = line.split("\t")
            found.setdefault(language, {}).update(dict.fromkeys(stems.split(), int(millionths) / 1e6))
    return found


def by_chance(share: float, size: float) -> float:
    """The probability that a word with this share stands in a text of `size` words, 0..1."""
    return -math.expm1(size * math.log1p(-share))


def bits(chance: float) -> float:
    """What it tells that such a word is there."""
    return min(MOST_BITS, -math.log2(chance)) if chance > 0 else MOST_BITS
