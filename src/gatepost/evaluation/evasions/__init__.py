"""How people disguise words: pure, seeded transformations of a text, for measuring, testing and training.

Each takes a text and a random generator and gives the disguised text, or None where it makes no sense for the
text's script (`f*ck` has a vowel to lose, `كس` has not). The meaning stays: a reader still reads the word.
They go from the letters outwards, in the order of EVASIONS, and in that order any two can follow one another.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from gatepost.evaluation.evasions.glyphs import (
    accents,
    arabic_letters,
    bidi,
    capitals,
    circled,
    full_width,
    harakat,
    look_alikes,
    mathematical,
    tatweel,
    without_marks,
    zero_width,
)
from gatepost.evaluation.evasions.spelling import (
    cut,
    dotted,
    doubled,
    emoji,
    leet,
    spaced,
    starred,
    stretched,
    swapped_letters,
    without_vowels,
)

Evasion = Callable[[str, random.Random], str | None]

EVASIONS: dict[str, Evasion] = {
    transformation.__name__: transformation
    for transformation in (
        without_marks, arabic_letters, without_vowels, swapped_letters, doubled, starred, leet, stretched,
        capitals, look_alikes, full_width, mathematical, circled, cut, spaced, dotted, emoji,
        tatweel, harakat, accents, zero_width, bidi,
    )
}  # fmt: skip
"""By name, from changes of letters to changes around letters."""

EXCLUSIVE = (
    frozenset({"look_alikes", "full_width", "mathematical", "circled"}),
    frozenset({"cut", "spaced", "dotted", "emoji"}),
)
"""Of each of these a text bears one only: the letters that the second would change are gone after the
first.
"""

LOSSY = frozenset({"without_vowels", "swapped_letters", "starred", "doubled"})
"""Misspellings. Two of them in one word leave less than a reader needs to be sure (`fkc`, `f*k`)."""


def pairs() -> list[tuple[str, str]]:
    """Every two transformations that a text can bear, in order; LOSSY ones are never paired with each
    other.
    """
    names = list(EVASIONS)
    return [
        (one, two)
        for at, one in enumerate(names)
        for two in names[at + 1 :]
        if not any({one, two} <= group for group in (*EXCLUSIVE, LOSSY))
    ]


def disguise(text: str, names: tuple[str, ...], seed: int) -> str | None:
    """`text` through the named transformations in turn; None if one makes no sense for it. Same seed, same
    result.
    """
    rng = random.Random(f"{seed} {' '.join(names)} {text}")  # noqa: S311 - seeded on purpose
    for name in names:
        changed = EVASIONS[name](text, rng)
        if changed is None:
            return None
        text = changed
    return text
