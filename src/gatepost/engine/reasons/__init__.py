"""Why: one plain sentence for a finding, in the reader's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from gatepost.vocabulary import RIGHT_TO_LEFT, Finding

MOST_WORDS = 3
LONGEST = 40
_FSI, _PDI = "\u2068", "\u2069"
_DIGITS = {"ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"), "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
_DIGITS["ckb"] = _DIGITS["ar"]
_QUOTES = {"ar": ("«", "»"), "ckb": ("«", "»"), "fa": ("«", "»")}


def explain(finding: Finding, language: str) -> str:
    """One sentence that says why, with up to three of the words; English for a language that has none.

    The words stand between direction marks (FSI, PDI), so that an English word in an Arabic sentence, or the
    other way round, leaves the sentence in order. No sentence carries a probability or private data in full.
    """
    sentences = _sentences(finding)
    spoken = language if language in sentences else "en"
    sentence = sentences[spoken].replace("{count}", _counted(finding.note, spoken))
    passages = list(dict.fromkeys(passage.text for passage in finding.evidence if passage.text.strip()))
    if not passages:
        return f"{sentence}."
    left, right = _QUOTES.get(spoken, ("“", "”"))
    if finding.clause == "privacy":
        passages = [_veiled(passage) for passage in passages]
    comma = "، " if spoken in RIGHT_TO_LEFT else ", "
    words = comma.join(f"{left}{_FSI}{_short(passage)}{_PDI}{right}" for passage in passages[:MOST_WORDS])
    return f"{sentence}: {words}."


def _sentences(finding: Finding) -> Mapping[str, str]:
    known = table()
    first = finding.note.partition(".")[0]
    by = "moderator" if finding.by.startswith("moderator") else finding.by
    return next(known[key] for key in (finding.note, first, by, "other") if key in known)


def _counted(note: str, language: str) -> str:
    """The number that a note ends with (`flooding.3`), in the digits of the language; `…` without one."""
    number = note.rpartition(".")[2]
    return number.translate(_DIGITS.get(language, {})) if number.isdecimal() else "…"


def _veiled(passage: str) -> str:
    """Private data by its first and last two characters: enough to find it again, too little to pass on."""
    line = " ".join(passage.split())
    return f"{line[:2]}…{line[-2:]}" if len(line) > 5 else "…"


def _short(passage: str) -> str:
    """The passage on one line and at most 40 code points long; direction marks inside it cannot reach out."""
    line = " ".join(passage.split())
    line = line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
    return "".join(character for character in line if character not in _MARKS)


_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@lru_cache(maxsize=1)
def table() -> Mapping[str, Mapping[str, str]]:
    """Note -> language -> sentence without its full stop."""
    text = (files("gatepost.engine.reasons") / "sentences.toml").read_text("utf-8")
    sentences: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return sentences
