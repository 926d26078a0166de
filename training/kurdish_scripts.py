"""Kurdish in its other alphabet, letter by letter: Kurmanji in Arabic script, Sorani in Latin, to learn from.

The two alphabets match but for the short `i`, which Arabic script does not write, and `w`/`u`, `y`/`î`, which
it writes alike. A reader would mend a word here and there; for the n-grams of an identifier it will do.
"""

from __future__ import annotations

import re

_TO_ARABIC = {
    "a": "ا", "b": "ب", "c": "ج", "ç": "چ", "d": "د", "e": "ە", "ê": "ێ", "f": "ف", "g": "گ", "h": "ه",
    "i": "", "î": "ی", "j": "ژ", "k": "ک", "l": "ل", "ł": "ڵ", "m": "م", "n": "ن", "o": "ۆ", "p": "پ",
    "q": "ق", "r": "ر", "ř": "ڕ", "s": "س", "ş": "ش", "t": "ت", "u": "و", "û": "وو", "v": "ڤ", "w": "و",
    "x": "خ", "y": "ی", "z": "ز", "'": "", "’": "", "?": "؟", ",": "،", ";": "؛",
}  # fmt: skip
_TO_LATIN = {
    "ا": "a", "ب": "b", "ج": "c", "چ": "ç", "د": "d", "ە": "e", "ێ": "ê", "ف": "f", "گ": "g", "ه": "h",
    "ھ": "h", "ژ": "j", "ک": "k", "ل": "l", "ڵ": "ł", "م": "m", "ن": "n", "ۆ": "o", "پ": "p", "ق": "q",
    "ر": "r", "ڕ": "ř", "س": "s", "ش": "ş", "ت": "t", "ڤ": "v", "خ": "x", "ز": "z", "ح": "h", "ع": "'",
    "غ": "x", "ئ": "", "؟": "?", "،": ",", "؛": ";", "\u200c": "",
}  # fmt: skip
_VOWELS = "aeêiîoûu"
_WORD = re.compile(r"[^\W\d_]+")


def to_arabic(text: str) -> str:
    """Latin-script Kurdish in Arabic script."""

    def word(found: re.Match[str]) -> str:
        letters = found.group().lower()
        spelt = "".join(_TO_ARABIC.get(letter, letter) for letter in letters)
        if letters[0] == "r":
            spelt = "ڕ" + spelt[1:]
        return ("ئ" + spelt) if letters[0] in _VOWELS else spelt

    return "".join(_TO_ARABIC.get(c, c) if not c.isalpha() else c for c in _WORD.sub(word, text))


def to_latin(text: str) -> str:
    """Arabic-script Kurdish in Latin: `w` and `y` beside a vowel, else `u` and `î`; `i` where it jams."""

    def word(found: re.Match[str]) -> str:
        letters = found.group().replace("وو", "û")
        rough = [_TO_LATIN.get(letter, letter) for letter in letters]
        spelt: list[str] = []
        for at, letter in enumerate(rough):
            before = spelt[-1] if spelt else ""
            after = rough[at + 1] if at + 1 < len(rough) else ""
            open_side = (before and before in _VOWELS) or (after and after in _VOWELS) or not before
            if letter == "و":
                letter = "w" if open_side else "u"
            elif letter in {"ی", "ي"}:
                letter = "y" if open_side else "î"
            spelt.append(letter)
        joined = "".join(spelt)
        return re.sub(
            r"([bcçdfghjklmnpqrsştvxz])([bcçdfghjklmnpqrsştvxz])(?=[bcçdfghjklmnpqrsştvxz])", r"\1i\2", joined
        )

    return "".join(_TO_LATIN.get(c, c) if not c.isalpha() else c for c in _WORD.sub(word, text))
