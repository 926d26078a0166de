"""How people disguise words: pure, seeded transformations of a text, for measuring, testing and training.

Each takes a text and a random generator and gives the disguised text, or None where it makes no sense for the
text's script (`f*ck` has a vowel to lose, `كس` has not). The meaning stays: a reader still reads the word.
They go from the letters outwards, in the order of EVASIONS, and in that order any two can follow one another.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Evasion = Callable[[str, random.Random], str | None]

_WORD = re.compile(r"[^\W\d_]+")
_LATIN_VOWELS = "aeiouAEIOU"
_LEET = {
    "a": "4@", "b": "8", "e": "3€", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7+",
}  # fmt: skip
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
_EMOJI = "😀🔥💩🤬⭐"
_PUNCTUATION = ".-_/·~"
_CONNECTED = frozenset("بتثجحخسشصضطظعغفقکكگلمنهیيپچئێڵ")


def _latin(text: str) -> bool:
    return any("a" <= letter <= "z" for letter in unicodedata.normalize("NFKD", text).lower())


def _arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def _longest(text: str, least: int) -> re.Match[str] | None:
    """The longest word, the first of several; None below `least` letters."""
    words = sorted(_WORD.finditer(text), key=lambda word: len(word.group()), reverse=True)
    return words[0] if words and len(words[0].group()) >= least else None


def _put(text: str, word: re.Match[str], disguised: str) -> str:
    return text[: word.start()] + disguised + text[word.end() :]


def _letters(word: str) -> list[str]:
    """The letters of a word; a zero-width joint stays with the letter before it."""
    return re.findall(r".\u200c?", word, re.DOTALL)


def without_vowels(text: str, rng: random.Random) -> str | None:
    """`fck`: the longest word without its vowels, but for a first one. Latin script, three letters must
    remain.
    """
    word = _longest(text, 4)
    if word is None or not word.group().isascii():
        return None
    bare = word.group()[0] + "".join(letter for letter in word.group()[1:] if letter not in _LATIN_VOWELS)
    return _put(text, word, bare) if 3 <= len(bare) < len(word.group()) else None


def swapped_letters(text: str, rng: random.Random) -> str | None:
    """`fcuk`: two neighbouring letters of the longest word swapped, not its first. Five letters, in Latin
    script four.
    """
    word = _longest(text, 4 if _latin(text) else 5)
    if word is None:
        return None
    letters = word.group()
    places = [at for at in range(1, len(letters) - 1) if letters[at].lower() != letters[at + 1].lower()]
    if not places:
        return None
    at = rng.choice(places)
    return _put(text, word, letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :])


def starred(text: str, rng: random.Random) -> str | None:
    """`f*ck`: one letter inside the longest word starred, two from six letters on. Four letters at least."""
    word = _longest(text, 4)
    if word is None:
        return None
    letters = list(word.group())
    inner = list(range(1, len(letters) - 1))
    for at in rng.sample(inner, 1 + (len(letters) >= 6)):
        letters[at] = rng.choice("**#")
    return _put(text, word, "".join(letters))


def doubled(text: str, rng: random.Random) -> str | None:
    """`fuuck`: one letter of the longest word twice. Four letters at least."""
    word = _longest(text, 4)
    if word is None:
        return None
    letters = word.group()
    at = rng.randrange(1, len(letters))
    return _put(text, word, letters[: at + 1] + letters[at:])


def stretched(text: str, rng: random.Random) -> str | None:
    """`fuuuuck`: one letter of each word of three letters or more stands three to six times."""

    def stretch(word: re.Match[str]) -> str:
        letters = word.group()
        if len(letters) < 3:
            return letters
        at = rng.randrange(len(letters))
        return letters[:at] + letters[at] * rng.randint(3, 6) + letters[at + 1 :]

    return _WORD.sub(stretch, text) if _longest(text, 3) else None


def leet(text: str, rng: random.Random) -> str | None:
    """`sh1t`, `@$$`: up to half of a word's letters as digits or signs, one at least. Latin script.

    A text with digits (Arabizi: `7mar`) has none to spare.
    """

    def write(word: re.Match[str]) -> str:
        letters = list(word.group())
        places = [at for at, letter in enumerate(letters) if letter.lower() in _LEET]
        for at in rng.sample(places, min(len(places), max(1, len(letters) // 2))) if len(letters) > 2 else ():
            letters[at] = rng.choice(_LEET[letters[at].lower()])
        return "".join(letters)

    if any(map(str.isdigit, text)):
        return None
    read = _WORD.sub(write, text)
    return read if read != text else None


def cut(text: str, rng: random.Random) -> str | None:
    """`f uck`, `sh-it`: the longest word cut in two by a space or a sign. Four letters at least."""
    word = _longest(text, 4)
    if word is None:
        return None
    at = rng.randrange(1, len(word.group()))
    letters = word.group()
    return _put(text, word, letters[:at] + rng.choice(" -._") + letters[at:])


def spaced(text: str, rng: random.Random) -> str | None:
    """`f u c k`: a space after every letter, and wider gaps between words."""
    return "   ".join(" ".join(_letters(word)) for word in text.split(" ")) if _longest(text, 3) else None


def dotted(text: str, rng: random.Random) -> str | None:
    """`f.u.c.k`: one sign between all letters of every word."""
    sign = rng.choice(_PUNCTUATION)
    return " ".join(sign.join(_letters(word)) for word in text.split(" ")) if _longest(text, 3) else None


def emoji(text: str, rng: random.Random) -> str | None:
    """`f🔥u🔥c🔥k`: one emoji between all letters of every word."""
    sign = rng.choice(_EMOJI)
    return " ".join(sign.join(_letters(word)) for word in text.split(" ")) if _longest(text, 3) else None


def look_alikes(text: str, rng: random.Random) -> str | None:
    """Latin letters as the Cyrillic ones that look the same."""
    read = text.translate(_LOOK_ALIKES)
    return read if _latin(text) and read != text else None


def full_width(text: str, rng: random.Random) -> str | None:
    """Latin letters and digits in full width."""
    if not _latin(text):
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
    if not _arabic(text):
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
    if not _latin(text):
        return None
    return "".join(
        letter.upper() if at % 2 == 0 and len(letter.upper()) == 1 else letter
        for at, letter in enumerate(text)
    )


def accents(text: str, rng: random.Random) -> str | None:
    """Latin letters under a heap of combining marks (Zalgo)."""
    if not _latin(text):
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


EVASIONS: dict[str, Evasion] = {
    transformation.__name__: transformation
    for transformation in (
        without_marks, arabic_letters, without_vowels, swapped_letters, doubled, starred, leet, stretched,
        capitals, look_alikes, full_width, mathematical, circled, cut, spaced, dotted, emoji,
        tatweel, harakat, accents, zero_width, bidi,
    )
}  # fmt: skip
"""By name, from changes of letters to changes around letters."""

EXCLUSIVE = (
    frozenset({"look_alikes", "full_width", "mathematical", "circled"}),
    frozenset({"cut", "spaced", "dotted", "emoji"}),
)
"""Of each of these a text bears one only: the letters that the second would change are gone after the
first.
"""

LOSSY = frozenset({"without_vowels", "swapped_letters", "starred", "doubled"})
"""Misspellings. Two of them in one word leave less than a reader needs to be sure (`fkc`, `f*k`)."""


def pairs() -> list[tuple[str, str]]:
    """Every two transformations that a text can bear, in order; LOSSY ones are never paired with each
    other.
    """
    names = list(EVASIONS)
    return [
        (one, two)
        for at, one in enumerate(names)
        for two in names[at + 1 :]
        if not any({one, two} <= group for group in (*EXCLUSIVE, LOSSY))
    ]


def disguise(text: str, names: tuple[str, ...], seed: int) -> str | None:
    """`text` through the named transformations in turn; None if one makes no sense for it. Same seed, same
    result.
    """
    rng = random.Random(f"{seed} {' '.join(names)} {text}")  # noqa: S311 - seeded on purpose
    for name in names:
        changed = EVASIONS[name](text, rng)
        if changed is None:
            return None
        text = changed
    return text
