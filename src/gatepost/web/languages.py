"""Which language an answer is written in, and which way a text runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from gatepost.vocabulary import LANGUAGES, RIGHT_TO_LEFT

MACRO = {"ku": "kmr", "pes": "fa", "prs": "fa", "arb": "ar"}
"""Codes that browsers send for languages that we know under another. Browsers with `ku` mean Kurmanji."""
DIGITS: Mapping[str, Mapping[int, int]] = {
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "ckb": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
}
"""The digits of the languages that have their own."""


def reader_language(asked: str | None, accept: str, site: str, known: Sequence[str] = LANGUAGES) -> str:
    """The first known of: `?language=`, Accept-Language by its weights, the site's own; else English."""
    wanted = [asked] if asked else []
    for tag in [*wanted, *_by_weight(accept), site, "en"]:
        code = _code(tag)
        if code in known:
            return code
    return known[0]


def direction(language: str) -> Literal["ltr", "rtl", "auto"]:
    """How a text in this language runs; `auto` (the browser's own guess) where it is not known."""
    if language in RIGHT_TO_LEFT:
        return "rtl"
    return "auto" if language in {"und", ""} else "ltr"


def _code(tag: str) -> str:
    primary, *rest = tag.strip().lower().split("-")
    if primary == "ku" and "arab" in rest:
        return "ckb"
    return MACRO.get(primary, primary)


def _by_weight(accept: str) -> list[str]:
    weighted: list[tuple[float, int, str]] = []
    for order, item in enumerate(accept[:1000].split(",")):
        tag, _, parameter = item.partition(";")
        name, _, value = parameter.strip().partition("=")
        try:
            weight = float(value) if name == "q" else 1.0
        except ValueError:
            continue
        if tag.strip() and weight > 0:
            weighted.append((-weight, order, tag))
    return [tag for _, _, tag in sorted(weighted)]
