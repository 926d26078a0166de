"""Evidence marked in the untouched text: spans in, pieces out. Pure; the template escapes every piece.

Offsets are Unicode code points, which is what Python indexes a `str` by; so all cutting is done here and
none of it in the browser, where an emoji counts twice. The text itself is never changed: a character that
cannot be seen (or that would reorder what is seen) is shown by its name instead of by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from gatepost.vocabulary import Finding

_JOINERS = "\u200c\u200d"
_PLAIN_BREAKS = "\n\t"
_NAMES = {
    "\u00ad": "SHY",
    "\u034f": "CGJ",
    "\u061c": "ALM",
    "\u180e": "MVS",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u2028": "LSEP",
    "\u2029": "PSEP",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}


class Glyph(Struct, frozen=True):
    """Part of a piece: text as written, or (with `control`) the visible stand-in of one unseen character.

    `control` is the character's code and name, for a tooltip and for screen readers.
    """

    text: str
    control: str = ""


class Piece(Struct, frozen=True):
    """A stretch of the text that the same findings cover: `findings` are their indexes."""

    start: int
    end: int
    glyphs: tuple[Glyph, ...]
    findings: tuple[int, ...] = ()
    first_of: tuple[int, ...] = ()
    """The findings whose evidence begins here: the place that the list under the comment links to."""


def pieces(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """Cut `text` wherever evidence begins or ends.

    Joined together in order, the pieces cover the text once, without gap or overlap. Spans that overlap,
    nest or touch give pieces with several findings. A span outside the text is cut to it; an empty one
    marks nothing.
    """
    spans = [
        (max(0, evidence.start), min(len(text), evidence.end), index)
        for index, finding in enumerate(findings)
        for evidence in finding.evidence
    ]
    spans = [span for span in spans if span[0] < span[1]]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    seen: set[int] = set()
    made: list[Piece] = []
    for start, end in pairwise(cuts):
        covering = tuple(sorted({index for s, e, index in spans if s <= start and end <= e}))
        first = tuple(index for index in covering if index not in seen)
        seen.update(covering)
        made.append(Piece(start, end, tuple(_glyphs(text, start, end)), covering, first))
    return tuple(made)


def glyphs_of(text: str) -> tuple[Glyph, ...]:
    """A text without marks, unseen characters made visible."""
    return tuple(_glyphs(text, 0, len(text)))


def _glyphs(text: str, start: int, end: int) -> Iterator[Glyph]:
    run = start
    for at in range(start, end):
        character = text[at]
        if not _unseen(text, at):
            continue
        if run < at:
            yield Glyph(text[run:at])
        yield Glyph(_stand_in(character), _describe(character))
        if character in "\r\u2028\u2029":
            yield Glyph("\n")
        run = at + 1
    if run < end:
        yield Glyph(text[run:end])


def _unseen(text: str, at: int) -> bool:
    character = text[at]
    if character.isprintable() and character not in _NAMES:
        # Variation selectors other than the emoji's own, and Hangul fillers, are printable by name only.
        return character in "\u115f\u1160\u3164\uffa0\u2800" or 0xE0100 <= ord(character) <= 0xE01EF
    if character in _PLAIN_BREAKS:
        return False
    if character == "\r":
        return text[at + 1 : at + 2] != "\n"
    if character in _JOINERS:
        return not _joins_something(text, at)
    # Spaces other than U+0020 are not "printable" but harmless and visible as a gap.
    return unicodedata.category(character) != "Zs"


def _joins_something(text: str, at: int) -> bool:
    """Whether a joiner is ordinary spelling: between Arabic-script letters, or inside an emoji sequence."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or not after:
        return False
    arabic = unicodedata.bidirectional(before) in ("AL", "NSM") and unicodedata.bidirectional(after) == "AL"
    emoji = text[at] == "\u200d" and unicodedata.category(after) == "So"
    return arabic or emoji


def _stand_in(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return _NAMES.get(character, f"U+{code:04X}")


def _describe(character: str) -> str:
    name = unicodedata.name(character, "") or _NAMES.get(character, "control")
    return f"U+{ord(character):04X} {name}"
