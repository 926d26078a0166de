"""What the word lists find, each stretch of a comment read in its own language; and what no list can read."""

from __future__ import annotations

from functools import partial

from gatepost.engine.detectors import own_words
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.languages import Spoken
from gatepost.engine.parts import Models
from gatepost.engine.policy import UNKNOWN_LANGUAGE
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Finding

SURE_OF_LANGUAGE = 0.9
"""A detected language that contradicts the claimed one counts from this probability on."""


def listed(
    reading: Reading, language: str, spoken: Spoken, guidelines: Guidelines, models: Models
) -> list[Finding]:
    """Findings of the word lists, once where two readings agree. `language`: as claimed, else as found."""
    look = partial(own_words.detect, models.lexicon, guidelines.words, reading)
    if language == spoken.language:
        codes = (language, *spoken.others())
        found = [each for code in codes for each in look(code, spoken.elsewhere(code))]
    else:
        found = look(language)
        if _contradicted(spoken):
            # A claim opens no way round the other language's words.
            found = [*found, *look(spoken.language)]
    return list(dict.fromkeys(found))


def unjudged(text: str, language: str, spoken: Spoken, models: Models) -> list[Finding]:
    """A comment, or a good part of it, is in a language that the engine cannot judge, not as is claimed."""
    known = models.known_languages
    strange = spoken.language not in known and language != spoken.language and _contradicted(spoken)
    if language in known and (strange or spoken.foreign(text, known)):
        return [Finding(UNKNOWN_LANGUAGE, 1.0, "policy", note=UNKNOWN_LANGUAGE)]
    return []


def _contradicted(spoken: Spoken) -> bool:
    return spoken.language != "und" and spoken.probability >= SURE_OF_LANGUAGE
