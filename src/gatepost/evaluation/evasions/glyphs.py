"""Disguises by Unicode: look-alikes, other alphabets, marks, and characters that nobody sees."""

from __future__ import annotations

import random

from gatepost.evaluation.evasions.words import is_arabic, is_latin

_LOOK_ALIKES = str.maketrans("aceopxyisjhdqwABCEHKMOPTX", "асеорхуіѕјһԁԛԝАВСЕНКМОРТХ")
_ARABIC_LETTERS = {
    "ک": "ك",
    "ك": "ک",
    "ی": "ي",
    "ي": "ی",
    "ا": "أ",
    "أ": "ا",
    "ه": "ھ",
    "ة": "ه",
    "و": "ۆ",
    "ر": "ڕ",
    "ل": "ڵ",
}
_TURKISH = str.maketrans("ıİşŞçÇğĞöÖüÜêÊîÎûÛ", "iIsScCgGoOuUeEiIuU")
_HARAKAT = "\u064e\u064f\u0650\u0652"
_CONNECTED = frozenset("بتثجحخسشصضطظعغفقکكگلمنهیيپچئێڵ")


def look_alikes(text: str, rng: random.Random) -> str | None:
    """Latin letters as the Cyrillic ones that look the same."""
    read = text.translate(_LOOK_ALIKES)
    return read if is_latin(text) and read != text else None


def full_width(text: str, rng: random.Random) -> str | None:
    """Latin letters and digits in full width."""
    if not is_latin(text):
        return None
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def mathematical(text: str, rng: random.Random) -> str | None:
    """Latin letters from the mathematical alphabets: bold, fraktur, sans-serif, monospace."""
    first = rng.choice([0x1D400, 0x1D56C, 0x1D5A0, 0x1D670])

    def write(letter: str) -> str:
        if "a" <= letter <= "z":
            return chr(first + 26 + ord(letter) - ord("a"))
        return chr(first + ord(letter) - ord("A")) if "A" <= letter <= "Z" else letter

    read = "".join(map(write, text))
    return read if read != text else None


def circled(text: str, rng: random.Random) -> str | None:
    """Latin letters in circles: Ⓕⓤⓒⓚ."""
    read = "".join(
        chr(0x24D0 + ord(letter) - ord("a")) if "a" <= letter <= "z" else letter for letter in text.lower()
    )
    return read if read != text.lower() else None


def arabic_letters(text: str, rng: random.Random) -> str | None:
    """Arabic-script letters as a neighbour's keyboard writes them: yeh, kaf, alef, heh, Sorani letters."""
    read = "".join(_ARABIC_LETTERS.get(letter, letter) for letter in text)
    return read if read != text else None


def tatweel(text: str, rng: random.Random) -> str | None:
    """Arabic-script words drawn out by tatweel after letters that connect."""
    read = "".join(letter + "ـ" * rng.randint(1, 3) if letter in _CONNECTED else letter for letter in text)
    return read if read != text else None


def harakat(text: str, rng: random.Random) -> str | None:
    """Arabic script with vowel signs on every other letter."""
    if not is_arabic(text):
        return None
    return "".join(
        letter + rng.choice(_HARAKAT) if "\u0621" <= letter <= "\u06d5" and at % 2 else letter
        for at, letter in enumerate(text)
    )


def without_marks(text: str, rng: random.Random) -> str | None:
    """Turkish and Kurmanji letters without their marks: ı, ş, ç, ğ, ê, î, û as i, s, c, g, e, i, u."""
    read = text.translate(_TURKISH)
    return read if read != text else None


def capitals(text: str, rng: random.Random) -> str | None:
    """`FuCk`: capital and small letters in turn. Scripts with capitals."""
    if not is_latin(text):
        return None
    return "".join(
        letter.upper() if at % 2 == 0 and len(letter.upper()) == 1 else letter
        for at, letter in enumerate(text)
    )


def accents(text: str, rng: random.Random) -> str | None:
    """Latin letters under a heap of combining marks (Zalgo)."""
    if not is_latin(text):
        return None
    marks = "\u0300\u0301\u0308\u0323\u0336\u0489"
    return "".join(
        letter + "".join(rng.choices(marks, k=rng.randint(1, 3))) if letter.isalpha() else letter
        for letter in text
    )


def zero_width(text: str, rng: random.Random) -> str | None:
    """Zero-width characters and soft hyphens between letters."""
    signs = "\u200b\u00ad\u2060\ufeff\u200d"
    return "".join(letter + rng.choice(signs) if letter.isalpha() else letter for letter in text)


def bidi(text: str, rng: random.Random) -> str | None:
    """Direction marks around and inside every word; the order of the letters stays."""
    return (
        "".join(
            letter + rng.choice("\u200e\u200f\u061c\u2069") if rng.random() < 0.4 else letter
            for letter in text
        )
        + "\u202c"
    )
