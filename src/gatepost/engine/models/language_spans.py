"""Where a text changes its language: windows by script and clause, and the likeliest way through them.

A window is a stretch of one script between ends of sentences or clauses, at most some dozen words. Each is
read by the identifier; a change of language from one to the next costs. So the path of languages is smooth,
and a short clause that alone says little follows its neighbours (Viterbi).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "und"
MOST_WINDOWS = 32
"""A text is cut into no more: the windows of long texts are longer, so that the cost stays linear."""

FEWEST_LETTERS = 8
"""A stretch in another script that is shorter is a name or a loan, and belongs to its surroundings."""

WORDS = 12
"""So many words of a clause make a window."""

SWITCH = 2.5
"""What a change of language costs, in nats."""

LEAST_CHANCE = 1e-3
"""One window's word against a language is bounded: a name must not outvote its neighbours."""

_RUN = re.compile(
    r"(?P<latin>[A-Za-z\u00aa-\u024f\u1e00-\u1eff]+)"
    r"|(?P<arabic>[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+)"
    r"|(?P<other>[^\W\d_]+)"
)
_CLAUSE = re.compile(r"[.!?…؟۔؛;:\n]+\s*|[,،]\s+|\s[-–—]\s")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is written in `code`, with this probability (a mean by length over its windows)."""

    start: int
    end: int
    code: str
    probability: float


def windows(text: str) -> list[tuple[int, int]]:
    """Stretches to be read each for itself, all with letters: in order, side by side, the whole text.

    None where the text has no letters.
    """
    least = max(2 * FEWEST_LETTERS, len(text) // MOST_WINDOWS)
    pieces: list[tuple[int, int]] = []
    for start, end in _script_runs(text):
        cuts = [start]
        for mark in _CLAUSE.finditer(text, start, end):
            at = mark.end()
            if min(at - cuts[-1], end - at) >= least:
                cuts.append(at)
        for begin, stop in zip(cuts, [*cuts[1:], end], strict=True):
            pieces += _by_words(text, begin, stop, least)
    lettered: list[tuple[int, int]] = []
    for begin, stop in pieces:
        if lettered and _RUN.search(text, begin, stop) is None:
            lettered[-1] = lettered[-1][0], stop
        else:
            lettered.append((begin, stop))
    return lettered


def _by_words(text: str, start: int, end: int, least: int) -> list[tuple[int, int]]:
    """A long clause in windows of some `WORDS` words; the last takes what is left over."""
    if end - start < 8 * WORDS:
        return [(start, end)]
    spaces = [found.end() for found in _SPACE.finditer(text, start, end)]
    cuts = [start]
    for at in spaces[WORDS - 1 :: WORDS]:
        if at - cuts[-1] >= least and end - at >= 4 * WORDS:
            cuts.append(at)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _script_runs(text: str) -> list[tuple[int, int]]:
    """Stretches of one script; what has no letters belongs to the run before it. Covers the text."""
    least = max(FEWEST_LETTERS, len(text) // MOST_WINDOWS)
    words = ((str(word.lastgroup), word.start(), word.end()) for word in _RUN.finditer(text))
    starts: list[int] = []
    scripts: list[str] = []
    letters: list[int] = []
    for script, group in groupby(words, key=lambda word: word[0]):
        run = list(group)
        size = sum(end - start for _, start, end in run)
        if starts and (size < least or scripts[-1] == script):
            # A few letters in another script do not end a run.
            letters[-1] += size
        elif starts and letters[-1] < least:
            letters[-1] += size
            scripts[-1] = script
        else:
            starts.append(run[0][1])
            scripts.append(script)
            letters.append(size)
    return list(zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)) if starts else []


def joined(
    cuts: Sequence[tuple[int, int]], chances: NDArray[np.float64], answers: Sequence[str], sure: float
) -> list[Span]:
    """The likeliest languages of the windows, neighbours of one language as one span.

    `chances`: shape (windows, codes), a row of zeros where the script is unknown. `answers`: the language
    each column stands for. Less than `sure` is `und`.
    """
    if not cuts:
        return []
    spans: list[Span] = []
    for (start, end), column, row in zip(cuts, _likeliest(chances), chances, strict=True):
        p = float(row[column])
        code = answers[column] if row.any() else UNKNOWN
        if spans and spans[-1].code == code:
            last = spans[-1]
            before, here = last.end - last.start, end - start
            mean = (last.probability * before + p * here) / (before + here)
            spans[-1] = Span(last.start, end, code, mean)
        else:
            spans.append(Span(start, end, code, p))
    return _known(spans, sure)


def _known(spans: list[Span], sure: float) -> list[Span]:
    """Spans that are not sure enough as `und`, joined where two of these meet."""
    said: list[Span] = []
    for span in spans:
        code = span.code if span.probability >= sure else UNKNOWN
        if said and said[-1].code == code:
            said[-1] = Span(said[-1].start, span.end, code, max(said[-1].probability, span.probability))
        else:
            said.append(Span(span.start, span.end, code, span.probability))
    return said


def _likeliest(chances: NDArray[np.float64]) -> list[int]:
    """The best path of columns: the sum of the windows' logarithms less what the changes cost."""
    says = np.log(np.maximum(chances, LEAST_CHANCE))
    score = says[0].copy()
    back: list[NDArray[np.intp]] = []
    stay = np.arange(chances.shape[1])
    for row in says[1:]:
        best = int(score.argmax())
        moved = score[best] - SWITCH > score
        back.append(np.where(moved, best, stay))
        score = np.where(moved, score[best] - SWITCH, score) + row
    path = [int(score.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]
