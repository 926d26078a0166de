"""Building views: the folded view and the squeezed view, with the way back to the original.

Everything here is one pass over the text. Nothing raises, whatever the text holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from gatepost.engine.text.folding import BORROWED, FOLD, LOOK_ALIKES
from gatepost.vocabulary import TextView

_ASCII_SPACES = {point: " " for point in range(128) if chr(point).isspace()}
_BORROWED = AhoCorasick(list(map(chr, BORROWED)))
_LATIN = re.compile("[a-z]")
_WORD = re.compile(r"\w+")
_RUN = re.compile(r"([^\W\d_])\1+")
_STRETCHABLE = (
    "abcdefghijklmnopqrstuvwxyz" + "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنهوی" + "абвгдежзиклмнопрстухцчшщыьэюя"
)
_STRETCHED = AhoCorasick([letter * 3 for letter in _STRETCHABLE])


class Squeezed(Struct, frozen=True):
    """A view with every run of one letter read as one; `runs[i]`: how often `view.text[i]` stood there."""

    view: TextView
    runs: Sequence[int]


def folded_view(original: str) -> TextView:
    """The folded view (rules in `folding`). Plain ASCII costs one `str.lower`; the map stays empty if 1:1."""
    if not original.isascii():
        return folded_by_table(original)
    text = original.lower()
    if not original.isprintable():
        text = text.translate(_ASCII_SPACES)
    return _without_gaps(original, text, (), ())


@lru_cache(maxsize=65_536)
def folded_text(term: str) -> str:
    """The folded text of one term of a word list, remembered: lists are read more than once."""
    return folded_view(term).text


def folded_by_table(original: str) -> TextView:
    """The folded view the long way, for any text: one table look-up for each code point."""
    pieces = list(map(FOLD.__getitem__, original))
    text = "".join(pieces)
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    if len(text) != len(pieces) or "" in pieces:
        kept = list(compress(range(len(pieces)), pieces))
        if len(text) != len(kept):
            kept = [at for at, piece in enumerate(pieces) for _ in piece]
        starts, ends = kept, [at + 1 for at in kept]
    return _without_gaps(original, read_look_alikes(text), starts, ends)


def _without_gaps(original: str, text: str, starts: Sequence[int], ends: Sequence[int]) -> TextView:
    """Runs of spaces read as one, so that a phrase matches across a line break or a gap."""
    if "  " not in text:
        return TextView(original, text, starts, ends)
    kept = [
        at
        for at, (before, here) in enumerate(zip("x" + text, text, strict=False))
        if here != " " or before != " "
    ]
    return TextView(
        original,
        "".join([text[at] for at in kept]),
        [starts[at] for at in kept] if starts else kept,
        [ends[at] for at in kept] if ends else [at + 1 for at in kept],
    )


def read_look_alikes(text: str) -> str:
    """Letters of other scripts read as the Latin letters they look like, 1:1.

    Read so are words that hold Latin letters too, and, where most words of the text are Latin ones, words
    that are nothing but look-alikes. Every other word of Cyrillic, Greek, ... stays itself.
    """
    if _LATIN.search(text) is None or not _BORROWED.find_matches_as_indexes(text):
        return text
    words = _WORD.findall(text)
    latin = sum(len(word) for word in words if _LATIN.search(word))
    mostly_latin = 2 * latin > sum(map(len, words))

    def read(word: re.Match[str]) -> str:
        letters = word.group()
        if _LATIN.search(letters):
            return letters.translate(BORROWED)
        if mostly_latin and all(ord(letter) in LOOK_ALIKES or letter.isdigit() for letter in letters):
            return letters.translate(LOOK_ALIKES)
        return letters

    return _WORD.sub(read, text)


def squeezed_view(view: TextView) -> Squeezed | None:
    """Runs of one letter read as one letter, with the length of each run; None when no run reaches 3."""
    text = view.text
    if not _STRETCHED.find_matches_as_indexes(text):
        return None
    kept: list[int] = []
    done = 0
    for run in _RUN.finditer(text):
        kept.extend(range(done, run.start() + 1))
        done = run.end()
    kept.extend(range(done, len(text)))
    ends = [*kept[1:], len(text)]
    starts, stops = view.starts, view.ends
    squeezed = TextView(
        view.original,
        "".join([text[at] for at in kept]),
        [starts[at] for at in kept] if starts else kept,
        [stops[at - 1] for at in ends] if stops else ends,
    )
    return Squeezed(squeezed, [end - start for start, end in zip(kept, ends, strict=True)])
