"""From marks on pieces to words that can be shown: whole words of the text, strongest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_SPANS = 5
LEAST = -1.5
"""Log-odds from which a piece is shown: weaker marks say nothing that a reader could follow."""

LONGEST = 40
"""Code points of a word on either side of its marked piece."""

NEAR = 0.5
"""A word this much weaker (in log-odds) than the strongest is no evidence beside it: where readers marked
words in comments, the strongest ones are theirs (training/EXPERIMENTS.md, 24)."""

NEAR_PROMOTION = 2.5
"""What promotes is said in many words: an address, an offer, a price."""


def words_of(
    text: str, places: NDArray[np.int64], marks: NDArray[np.float32], near: float = NEAR
) -> list[tuple[int, int]]:
    """Spans (code points, end exclusive) of words that hold marked pieces; touching words are one span.

    `places`: (pieces, 2); `marks`: (pieces,), log-odds; `near`: see NEAR. Without any mark above LEAST: the
    strongest word, so that whoever must decide sees where to look. Empty where there are no words.
    """
    words: dict[tuple[int, int], float] = {}
    for (start, end), mark in zip(places.tolist(), marks.tolist(), strict=True):
        word = _word_at(text, start, end)
        if word is not None:
            words[word] = max(words.get(word, -np.inf), mark)
    if not words:
        return []
    best = max(words.values())
    least = min(best, max(LEAST, best - near))
    joined: list[tuple[int, int, float]] = []
    for (start, end), mark in sorted(words.items()):
        if mark < least:
            continue
        if (
            joined
            and not any(letter.isalnum() for letter in text[joined[-1][1] : start])
            and (start - joined[-1][1] <= 1)
        ):
            joined[-1] = (joined[-1][0], end, max(joined[-1][2], mark))
        else:
            joined.append((start, end, mark))
    joined.sort(key=lambda span: (-span[2], span[0]))
    return [(start, end) for start, end, _ in joined[:MOST_SPANS]]


def _word_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The run without white space around a piece, less punctuation at its ends; None without a letter.

    It reaches at most LONGEST code points beyond the piece: some texts have no spaces.
    """
    while start < end and text[start].isspace():
        start += 1
    if start == end:
        return None
    first, last = max(0, start - LONGEST), min(len(text), end + LONGEST)
    while start > first and not text[start - 1].isspace():
        start -= 1
    while end < last and not text[end].isspace():
        end += 1
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return (start, end) if start < end else None
