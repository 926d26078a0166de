"""How hard a match strikes: its probability and note, from severity, disguise and whom it addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from msgspec import Struct

from gatepost.engine.detectors.entries import LexiconError
from gatepost.engine.detectors.forms import Match
from gatepost.engine.text.views import folded_view

PROBABILITY = {"mild": 0.5, "strong": 0.94, "slur": 0.97}
AIMED = 0.92
"""A mild insult said to somebody (`you idiot`, `aptalsın`) is a personal attack, alone it is only a word."""
AIMED_WORD = 0.75
"""An ordinary word used to hurt (`you rat`): a person should look."""
QUOTED = 0.7
"""A word between its own quotation marks is more often spoken about than used: a person should look."""
GUESSED = 0.7
"""A word of which half the letters or more are starred out."""

_WORDS = re.compile(r"[\w']+")
_QUOTES = frozenset("\"'`")
_SECOND_PERSON_TAIL = {"tr": re.compile(r".*s[iu]n(?:[iu]z)?")}


class Strike(Struct, frozen=True):
    """`probability` 0..1; `note`: lexicon.mild, .strong, .slur, .aimed or .unreviewed; may it only refer?"""

    probability: float
    note: str
    refer_only: bool


class Speech(Struct, frozen=True):
    """The folded words by which one language addresses somebody, links the insult to them, and negates it."""

    you: frozenset[str] = frozenset()
    link: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


class Address(Struct, frozen=True):
    """How each language addresses somebody (`lexicons/address.toml`)."""

    speech: Mapping[str, Speech]

    @classmethod
    def parse(cls, text: str, source_name: str) -> Address:
        """From TOML: a table for each language with the lists `you`, `link` and `after`."""
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(f"{source_name}: not TOML: {error}; mend that line") from error
        speech = {}
        for language, table in tables.items():
            if not isinstance(table, dict) or not set(table) <= {"you", "link", "after"}:
                raise LexiconError(f"{source_name}: [{language}] may hold only the lists you, link and after")
            lists = {
                name: frozenset(folded_view(word).text for word in words) for name, words in table.items()
            }
            speech[language] = Speech(**lists)
        return cls(speech)


def strike(match: Match, address: Address) -> Strike | None:
    """The blow of one match, or None for a word that counts only when said to somebody, and is not.

    An ordinary word that is the whole comment keeps its mild 0.50: enough for a person to look.
    """
    entry = match.entry
    probability = PROBABILITY[entry.severity]
    note = f"lexicon.{entry.severity}"
    if entry.aimed or (entry.severity == "mild" and entry.clause == "personal-attack"):
        if _aimed(match, address):
            probability, note = AIMED_WORD if entry.aimed else AIMED, "lexicon.aimed"
        elif entry.aimed and not _alone(match):
            return None
    if match.guessed:
        probability = min(probability, GUESSED)
    if _quoted(match):
        probability = min(probability, QUOTED)
    if entry.refer_only:
        return Strike(probability, "lexicon.unreviewed" if not entry.reviewed else note, True)
    return Strike(probability, note, False)


def _quoted(match: Match) -> bool:
    text, start, end = match.view.text, match.start, match.end
    return start > 0 and end < len(text) and text[start - 1] in _QUOTES and text[end] in _QUOTES


def _alone(match: Match) -> bool:
    """Is it all that the comment says? Then it is said to somebody: nobody comments just `donkey`."""
    text = match.view.text
    return _WORDS.search(text[: match.start]) is None and _WORDS.search(text[match.end :]) is None


def _aimed(match: Match, address: Address) -> bool:
    """Does the sentence say this to somebody? Only link words may stand between address and insult."""
    language = match.entry.language
    speech = address.speech.get(language)
    if speech is None:
        return False
    text = match.view.text
    tail = _SECOND_PERSON_TAIL.get(language)
    if tail is not None and tail.fullmatch(text[match.base_end : match.end]):
        return True
    before = text[max(0, match.start - 48) : match.start]
    sentence = re.split(r"[.!?;:\n؟؛]", before)[-1]
    for word in reversed(_WORDS.findall(sentence)[-5:]):
        if word in speech.you:
            return True
        if word not in speech.link:
            break
    following = text[match.end : match.end + 24]
    first = _WORDS.search(following)
    return first is not None and not following[: first.start()].strip(" ,،") and first.group() in speech.after
