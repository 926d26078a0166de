"""What a caller says about a language, read as one of the house's codes."""

from __future__ import annotations

import re
from functools import lru_cache

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_SAME = {
    "ku": "kmr", "kur": "kmr", "ku-latn": "kmr", "ku-tr": "kmr", "kmr-latn": "kmr", "ku-arab": "ckb",
    "ku-iq": "ckb",
    "per": "fa", "fas": "fa", "pes": "fa", "prs": "fa", "ara": "ar", "arb": "ar", "eng": "en", "tur": "tr",
    "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt", "ita": "it", "nld": "nl",
    "dut": "nl", "kor": "ko", "urd": "ur", "aze": "az", "azj": "az", "diq": "zza", "kiu": "zza",
}  # fmt: skip


@lru_cache(maxsize=256)
def claimed_language(claim: str | None) -> str | None:
    """The code that a claim such as `en-GB`, `AR` or `ku_Arab` stands for; None for no claim or no code."""
    if not claim:
        return None
    tag = claim.strip().lower().replace("_", "-")
    if not _TAG.fullmatch(tag) or tag.startswith("und"):
        return None
    main = "-".join(tag.split("-")[:2])
    primary = tag.split("-")[0]
    return _SAME.get(main) or _SAME.get(primary) or primary
