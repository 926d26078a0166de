"""What every disguise needs: telling scripts apart, finding the longest word, cutting it into letters."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W\d_]+")
"""Letters in a row."""


def is_latin(text: str) -> bool:
    return any("a" <= letter <= "z" for letter in unicodedata.normalize("NFKD", text).lower())


def is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def longest(text: str, least: int) -> re.Match[str] | None:
    """The longest word, the first of several; None below `least` letters."""
    words = sorted(WORD.finditer(text), key=lambda word: len(word.group()), reverse=True)
    return words[0] if words and len(words[0].group()) >= least else None


def put(text: str, word: re.Match[str], disguised: str) -> str:
    return text[: word.start()] + disguised + text[word.end() :]


def letters_of(word: str) -> list[str]:
    """The letters of a word; a zero-width joint stays with the letter before it."""
    return re.findall(r".\u200c?", word, re.DOTALL)
