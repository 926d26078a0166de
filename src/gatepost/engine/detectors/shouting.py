"""Writing in capitals, with rows of exclamation marks or with drawn-out letters (clause `shouting`).

What is measured is how much of it there is. A word in capitals for emphasis, an acronym, a name, a headline
or a short remark stays well below a referral; a paragraph does not. Scripts without capitals shout by rows
of marks and by stretching. Laughter is no shouting in any script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Evidence, Finding

CLAUSE = "shouting"

HALF_LETTERS = 60
"""So many letters in all-capital words make the probability one half, if most of the text is like that."""
HALF_MARKS = 20
"""The same for marks that stand in rows of three or more."""
HALF_STRETCHED = 30
"""The same for letters beyond the first of a run of four or more."""
FROM_SHARE, FULL_SHARE = 0.3, 0.7
"""Below the first share of its letters in capitals a text does not shout; from the second on fully."""

LEAST = 0.05
"""A finding less likely than this says nothing."""
MOST_PASSAGES = 20

_CAPITALS = "".join(
    chr(point)
    for first, last in ((0x41, 0x5A), (0xC0, 0x24F), (0x370, 0x3FF), (0x400, 0x52F), (0x531, 0x556))
    for point in range(first, last + 1)
    if unicodedata.category(chr(point)) == "Lu"
)
_THREE = re.compile("[A-Z]{3}|[ΆΈ-ΡΣ-ΫЀ-Я]{3}")
"""The sign to look closer, cheap: text in capitals of any alphabet has it sooner or later."""
_CAPITAL_WORD = re.compile(rf"(?<!\w)[{_CAPITALS}](?:[{_CAPITALS}]|['’-](?=[{_CAPITALS}]))+(?!\w)")
_MARKS = "!?\u061f\uff01\uff1f\u203c\u2047\u2048\u2049"
_ROW = re.compile(rf"[{_MARKS}]{{3,1000}}")
_ROW_SIGNS = ("!!", "??", "!?", "?!", "\u061f\u061f", "\u061f!", "!\u061f", "\uff01", "\uff1f", "\u203c")
_STRETCHED_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"([^\W\d_])\1{3,}")
_BETWEEN = re.compile(r"[^\w]{1,3}")

Spans = list[tuple[int, int]]


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding, with the passages that shout."""
    text = reading.original
    capitals, spans = _capitals(text)
    rows = _rows(text)
    stretched = _stretched(reading)
    marks = sum(end - start for start, end in rows)
    extra = sum(end - start - 1 for start, end in stretched)
    quiet = (1.0 - capitals) * HALF_MARKS / (HALF_MARKS + marks) * HALF_STRETCHED / (HALF_STRETCHED + extra)
    if 1.0 - quiet < LEAST:
        return []
    shown = sorted({*spans, *rows, *stretched})[:MOST_PASSAGES]
    evidence = tuple(Evidence(start, end, text[start:end]) for start, end in shown)
    return [Finding(CLAUSE, 1.0 - quiet, CLAUSE, evidence, CLAUSE)]


def _capitals(text: str) -> tuple[float, Spans]:
    """How likely the capitals are shouting, and the passages in capitals."""
    if _THREE.search(text) is None:
        return 0.0, []
    words = [found.span() for found in _CAPITAL_WORD.finditer(text)]
    loud = sum(end - start for start, end in words)
    if loud < HALF_LETTERS / 10:
        return 0.0, []
    letters = sum(map(str.isalpha, text))
    share = (loud / letters - FROM_SHARE) / (FULL_SHARE - FROM_SHARE)
    probability = max(0.0, min(1.0, share)) * loud / (loud + HALF_LETTERS)
    return probability, list(_passages(text, words)) if probability else []


def _passages(text: str, words: Spans) -> Iterator[tuple[int, int]]:
    """Words in capitals that stand beside each other as one passage."""
    begin, end = words[0]
    for start, stop in words[1:]:
        if _BETWEEN.fullmatch(text, end, start) is None:
            yield begin, end
            begin = start
        end = stop
    yield begin, end


def _rows(text: str) -> Spans:
    if not any(sign in text for sign in _ROW_SIGNS):
        return []
    return [found.span() for found in _ROW.finditer(text)]


def _stretched(reading: Reading) -> Spans:
    """Runs of four letters and more, in words of three different letters and more: laughter has fewer."""
    if reading.squeezed is None:
        return []
    found: Spans = []
    text = reading.original
    for word in _STRETCHED_WORD.finditer(text):
        if len(word.group()) > 4 and len(set(word.group().lower())) > 2:
            found += [
                (word.start() + run.start(), word.start() + run.end()) for run in _RUN.finditer(word[0])
            ]
    return found
