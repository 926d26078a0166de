"""The desk's sentences in six languages, and which language a request wants. Data: `sentences/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from litestar import Request

from gatepost.vocabulary import LANGUAGES, RIGHT_TO_LEFT
from gatepost.web.languages import DIGITS, reader_language

LANGUAGE_COOKIE = "gatepost_desk_language"
OWN_NAMES: Mapping[str, str] = {
    "en": "English",
    "ar": "العربية",
    "ckb": "کوردیی ناوەندی",
    "kmr": "Kurmancî",
    "tr": "Türkçe",
    "fa": "فارسی",
}
"""Each language by the name that its readers give it: what the language menu shows."""


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every key with its six sentences."""
    found: dict[str, Mapping[str, str]] = {}
    for source in sorted((files("gatepost.web.desk") / "sentences").iterdir(), key=lambda one: one.name):
        for key, sentences in tomllib.loads(source.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"{source.name}: {key!r} stands in another file already")
            found[key] = sentences
    return found


class Messages:
    """The sentences of one language. Called with a key, fills the braces with the given values."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no desk messages in {language!r}; there are {', '.join(LANGUAGES)}")
        self.language = language

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def __call__(self, key: str, **values: object) -> str:
        """The sentence, filled in. Words put in are isolated (FSI, PDI): an Arabic name in an English
        sentence, or the other way round, must not reorder what stands around it."""
        sentence = table()[key][self.language]
        filled = {
            name: self.number(value) if isinstance(value, int) else f"\u2068{value}\u2069"
            for name, value in values.items()
        }
        return sentence.format(**filled) if filled else sentence

    def has(self, key: str) -> bool:
        """Whether there is such a sentence, for keys that end in somebody else's identifier."""
        return key in table()

    def name_of(self, code: str) -> str:
        """A language's name in this language; its code where it has none."""
        return self(f"language.{code}") if self.has(f"language.{code}") else code

    def percent(self, probability: float) -> str:
        """A probability for people. It never says 0 or 100: no detector is that sure."""
        figure = self.number(min(99, max(1, round(probability * 100))))
        if self.language in DIGITS:
            return f"٪{figure}"
        return f"%{figure}" if self.language in ("tr", "kmr") else f"{figure}%"

    def number(self, value: int) -> str:
        """A whole number in this language's digits."""
        return str(value).translate(DIGITS.get(self.language, {}))


def asked_language(request: Request[Any, Any, Any]) -> str:
    """`?lang=`, or `?language=` where that is no filter of a list."""
    handler = request.scope.get("route_handler")
    filters = handler is not None and handler.opt.get("filters")
    return request.query_params.get("lang", "") or (
        "" if filters else request.query_params.get("language", "")
    )


def chosen_language(request: Request[Any, Any, Any]) -> str:
    """What the address asks for, else the cookie of an earlier choice, else Accept-Language, else English."""
    wishes = (asked_language(request), request.cookies.get(LANGUAGE_COOKIE, ""))
    wanted = next((wish for wish in wishes if wish in LANGUAGES), None)
    return reader_language(wanted, request.headers.get("accept-language", ""), "en")
