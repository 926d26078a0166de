"""The sentences of the readers' pages in six languages. Data: `sentences/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from gatepost.vocabulary import RIGHT_TO_LEFT
from gatepost.web.languages import DIGITS
from gatepost.web.times import iso


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every key with its six sentences."""
    found: dict[str, Mapping[str, str]] = {}
    for source in sorted((files("gatepost.web.public") / "sentences").iterdir(), key=lambda one: one.name):
        for key, sentences in tomllib.loads(source.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"{source.name}: {key!r} stands in another file already")
            found[key] = sentences
    return found


class Sentences:
    """One language. Called with a key, fills the braces."""

    def __init__(self, language: str) -> None:
        self.language = language

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def __call__(self, key: str, **values: object) -> str:
        """The sentence. Words put in are isolated (FSI, PDI), so that they reorder nothing around them."""
        filled = {
            name: self.number(value) if isinstance(value, int) else f"\u2068{value}\u2069"
            for name, value in values.items()
        }
        sentence = table()[key][self.language]
        return sentence.format(**filled) if filled else sentence

    def has(self, key: str) -> bool:
        return key in table()

    def number(self, value: int) -> str:
        """In this language's digits."""
        return str(value).translate(DIGITS.get(self.language, {}))

    def moment(self, microseconds: int) -> str:
        """Day and minute, UTC."""
        return f"{iso(microseconds)[:16].replace('T', ' ')} UTC".translate(DIGITS.get(self.language, {}))

    def written(self, moment: str) -> str:
        """As `moment`, of a time that the API wrote."""
        return f"{moment[:16].replace('T', ' ')} UTC".translate(DIGITS.get(self.language, {}))

    def span(self, seconds: float) -> str:
        """How long something takes, rounded up."""
        whole = max(1, int(-(-seconds // 1)))
        if whole < 60:
            return self("time.seconds", count=whole)
        if whole < 90 * 60:
            return self("time.minutes", count=-(-whole // 60))
        return self("time.hours", count=-(-whole // 3600))
