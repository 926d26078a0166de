"""From the fields of a form to what a guidelines file would say: no judgement here, the parser judges."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.web.forms import Form

_SEPARATORS = str.maketrans({"٫": ".", ",": ".", "،": "."})


def number(value: str) -> float | str:
    """A number in any of the desk's digits; what is none stays as it was typed, for the parser to tell."""
    plain = value.strip().translate(_SEPARATORS)
    try:
        return float(plain)
    except ValueError:
        return value.strip()


def texts(form: Form, name: str, languages: Sequence[str]) -> dict[str, str]:
    """`name.en`, `name.ar` and so on, without those left empty."""
    found = {language: " ".join(form.one(f"{name}.{language}").split()) for language in languages}
    return {language: text for language, text in found.items() if text}


def lines(value: str) -> list[str]:
    """One entry a line, in their order, each once."""
    return list(
        dict.fromkeys(stripped for line in value.splitlines() if (stripped := " ".join(line.split())))
    )
