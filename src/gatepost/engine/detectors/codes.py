"""Letters with digits that are an order number or a room, and no word in disguise: `F4G-2231`."""

from __future__ import annotations

from enum import Enum, auto

_JOINTS = "-_/#."
SHORT = 3
"""A code of so few characters may still be a word: a person looks."""

REACH = 40
"""Code points of a code on either side of what was read as a word: enough, and bounded."""


class Code(Enum):
    """How sure it is that a stretch is part of a code."""

    NO = auto()
    MAYBE = auto()
    SURE = auto()


def code_like(text: str, start: int, end: int) -> Code:
    """Is `text[start:end]`, read as a word by its digits, rather (part of) a code?

    Codes are written in capitals and digits. One that goes on with more digits is surely one; a short one
    that stands alone in ordinary writing may be one.
    """
    written = text[start:end]
    if not _capitals_and_digits(written):
        return Code.NO
    first, last = start, end
    while first > max(0, start - REACH) and _goes_on(text[first - 1]):
        first -= 1
    while last < min(len(text), end + REACH) and _goes_on(text[last]):
        last += 1
    around = text[first:start] + text[end:last]
    if any(letter.islower() for letter in around):
        return Code.NO
    if any("0" <= letter <= "9" for letter in around):
        return Code.SURE
    alone = len(written) <= SHORT and any(letter.islower() for letter in text)
    return Code.MAYBE if alone else Code.NO


def _capitals_and_digits(written: str) -> bool:
    return (
        written.isascii()
        and written.isalnum()
        and written.isupper()
        and any(letter.isdigit() for letter in written)
    )


def _goes_on(letter: str) -> bool:
    return letter.isalnum() or letter in _JOINTS
