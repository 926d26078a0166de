"""What letters say: one TOML file a language, the same keys in all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from gatepost.vocabulary import LANGUAGES


@cache
def texts(language: str) -> Mapping[str, str]:
    """The sentences in `language`; English for languages that have none."""
    name = language if language in LANGUAGES else "en"
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
