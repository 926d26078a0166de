"""Undoing disguises: letters replaced by digits and signs, written apart, or starred out.

Each function looks for a sign of its disguise first, and that search is all that clean text pays. Patterns
are linear: no nested repeats, every repeat bounded by a character class that the next part cannot match.
"""

from __future__ import annotations

import re

from gatepost.vocabulary import TextView

_LEET_SIGNS = "0134578@$!|+€£"
_UNLEET = str.maketrans(_LEET_SIGNS, "oieastbasiitel")
_UNLEET_L = str.maketrans(_LEET_SIGNS, "oleastbasllvel")
_SIGN = re.compile(f"[{re.escape(_LEET_SIGNS)}]")
_LEETED = re.compile(r"[a-z][0134578@$|€£]|[a-z][!+][a-z]|[0134578@$€£][a-z]")
_ONE = re.compile(r"[1|!]")

_TWO_APART = re.compile(r"[ .,*_\-/|'+~][^\W\d_][ .,*_\-/|'+~]{1,3}[^\W\d_](?!\w)")
_APART = re.compile(r"(?<!\w)[^\W\d_](?:[ .,*_\-/|'+~]{1,3}[^\W\d_](?!\w)){2,}")

_STARRED = re.compile(r"(?<![\w*#%•])[^\W\d_][^\W\d_*#%•]{0,20}[*#%•][\w*#%•]{0,30}")


def unleeted_views(view: TextView) -> tuple[TextView, ...]:
    """`view` with digits and signs read as letters, 1:1; a second reading (1 as l) where a 1, | or ! stands.

    A match in these views counts only if it covers a replaced sign and enough letters: see the lexicon.
    """
    text = view.text
    if _SIGN.search(text) is None or _LEETED.search(text) is None:
        return ()
    first = TextView(view.original, text.translate(_UNLEET), view.starts, view.ends)
    if _ONE.search(text) is None:
        return (first,)
    return first, TextView(view.original, text.translate(_UNLEET_L), view.starts, view.ends)


def joined_view(view: TextView) -> TextView | None:
    """Only the words written letter by letter, each as one word, with spaces between; None if none."""
    text = view.text
    if _TWO_APART.search(text) is None:
        return None
    runs = list(_APART.finditer(text))
    if not runs:
        return None
    letters: list[str] = []
    places: list[int] = []
    for run in runs:
        if letters:
            letters.append(" ")
            places.append(run.start())
        for at in range(run.start(), run.end()):
            if text[at].isalpha():
                letters.append(text[at])
                places.append(at)
    starts = [view.starts[at] for at in places] if view.starts else places
    ends = [view.ends[at] for at in places] if view.ends else [at + 1 for at in places]
    return TextView(view.original, "".join(letters), starts, ends)


def masked_words(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of words that begin with a letter and hold a star, hash, per cent or bullet: at most 200."""
    if "*" not in text and "#" not in text and "%" not in text and "•" not in text:
        return ()
    spans: list[tuple[int, int]] = []
    for found in _STARRED.finditer(text):
        spans.append(found.span())
        if len(spans) == 200:
            break
    return tuple(spans)
