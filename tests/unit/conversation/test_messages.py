from __future__ import annotations

import string

import pytest

from gatepost.conversation.messages import messages
from gatepost.vocabulary import LANGUAGES


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    english, said = messages("en"), messages(language)
    assert set(said) == set(english)
    for key, template in said.items():
        assert template.strip() or key == "separator"
        assert fields(template) == fields(english[key]), key


def test_every_language_speaks_for_itself() -> None:
    for key in ("rejected", "machine", "person", "appeal_possible", "appeal_upheld"):
        assert len({messages(language)[key] for language in LANGUAGES}) == len(LANGUAGES)


def test_other_languages_get_english() -> None:
    assert messages("de") == messages("und") == messages("en")
