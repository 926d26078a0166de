"""Keys struck at random, which say nothing in any language (clause `gibberish`).

Each word of Latin or Arabic letters costs what its letters cost after one another in the language that they
fit best (`letters.toml`, made by `training/letters.py`); random keys cost about as much as if every letter
were as likely as any other, and more. Runs along a row of a keyboard cost more still. The text is gibberish
if most of its letters stand in such words and there are enough of them. Laughter, abbreviations, numbers,
links, code, names in capitals and other scripts are passed over; so is every text with enough everyday
words, cheaply.
"""

from __future__ import annotations

import math
import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Evidence, Finding

CLAUSE = "gibberish"

SCRIPTS = {"latin": re.compile("[a-z]{4}"), "arabic": re.compile("[\u0621-\u06d3]{4}")}
EVERYDAY = 0.15
"""A text with this share of everyday words is not looked at."""

FAIR = {"latin": 2.6, "arabic": 2.25}
"""What a letter of random keys costs at least, on average; letters of known words cost less."""
ROW = 5
"""So many keys in a row, one after the other, are no accident..."""
ROW_COST = 3.0
"""...and add so much to each of their letters."""
SHORTEST = 4
ENOUGH = 9.0
"""Costs above `FAIR`, summed over a text, that make gibberish as likely as not."""
STEEP = 0.5
FROM_SHARE, FULL_SHARE = 0.35, 0.6
"""Of a text's letters: below the first share in strange words it is a text with strange words in it."""
LEAST = 0.05
MOST_PASSAGES = 20

ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "yxcvbnm",
    "ضصثقفغعهخحجد", "شسیبلاتنمکط", "ءورلاوزظ", "ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو",
    "قورتییوحپ", "اسدفگهژکل", "زخجڤبنم",
)  # fmt: skip
"""Keyboards: English, French, German (and Turkish), Arabic, Persian, Sorani; letters folded."""

_LAUGHTER = re.compile(r"(.{1,2}?)\1{2,}.{0,2}|[ahesjkxwlo]+|[هخاحجکو]+")
_RUN = re.compile(r"(.)\1{3}")
_PLAIN = re.compile(r"[^\w@#/]*[^\W\d_]+[^\w@/]*")

Table = NDArray[np.float64]


class Script(Struct, frozen=True):
    """`places` gives each UTF-16 unit its letter, 0 for none; `costs` has the shape (n, n, n)."""

    places: NDArray[np.int64]
    costs: Table
    fair: float


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding, with the words that say nothing."""
    text = reading.folded.text
    everyday = _tables()[0]
    pieces = text.split()
    if sum(map(everyday.__contains__, pieces)) >= EVERYDAY * len(pieces):
        return []
    if not any(letters.search(text) for letters in SCRIPTS.values()):
        return []
    return _look(reading, text)


def _look(reading: Reading, text: str) -> list[Finding]:
    strange: list[tuple[int, int]] = []
    excess = 0.0
    strange_letters = 0
    for start, end, over in _words(text):
        if over <= 0.0:
            continue
        piece = _around(text, start, end)
        if _PLAIN.fullmatch(piece) is None or _LAUGHTER.fullmatch(text, start, end) or _RUN.search(piece):
            continue
        first, last = reading.folded.span(start, end)
        if reading.original[first:last].isupper() and end - start < 2 * SHORTEST:
            continue
        excess += over
        strange_letters += end - start
        strange.append((first, last))
    if not strange:
        return []
    letters = sum(map(str.isalpha, text))
    share = (strange_letters / letters - FROM_SHARE) / (FULL_SHARE - FROM_SHARE)
    probability = max(0.0, min(1.0, share)) / (1.0 + math.exp(-STEEP * (excess - ENOUGH)))
    if probability < LEAST:
        return []
    original = reading.original
    evidence = tuple(Evidence(start, end, original[start:end]) for start, end in strange[:MOST_PASSAGES])
    return [Finding(CLAUSE, probability, CLAUSE, evidence, CLAUSE)]


def _words(text: str) -> list[tuple[int, int, float]]:
    """Start, end and cost above that of random keys of each word of at least `SHORTEST` letters."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(text):  # characters of two units: read the others at their places all the same
        units = np.array([min(ord(character), 0xFFFF) for character in text], dtype=np.uint16)
    found: list[tuple[int, int, float]] = []
    for name, script in _tables()[1].items():
        if SCRIPTS[name].search(text) is None:
            continue
        ids = np.concatenate(([0, 0], script.places[units], [0]))
        here, before = ids[2:-1], ids[1:-2]
        cost = script.costs[np.where(before == 0, 0, ids[:-3]), before, here]
        edges = np.flatnonzero(np.diff((ids[1:] > 0).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        sums = np.concatenate(([0.0], np.cumsum(np.where(here > 0, cost - script.fair, 0.0))))
        over = sums[ends] - sums[starts]
        for start, end, excess in zip(starts.tolist(), ends.tolist(), over.tolist(), strict=True):
            if end - start >= SHORTEST:
                found.append((start, end, excess + ROW_COST * _in_rows(text[start:end])))
    return sorted(found)


def _in_rows(word: str) -> int:
    """How many letters of a word belong to runs along a keyboard's row, or repeat a short one."""
    runs = _tables()[2]
    unit = word[:3]
    if len(word) >= 2 * len(unit) and unit in runs and (unit * len(word)).startswith(word):
        return len(word)  # asdasdasd
    covered: set[int] = set()
    for at in range(len(word) - ROW + 1):
        if word[at : at + ROW] in runs:
            covered.update(range(at, at + ROW))
    return len(covered)


def _around(text: str, start: int, end: int) -> str:
    """The word with what stands around it without a space, at most 40 characters to each side."""
    begin = text.rfind(" ", max(0, start - 40), start) + 1
    stop = text.find(" ", end, end + 40)
    return text[begin or max(0, start - 40) : stop if stop >= 0 else end + 40]


@lru_cache(maxsize=1)
def _tables() -> tuple[frozenset[str], dict[str, Script], frozenset[str]]:
    """Everyday words; what letters cost, by script; runs of 3 and of `ROW` keys."""
    text = (files("gatepost.engine.detectors") / "letters.toml").read_text("utf-8")
    read: dict[str, Any] = tomllib.loads(text)
    step = float(read["step"])
    scripts = {name: _script(read[name], step, FAIR[name]) for name in SCRIPTS}
    everyday = frozenset(word for name in SCRIPTS for word in read[name]["common"].split())
    keys = [row[::way] for row in ROWS for way in (1, -1)]
    runs = frozenset(
        row[at : at + long] for row in keys for long in (3, ROW) for at in range(len(row) - long + 1)
    )
    return everyday, scripts, runs


def _script(read: dict[str, str], step: float, fair: float) -> Script:
    letters = read["letters"]
    size = len(letters) + 1
    points = np.array([ord(character) for character in read["costs"] if character != "\n"], dtype=np.float64)
    points -= 40.0 + (points > 92.0)
    places = np.zeros(0x10000, dtype=np.int64)
    for place, letter in enumerate(letters, start=1):
        places[ord(letter)] = place
    return Script(places, (points * step).reshape(size, size, size), fair)
