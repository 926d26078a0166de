"""The interface's own words, from the files that translators edit, so that no test repeats them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "widget" / "src" / "words"
LANGUAGES = ("en", "ar", "ckb", "kmr", "tr", "fa")


@cache
def words(language: str = "en") -> dict[str, str]:
    """Every sentence by its name."""
    tables = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return {**tables["core"], **tables["more"]}


def pattern(sentence: str) -> re.Pattern[str]:
    """A sentence with whatever stands in its places."""
    return re.compile(".+".join(map(re.escape, sentence.split("{}"))))
