"""Disguises by spelling: letters left out, doubled, swapped, replaced, or drawn apart."""

from __future__ import annotations

import random
import re

from gatepost.evaluation.evasions.words import WORD, is_latin, letters_of, longest, put

_LATIN_VOWELS = "aeiouAEIOU"
_LEET = {
    "a": "4@", "b": "8", "e": "3€", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7+",
}  # fmt: skip
_EMOJI = "😀🔥💩🤬⭐"
_PUNCTUATION = ".-_/·~"


def without_vowels(text: str, rng: random.Random) -> str | None:
    """`fck`: the longest word without its vowels, but for a first one. Latin script, three letters must
    remain.
    """
    word = longest(text, 4)
    if word is None or not word.group().isascii():
        return None
    bare = word.group()[0] + "".join(letter for letter in word.group()[1:] if letter not in _LATIN_VOWELS)
    return put(text, word, bare) if 3 <= len(bare) < len(word.group()) else None


def swapped_letters(text: str, rng: random.Random) -> str | None:
    """`fcuk`: two neighbouring letters of the longest word swapped, not its first. Five letters, in Latin
    script four.
    """
    word = longest(text, 4 if is_latin(text) else 5)
    if word is None:
        return None
    letters = word.group()
    places = [at for at in range(1, len(letters) - 1) if letters[at].lower() != letters[at + 1].lower()]
    if not places:
        return None
    at = rng.choice(places)
    return put(text, word, letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :])


def starred(text: str, rng: random.Random) -> str | None:
    """`f*ck`: one letter inside the longest word starred, two from six letters on. Four letters at least."""
    word = longest(text, 4)
    if word is None:
        return None
    letters = list(word.group())
    inner = list(range(1, len(letters) - 1))
    for at in rng.sample(inner, 1 + (len(letters) >= 6)):
        letters[at] = rng.choice("**#")
    return put(text, word, "".join(letters))


def doubled(text: str, rng: random.Random) -> str | None:
    """`fuuck`: one letter of the longest word twice. Four letters at least."""
    word = longest(text, 4)
    if word is None:
        return None
    letters = word.group()
    at = rng.randrange(1, len(letters))
    return put(text, word, letters[: at + 1] + letters[at:])


def stretched(text: str, rng: random.Random) -> str | None:
    """`fuuuuck`: one letter of each word of three letters or more stands three to six times."""

    def stretch(word: re.Match[str]) -> str:
        letters = word.group()
        if len(letters) < 3:
            return letters
        at = rng.randrange(len(letters))
        return letters[:at] + letters[at] * rng.randint(3, 6) + letters[at + 1 :]

    return WORD.sub(stretch, text) if longest(text, 3) else None


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
    read = WORD.sub(write, text)
    return read if read != text else None


def cut(text: str, rng: random.Random) -> str | None:
    """`f uck`, `sh-it`: the longest word cut in two by a space or a sign. Four letters at least."""
    word = longest(text, 4)
    if word is None:
        return None
    at = rng.randrange(1, len(word.group()))
    letters = word.group()
    return put(text, word, letters[:at] + rng.choice(" -._") + letters[at:])


def spaced(text: str, rng: random.Random) -> str | None:
    """`f u c k`: a space after every letter, and wider gaps between words."""
    return "   ".join(" ".join(letters_of(word)) for word in text.split(" ")) if longest(text, 3) else None


def dotted(text: str, rng: random.Random) -> str | None:
    """`f.u.c.k`: one sign between all letters of every word."""
    sign = rng.choice(_PUNCTUATION)
    return " ".join(sign.join(letters_of(word)) for word in text.split(" ")) if longest(text, 3) else None


def emoji(text: str, rng: random.Random) -> str | None:
    """`f🔥u🔥c🔥k`: one emoji between all letters of every word."""
    sign = rng.choice(_EMOJI)
    return " ".join(sign.join(letters_of(word)) for word in text.split(" ")) if longest(text, 3) else None
