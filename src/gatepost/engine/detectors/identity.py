"""Which digits are a number of somebody's papers or account: by check digits, never by looks alone.

Digits come as a plain string of 0 to 9 (letters lower case where a number has them). The rules are their
publishers' own: Turkey's population law 5490, Iran's civil registry, the US Social Security Administration,
ISO/IEC 7812 (cards) and ISO 13616 (IBAN). They are a few lines each; the library that gathers such rules,
python-stdnum, has no Iranian number and would be one more thing to install.
"""

from __future__ import annotations

_IBAN_LENGTHS = {
    country: length
    for length, countries in (
        (15, "no"),
        (16, "be"),
        (18, "dk fi fo gl nl sd"),
        (19, "mk si"),
        (20, "at ba ee kz lt lu xk"),
        (21, "ch hr li lv"),
        (22, "bg bh cr de gb ge ie me rs va"),
        (23, "ae gi il iq tl"),
        (24, "ad cz es md pk ro sa se sk tn vg"),
        (25, "ly pt"),
        (26, "ir is tr"),
        (27, "fr gr it mc mr sm"),
        (28, "al az by cy do gt hu lb pl sv"),
        (29, "br eg ps qa ua"),
        (30, "jo kw mu"),
        (31, "mt sc"),
        (32, "lc"),
    )
    for country in countries.split()
}
_CARDS = (
    # first digits, from and to, and how many digits the whole number has
    (4, 4, (13, 16, 19)),  # Visa
    (51, 55, (16,)),  # Mastercard
    (2221, 2720, (16,)),
    (34, 34, (15,)),  # American Express
    (37, 37, (15,)),
    (6011, 6011, (16,)),  # Discover
    (644, 659, (16,)),
    (3528, 3589, (16,)),  # JCB
    (62, 62, (16, 17, 18, 19)),  # UnionPay
    (9792, 9792, (16,)),  # Troy
    (6037, 6037, (16,)),  # Shetab
    (6104, 6104, (16,)),
    (6219, 6219, (16,)),
    (6273, 6280, (16,)),
    (6362, 6396, (16,)),
    (5022, 5060, (16,)),
    (5894, 5894, (16,)),
)


def turkish_id(digits: str) -> bool:
    """A T.C. kimlik numarası: 11 digits, the last two of which check the others."""
    if len(digits) != 11 or not _plain(digits) or digits[0] == "0":
        return False
    d = [int(digit) for digit in digits]
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10
    return d[9] == tenth and d[10] == sum(d[:10]) % 10


def iranian_id(digits: str) -> bool:
    """A کد ملی: 10 digits, the last of which checks the others; one in eleven at random passes."""
    if len(digits) != 10 or not _plain(digits) or len(set(digits)) == 1:
        return False
    rest = sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


def american_id(digits: str) -> bool:
    """A Social Security number that could have been issued: it has no check digit."""
    return (
        len(digits) == 9
        and _plain(digits)
        and digits[:3] not in ("000", "666")
        and digits[0] != "9"
        and digits[3:5] != "00"
        and digits[5:] != "0000"
    )


def card(digits: str) -> bool:
    """A payment card: known first digits, the length that goes with them, and the check digit (Luhn)."""
    if not 13 <= len(digits) <= 19 or not _plain(digits) or len(set(digits)) == 1:
        return False
    return luhn(digits) and any(
        len(digits) in lengths and first <= int(digits[: len(str(first))]) <= last
        for first, last, lengths in _CARDS
    )


def luhn(digits: str) -> bool:
    """Do the digits pass the Luhn check? An empty string does not."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0


def iban_length(characters: str) -> int:
    """How many of the leading characters are an IBAN (15 to 32); 0 if none are. Lower case, no spaces."""
    length = _IBAN_LENGTHS.get(characters[:2], 0)
    number = characters[:length]
    if not length or len(number) < length or not number.isascii() or not number.isalnum():
        return 0
    if not number[2:4].isdigit():
        return 0
    return length if int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97 == 1 else 0


def _plain(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()
