"""Kurdish terms as the other script writes them: forms for the transliterated view."""

from __future__ import annotations

from collections.abc import Iterable

from gatepost.engine.detectors.forms import Form
from gatepost.engine.detectors.guards import KURDISH
from gatepost.engine.text.transliteration import kurdish_text

SHORTEST = 4
"""Shorter words of one Kurdish language are often ordinary words of the other, once written alike."""


def kurdish_forms(forms: Iterable[Form]) -> list[Form]:
    """The forms of the two Kurdish lists in Arabic script, as `kurdish_text` reads either script."""
    found = []
    for form in forms:
        if form.entry.language in KURDISH:
            text = kurdish_text(form.entry.term).strip()
            exceptions = frozenset(kurdish_text(wording) for wording in form.entry.exceptions)
            if len(text) >= SHORTEST and text not in form.exceptions:
                found.append(Form(form.entry, text, "", exceptions, speech="ckb"))
    return found
