"""Words cut in two or three by a space or a sign (`f uck`, `sh-it`, `fu c k`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from operator import add

from ahocorasick_rs import AhoCorasick

from gatepost.engine.detectors.misspellings import RUN, Misspellings
from gatepost.vocabulary import TextView

MAX_CUTS = 300
"""So many places at most are tried in one view."""
MAX_PIECE = 3
CHUNKS = re.compile(r"(?:[^\W_]|[*#%•])+")
_GAP = re.compile(r"[^\w\n'\"(),;:?!@$€£|+]{1,3}|_")
_STOP = re.compile(r"[.] ")
_ODD_GAPS = frozenset("._~·")
_ALONE = frozenset("aioueyوبلژد")

Guess = tuple[int, int, tuple[str, ...], str]
"""Start and end of a written word, the words that it may stand for, and the name of the reading."""
Memo = dict[str, tuple[str, ...]]
"""What the written words of one text may stand for, so that no view asks twice."""


class Cuts:
    """Finds cut words: some piece is no ordinary word, and the whole is or holds a term."""

    def __init__(self, known: Misspellings, plain: AhoCorasick) -> None:
        self._known = known
        self._plain = plain

    def find(
        self, view: TextView, chunks: list[str], stretched: bool, masked: bool, memo: Memo
    ) -> Iterator[tuple[int, Guess]]:
        """Words cut in two or three (`f uck`, `sh-it`): some piece is no ordinary word, the whole is a term.

        With each goes its rank: 0 a term as it stands, 1 a term with endings, 2 a term respelt.
        """
        text = view.text
        vocabulary, variants, ordinary = self._known.words, self._known.variants, self._known.ordinary
        groups: dict[tuple[int, int], None] = {}
        wholes = list(map(add, chunks, chunks[1:]))
        if stretched or not (vocabulary.keys().isdisjoint(wholes) and variants.keys().isdisjoint(wholes)):
            for at, whole in enumerate(wholes):
                if len(whole) > 3 and (
                    whole in vocabulary or whole in variants or (stretched and RUN.search(whole) is not None)
                ):
                    groups[at, 2] = None
                    if len(groups) == MAX_CUTS:
                        break
        rare = [
            at
            for at, word in enumerate(chunks)
            if (len(word) <= MAX_PIECE and word not in ordinary and not word.isdigit())
            or (masked and not word.isalnum())
        ]
        for place in rare[:MAX_CUTS]:
            if len(groups) >= MAX_CUTS:
                break
            for count in (2, 3):
                for at in range(max(0, place - count + 1), min(place, len(chunks) - count) + 1):
                    sizes = sorted(map(len, chunks[at : at + count]))
                    if 4 <= sum(sizes) <= 16 and (count == 2 or sizes[1] <= 2):
                        groups[at, count] = None
        if not groups:
            return
        far = max(at + count for at, count in groups)
        spans = [at.span() for at in islice(CHUNKS.finditer(text), far)]
        tried: list[tuple[int, int, str, tuple[int, int]]] = []
        for at, count in groups:
            gaps = [text[spans[one][1] : spans[one + 1][0]] for one in range(at, at + count - 1)]
            if self._may_be_cut(chunks[at : at + count], gaps):
                whole = "".join(chunks[at : at + count])
                seams = (len(chunks[at]), len(whole) - len(chunks[at + count - 1]))
                tried.append((spans[at][0], spans[at + count - 1][1], whole, seams))
        crossing = self._crossing(tried)
        for number, (start, end, whole, _) in enumerate(tried):
            if whole in vocabulary:
                yield 0, (start, end, (whole,), "split")
            elif number in crossing:
                yield 1, (start, end, (whole,), "split")
            elif len(whole) > 3:
                guess = variants.get(whole, ()) or self._guess(whole, stretched, masked, memo)
                if guess:
                    yield 2, (start, end, guess, "split")

    def _guess(self, whole: str, stretched: bool, masked: bool, memo: Memo) -> tuple[str, ...]:
        """What the joined pieces may stand for if they hold stars or runs; remembered in `memo`."""
        if whole not in memo:
            if masked and not whole.isalnum():
                memo[whole] = self._known.unmasked(whole)
            elif stretched and RUN.search(whole) is not None:
                memo[whole] = self._known.stretched(whole)
            else:
                return ()
        return memo[whole]

    def _crossing(self, tried: list[tuple[int, int, str, tuple[int, int]]]) -> set[int]:
        """Which of the joined words hold a term of four letters or more that goes over every seam."""
        offsets = list(accumulate((len(whole) + 1 for _, _, whole, _ in tried), initial=0))
        wholes = "\n".join(whole for _, _, whole, _ in tried)
        crossing: set[int] = set()
        for _, start, end in self._plain.find_matches_as_indexes(wholes, overlapping=True):
            if end - start >= 4:
                place = bisect_right(offsets, start) - 1
                first, last = tried[place][3]
                if start - offsets[place] < first and last < end - offsets[place]:
                    crossing.add(place)
        return crossing

    def _may_be_cut(self, group: list[str], gaps: list[str]) -> bool:
        """Is some piece no ordinary word, or does a sign stand where no sign stands between words?"""
        if not all(_GAP.fullmatch(gap) is not None and _STOP.search(gap) is None for gap in gaps):
            return False
        if all(gap in _ODD_GAPS for gap in gaps):
            return True
        ordinary = self._known.ordinary
        return any(
            (len(piece) == 1 and piece not in _ALONE)
            or (piece not in ordinary and RUN.sub(r"\1", piece) not in ordinary)
            for piece in group
        )
