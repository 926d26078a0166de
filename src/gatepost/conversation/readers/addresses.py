"""E-mail addresses, as far as we need to know them: one that can be written to, and when two are the same.

A letter proves the very address that it was sent to and no other. So two addresses are the same only where no
mail server could tell them apart: `straße.de` and `strasse.de` are two domains with two owners.
"""

from __future__ import annotations

import re
import string
import unicodedata

from gatepost.conversation.refusals import Refusal

LONGEST = 254
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]{2,}")

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def checked(address: str) -> str:
    """The address without blanks around it, each letter in its usual encoding (NFC): so it is written to.

    Refuses (`email-invalid`) what no letter could go to.
    """
    clean = unicodedata.normalize("NFC", address.strip())
    faulty = any(unicodedata.category(one)[0] == "C" for one in clean)
    if len(clean) > LONGEST or faulty or not _ADDRESS.fullmatch(clean) or ".." in clean:
        raise Refusal("email-invalid", "This is no e-mail address. Write it as name@example.org.")
    return clean


def same(address: str) -> str:
    """What two spellings of one address share: no provider in use tells the capitals of a-z apart.

    Nothing else is folded: whoever owns an address that looks alike must not open another's account.
    """
    return unicodedata.normalize("NFC", address.strip()).translate(_SMALL)
