"""The tables that fold letters, made from this Python's Unicode data and stored next to the weights.

They are stored, not computed at run time, so that a score does not change with the Unicode version of the
Python that happens to run. Only code points that differ from "a word letter, unchanged" are kept.
"""

from __future__ import annotations

import sys
import unicodedata

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.features import BOUNDARY, CLASS_SHIFT, REMOVED, SYMBOL, WORD

_JOINERS = frozenset("'’ʼ‘`´ـ")
"""Apostrophes and the tatweel: `don't` and `dont` are one word."""

_WORD_SYMBOLS = frozenset("*@$")
"""Stand inside disguised words and handles."""

_TELLING = frozenset("!?¡¿؟‼⁉")
_LETTERS = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "s", "æ": "a", "œ": "o",
    "ى": "ی", "ي": "ی", "ئ": "ئ", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
}  # fmt: skip


def _spell(char: str, keep_diacritics: bool) -> str:
    """The letter that `char` is read as; more than one letter long when it cannot be one."""
    lowered = char.casefold()
    lowered = char.lower()[0] if len(lowered) != 1 else lowered
    if keep_diacritics:
        compatible = unicodedata.normalize("NFKC", lowered).casefold()
        return compatible if len(compatible) == 1 else lowered
    if lowered in _LETTERS:
        return _LETTERS[lowered]
    parts = [c for c in unicodedata.normalize("NFKD", lowered) if unicodedata.category(c) != "Mn"]
    bare = unicodedata.normalize("NFC", "".join(parts)).casefold()
    bare = _LETTERS.get(bare, bare)
    return bare if len(bare) == 1 else lowered


def _entry(char: str, keep_diacritics: bool) -> int:
    category = unicodedata.category(char)
    if char in _JOINERS or category in {"Mn", "Me", "Cf", "Sk"}:
        return REMOVED
    if char.isspace():
        return BOUNDARY << CLASS_SHIFT | 32
    if category == "Cc":
        return REMOVED
    if category == "Nd":
        return WORD << CLASS_SHIFT | ord("0")
    if category[0] in "LN" or category == "Mc" or char in _WORD_SYMBOLS:
        return WORD << CLASS_SHIFT | ord(_spell(char, keep_diacritics))
    if char in _TELLING:
        return SYMBOL << CLASS_SHIFT | ord(
            "?" if "?" in unicodedata.normalize("NFKC", char) or char in "؟¿" else "!"
        )
    if category == "So":
        return SYMBOL << CLASS_SHIFT | ord(char)
    if category[0] in "PSZ":
        return BOUNDARY << CLASS_SHIFT | 32
    return WORD << CLASS_SHIFT | ord(char)


def folding(keep_diacritics: bool) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Code points that differ from the default and their values (`features.folding_table`), ascending.

    `keep_diacritics`: for telling languages apart (`ş` is not `s`); the classifier reads both as one.
    """
    keys: list[int] = []
    values: list[int] = []
    for code in range(sys.maxunicode + 1):
        if 0x3400 <= code < 0xA000 or 0xAC00 <= code < 0xE000 or 0x20000 <= code < 0xE0000 or code >= 0xE1000:
            continue  # ideographs, Hangul syllables, surrogates, private use: themselves
        value = _entry(chr(code), keep_diacritics)
        if value != (WORD << CLASS_SHIFT | code) and unicodedata.category(chr(code)) != "Cn":
            keys.append(code)
            values.append(value)
    return np.array(keys, dtype=np.uint32), np.array(values, dtype=np.uint32)
