"""Kurdish in either script read as Kurdish in Arabic script, so that both meet one lexicon.

Towards Arabic script the way is nearly certain, because Latin script writes every vowel and Arabic script
leaves out one (`i`); the way back would have to guess it. Both Latin alphabets are read: the common one and
the scholars' one of Sorani (ř, ł, ḧ, ẍ, ë). The result is folded as every text is, and doubled و and ی are
read as one, for writers double them as they like. Measured against wergor's word pairs (sinaahmadi/wergor).
"""

from __future__ import annotations

import re

from gatepost.engine.text.folding import FOLD, MAX_KEPT
from gatepost.vocabulary import TextView

_WRITTEN = {
    "a": "ا", "b": "ب", "c": "ج", "ç": "چ", "d": "د", "e": "ە", "ê": "ێ", "f": "ف", "g": "گ", "h": "ه",
    "i": "", "î": "ی", "j": "ژ", "k": "ک", "l": "ل", "m": "م", "n": "ن", "o": "ۆ", "p": "پ", "q": "ق",
    "r": "ر", "s": "س", "ş": "ش", "t": "ت", "u": "و", "û": "و", "v": "ڤ", "w": "و", "x": "خ", "y": "ی",
    "z": "ز", "ı": "", "ü": "و",
    "ö": "ۆ", "ř": "ڕ", "ł": "ڵ", "ḧ": "ح", "ẍ": "غ", "ë": "ع", "é": "ێ", "ľ": "ڵ", "ŕ": "ڕ",
}  # fmt: skip
_LETTERS = {
    form: "".join(FOLD[part] for part in read)
    for letter, read in _WRITTEN.items()
    for form in {letter, letter.upper()}
    if len(form) == 1
} | {"İ": "ی", "I": "ی"}
_FIRST = re.compile(r"(?<![^\W\d_])[aeêîouûüöéAEÊÎOUÛÜÖÉ]")
_LATIN = re.compile("[a-zA-ZçêîşûüöéÇÊÎŞÛÜÖÉ]")


class _Table(dict[int, str]):
    """What each character is read as, remembered for the first MAX_KEPT ever met, as in `folding`."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        read = _LETTERS.get(character, FOLD[character])
        if len(self) < MAX_KEPT:
            self[point] = read
        return read


_TABLE = _Table()


def has_latin(text: str) -> bool:
    """Does the text hold a letter that would be transliterated?"""
    return _LATIN.search(text) is not None


def kurdish_text(text: str) -> str:
    """`text` in Arabic script, folded, without the way back: quick, to see whether the view is worth
    building.
    """
    read = _FIRST.sub(r"ئ\g<0>", text).translate(_TABLE) if has_latin(text) else text.translate(_TABLE)
    for letter in "وی":
        while letter * 2 in read:
            read = read.replace(letter * 2, letter)
    return read


def kurdish_view(original: str) -> TextView:
    """The same reading with its way back to the original."""
    firsts = {found.start() for found in _FIRST.finditer(original)}
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(original):
        for letter in (FOLD["ئ"] if at in firsts else "") + _TABLE[ord(character)]:
            if letter in "وی" and pieces and pieces[-1] == letter:
                ends[-1] = at + 1
                continue
            pieces.append(letter)
            starts.append(at)
            ends.append(at + 1)
    return TextView(original, "".join(pieces), starts, ends)
