"""Where a text quotes: paired quotation marks of many scripts, nested or left open, and block quotes.

One pass, at most `DEEPEST` marks held open, so that no input costs more than its length. A mark that is
never closed quotes nothing; an apostrophe is no mark.
"""

from __future__ import annotations

import re

DEEPEST = 8
"""So many marks may be open at once; further ones inside them are not looked at."""

_CLOSED_BY = {
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "“": "”",
    "„": "“”",
    "‟": "”",
    "”": "”",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
    "`": "`",
}
_SINGLE = frozenset("'`‘‚’")
"""Marks that are also apostrophes: they open and close only where a word begins and ends."""
_STRAIGHT = frozenset("\"'`")
_BOTH_WAYS = _STRAIGHT | frozenset("“‘")
"""Marks that close one quotation and open another: the words beside them tell which."""
_BEFORE_OPENING = frozenset("([{:-–—«“„‹‘")
_MARKS = re.compile("[" + re.escape("".join(sorted(set(_CLOSED_BY) | set("”’“‘」』》〉»›")))) + "]")
_BLOCK = re.compile(r"^[ \t\u200e\u200f]{0,8}(?:>|&gt;)[^\n]*", re.MULTILINE)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """The outermost stretches of `text` that are quoted, marks included, in order, none touching another."""
    spans = _paired(text) if _MARKS.search(text) is not None else []
    if ">" in text or "&gt;" in text:
        spans.extend(match.span() for match in _BLOCK.finditer(text))
        spans.sort()
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _paired(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    held: list[tuple[str, int]] = []
    for match in _MARKS.finditer(text):
        at, mark = match.start(), match.group()
        left = text[at - 1] if at > 0 else " "
        right = text[at + 1] if at + 1 < len(text) else " "
        if mark in _SINGLE and left.isalnum() and right.isalnum():
            continue
        closes = next((n for n in range(len(held) - 1, -1, -1) if mark in held[n][0]), None)
        if mark in _BOTH_WAYS and right.isalnum() and (left.isspace() or left in _BEFORE_OPENING):
            closes = None
        if mark in _SINGLE and left.isspace():
            closes = None
        if closes is not None:
            start = held[closes][1]
            del held[closes:]
            while spans and spans[-1][0] >= start:
                spans.pop()
            spans.append((start, at + 1))
        elif mark in _CLOSED_BY and len(held) < DEEPEST and _may_open(mark, left, right):
            held.append((_CLOSED_BY[mark], at))
    return spans


def _may_open(mark: str, left: str, right: str) -> bool:
    """Does a quotation begin here? Single marks need a word to their right and none to their left."""
    if mark in _SINGLE:
        return not left.isalnum() and not right.isspace()
    return mark not in _STRAIGHT or not left.isalnum()
