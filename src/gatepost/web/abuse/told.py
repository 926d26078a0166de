"""What guards against abuse say to readers, in six languages (`sentences.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from gatepost.web.languages import DIGITS


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every key with its six sentences."""
    return tomllib.loads((files("gatepost.web.abuse") / "sentences.toml").read_text("utf-8"))


def told(key: str, language: str, wait: int = 0) -> str:
    """The sentence, with the seconds to wait in the language's digits."""
    return table()[key][language].format(wait=str(wait).translate(DIGITS.get(language, {})))
