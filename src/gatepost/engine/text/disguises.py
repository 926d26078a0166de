"""Undoing disguises: letters replaced by digits and signs, written apart, or starred out.

Each function looks for a sign of its disguise first, and that search is all that clean text pays. Patterns
are linear: no nested repeats, every repeat bounded by a character class that the next part cannot match.
A view that undoes a disguise says where it did so (`Undone.touched`): a match elsewhere is no news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from gatepost.engine.text.folding import FOLD
from gatepost.engine.text.offsets import pieced
from gatepost.engine.text.views import read_look_alikes
from gatepost.vocabulary import TextView

_SIGNS = "0134578@$!|+€£¥¡9"
_AS_I = str.maketrans(_SIGNS, "oieastbasiitelyig")
_AS_L = str.maketrans(_SIGNS, "oleastbasllvelylq")
_SIGN = re.compile(f"[{re.escape(_SIGNS)}(]|vv")
_LEETED = re.compile(r"[a-z][0134578@$|€£¥¡9]|[a-z][!+(][a-z]|[0134578@$€£¥¡9][a-z]|vv")
_MORE = re.compile(r"(?<=[a-z0-9@$€])\((?=[a-z0-9@$€!|])|vv")
_MORE_READ = {"(": "c", "vv": "w"}
_ONE = re.compile(r"[1|!]")
_AFTER_VOWEL = re.compile(r"(?<=[aeou034@])[1|!]+")
_SEVERAL = re.compile(r"[1|!]{2,}")

_LETTER = r"(?:[^\W_]|[@$€£'])"
_SIGNED = r"(?:[^\W_]|[@$€£'*#%•+|!])"
_BY = r"(?:[^\w\n@$€£*#%•+|!']|_)"
_BY_ANY = r"(?:[^\w\n@$€£*#%•+|!']{1,3}|_)"
_EVEN = re.compile(
    rf"(?<![^\W_]){_SIGNED}(?P<by>{_BY}){_SIGNED}(?:(?P=by){_SIGNED}(?![^\W_]|[@$€£]|(?!(?P=by))[^\w\s][^\W_](?![^\W_])))+"
    rf"|(?<![^\W_])[^\W_]{_BY_ANY}{_LETTER}(?:{_BY_ANY}{_LETTER}(?![^\W_]|[@$€£]))+"
)
"""Three letters (or signs and stars for letters) or more, each apart: by one separator throughout, or by
several.
"""
_TWO = re.compile(rf"(?<![^\W_]){_SIGNED}(?P<by>{_BY}){_SIGNED}(?![^\W_])")

_STARRED = re.compile(
    r"(?<![\w*#%•])[^\W_][^\W_*#%•]{0,20}[*#%•][\w*#%•]{0,30}|(?<![\w*#%•])[*%•]{1,3}[^\W\d_]{3,30}(?![\w*%•])"
)
_ALPHABETIC = re.compile(r"[^\W\d_]")


class Undone(Struct, frozen=True):
    """A view in which a disguise is undone; `touched[i]` is 1 where `view.text[i]` was read anew.

    `reading` names the disguise: joined, leet, starred ... (see `forms.Match`).
    """

    view: TextView
    touched: bytes
    reading: str
    signed: str = ""
    """Of the first of several readings of signs: the text as it was before, letter by letter."""


def unleeted(view: TextView, touched: bytes, before: str) -> Iterator[Undone]:
    """`view` with digits and signs read as letters; further readings (1 as l, mixed) where a 1, | or !
    stands.

    `touched` and `before`: what an earlier reading had undone already. A match counts only if it covers
    enough letters: see `matching`.
    """
    text = view.text
    if _SIGN.search(text) is None or _LEETED.search(text) is None:
        return
    if _MORE.search(text) is not None:
        parts = [(found.start(), found.end(), _MORE_READ[found.group()]) for found in _MORE.finditer(text)]
        view, touched = pieced(view, touched, parts)
        text = view.text
    readings = [text.translate(_AS_I)]
    if _ONE.search(text) is not None:
        readings.append(text.translate(_AS_L))
        mixed = _AFTER_VOWEL.sub(lambda run: "l" * len(run.group()), text)
        mixed = _SEVERAL.sub(lambda run: "i" + "l" * (len(run.group()) - 1), mixed)
        readings.append(mixed.translate(_AS_I))
    changed = (
        bytes(old or (written != read) for old, written, read in zip(touched, text, readings[0], strict=True))
        if touched
        else bytes(map(_differ, text, readings[0]))
    )
    for number, read in enumerate(dict.fromkeys(readings)):
        undone = TextView(view.original, read, view.starts, view.ends)
        yield Undone(undone, changed, before or "leet", "" if number else text)


def _differ(written: str, read: str) -> bool:
    return written != read


def joined(view: TextView) -> Undone | None:
    """Words written letter by letter read as one word, all else as it stands; None if there are none.

    Where letters stand apart by spaces, a wider gap of the original is the end of a word.
    """
    text = view.text
    runs = list(_EVEN.finditer(text))
    if not runs:
        return None
    separators = {run.group("by") for run in runs} - {None, " "}
    if separators:
        # Beside words of letters apart, words of two letters are apart by the same sign: `g.o t.o h.e.l.l`.
        runs += [two for two in _TWO.finditer(text) if two.group("by") in separators]
        runs.sort(key=re.Match.start)
    parts: list[tuple[int, int, str]] = []
    done = 0
    for run in runs:
        if run.start() >= done:
            parts.extend(_gaps(view, run))
            done = run.end()
    undone, touched = pieced(view, b"", parts)
    read = read_look_alikes(undone.text)
    if read != undone.text:
        undone = TextView(undone.original, read, undone.starts, undone.ends)
    return Undone(undone, touched, "joined")


def _gaps(view: TextView, run: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """The gaps of one run, each with what is read there: nothing, or a space where a word ends."""
    text, start, end = view.text, run.start(), run.end()
    if run.group("by") is None:
        elements = [at for at in range(start, end) if text[at].isalnum() or text[at] in "@$€£'"]
    else:
        elements = list(range(start, end, 2))
    pairs = list(pairwise(elements))
    gaps = [_width(view, one + 1, two) for one, two in pairs]
    spaces = [text[one + 1 : two] == " " for one, two in pairs]
    least = min(gaps)
    mixed = not all(spaces)
    for (one, two), gap, space in zip(pairs, gaps, spaces, strict=True):
        yield one + 1, two, " " if space and (mixed or gap > least) else ""


def _width(view: TextView, start: int, end: int) -> int:
    """How many spaces the writer put between two letters; a folded text keeps one of them."""
    if not view.starts:
        return end - start
    first, last = view.span(start - 1, start)[1], view.span(end, end + 1)[0]
    return sum(FOLD[character] == " " for character in view.original[first:last])


def masked_words(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of words that hold letters and a star, hash, per cent or bullet: at most 200."""
    if "*" not in text and "#" not in text and "%" not in text and "•" not in text:
        return ()
    spans: list[tuple[int, int]] = []
    for found in _STARRED.finditer(text):
        if _ALPHABETIC.search(found.group()) is None:
            continue
        spans.append(found.span())
        if len(spans) == 200:
            break
    return tuple(spans)
