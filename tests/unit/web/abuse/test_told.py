from __future__ import annotations

import re

import pytest

from gatepost.vocabulary import LANGUAGES
from gatepost.web.abuse.told import table, told


@pytest.mark.parametrize("key", ["limited", "checks", "check-off", "work-required", "flooding", "honeypot"])
def test_every_refusal_is_said_in_six_languages(key: str) -> None:
    sentences = table()[key]
    assert sorted(sentences) == sorted(LANGUAGES)
    assert len(set(sentences.values())) == len(LANGUAGES)
    holes = {tuple(re.findall(r"\{\w+\}", one)) for one in sentences.values()}
    assert len(holes) == 1
    for language in LANGUAGES:
        assert told(key, language, 30).endswith((".", "۔"))
        assert "{" not in told(key, language, 30)


def test_numbers_are_in_the_languages_own_digits() -> None:
    assert "۳۰" in told("limited", "fa", 30)
    assert "٣٠" in told("limited", "ar", 30)
    assert "30" in told("limited", "kmr", 30)
