"""Phone numbers as people write them: grouped, spaced digit by digit, with letters for digits.

`phonenumbers` (a port of libphonenumber) says what is a number; what looks like one is found by a linear
pattern. Read from folded text, where digits of every script, of circles and of key-caps are 0 to 9 already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from msgspec import Struct

MAX_TRIED = 5
"""So many runs of digits are asked of the library in one text: it costs much more than the pattern."""
REGIONS = ("TR", "IQ", "IR", "US", "GB", "DE", "SA", "EG", "SY", "AE")
"""Where a number without a country code may be from, tried in this order."""

_MOST_GAPS = 34
_RUN = re.compile(
    rf"(?<![\w.,/=\-$€£#&?:])(?:\+ ?|\(\+?)?[\dol][\dol ().\-_*/]{{7,{_MOST_GAPS}}}[\dol](?![\w%€$£₺]|[.,]\d)"
)
_HINT = re.compile(r"\d[\dol ().\-_*/]{8}")
_LETTERS = str.maketrans({"o": "0", "l": "1"})
_NO_PHONE = re.compile(
    r"^(?:1\d|20)\d\d[ .\-/]{1,3}(?:1\d|20)\d\d$"  # years
    r"|^(?:19|20)\d\d[\-/.]\d\d?[\-/.]\d\d?|^\d\d?[.\-/]\d\d?[.\-/]\d{4}"  # dates
    r"|^\d{1,3}(?:\.\d{1,3}){3}$"  # internet addresses
    r"|\.\d{3}\.\d{3}|^\d{1,3}(?: 000){2}|^1?0{6}|^(?:\d{1,3} ?- ?){3}"  # amounts, scores
)
_BEGINS = re.compile(r"\(?\+|[0o(]")
_BARE = re.compile(r"0|[579]\d{9}$")
"""Ungrouped digits that begin like nothing of a phone number are far more often an id or an amount."""
_NOT_PRIVATE = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.UAN,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    }
)


class Phone(Struct, frozen=True):
    """A valid number at `start:end` of the folded text. `mobile`: `public`: a service's kind."""

    start: int
    end: int
    digits: str
    mobile: bool
    public: bool


def phones(text: str) -> list[Phone]:
    """The phone numbers of folded `text`, at most MAX_TRIED; text without digits costs one search."""
    if _HINT.search(text) is None:
        return []
    return list(_phones(text))


def _phones(text: str) -> Iterator[Phone]:
    tried = 0
    for hit in _RUN.finditer(text):
        written = hit.group()
        digits = sum(map(str.isdigit, written))
        if not 9 <= digits <= 15 or (digits < 10 and not _BEGINS.match(written)):
            continue
        letters = written.count("o") + written.count("l")
        if _NO_PHONE.search(written) or letters > 3 or (written.isdigit() and not _BARE.match(written)):
            continue
        tried += 1
        if tried > MAX_TRIED:
            return
        number = _number(re.sub(r"[_*/]", " ", written.translate(_LETTERS)))
        if number is not None:
            digits_only = "".join(filter(str.isdigit, written.translate(_LETTERS)))
            yield Phone(hit.start(), hit.end(), digits_only, *number)


@lru_cache(maxsize=256)
def _number(written: str) -> tuple[bool, bool] | None:
    """`(mobile, public)` of a number that some plan knows: with its country code, or as written at home."""
    written = written.replace("(+", "+").replace("+ ", "+")
    international = written.startswith("+")
    if written.startswith("00"):
        written, international = "+" + written[2:], True
    for region in (None,) if international else REGIONS:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            kind = phonenumbers.number_type(number)
            mobile = kind in (
                phonenumbers.PhoneNumberType.MOBILE,
                phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
            )
            return mobile, kind in _NOT_PRIVATE
    return None
