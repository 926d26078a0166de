"""E-mail addresses, as far as we need to know them: one that can be written to, and when two are the same."""

from __future__ import annotations

import re
import unicodedata

from gatepost.conversation.refusals import Refusal

LONGEST = 254
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]{2,}")


def checked(address: str) -> str:
    """The address without blanks around it. Refuses (`email-invalid`) what no letter could go to."""
    clean = address.strip()
    faulty = any(unicodedata.category(one)[0] == "C" for one in clean)
    if len(clean) > LONGEST or faulty or not _ADDRESS.fullmatch(clean) or ".." in clean:
        raise Refusal("email-invalid", "This is no e-mail address. Write it as name@example.org.")
    return clean


def same(address: str) -> str:
    """What two spellings of one address share: no provider in use tells capitals apart."""
    return unicodedata.normalize("NFKC", address.strip()).casefold()
