"""Criticism and corrections are welcome, and asked for only where they can matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.detectors.welcomes import CORRECTION, CRITICISM, detect
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import LANGUAGES, Evidence, Finding

ATTACK = Finding("personal-attack", 0.92, "lexicon", (Evidence(0, 1, "x"),))


@pytest.mark.parametrize(
    ("text", "language", "probability"),
    [
        ("Your newspaper is biased, you fools.", "en", CRITICISM),
        ("There is an error in paragraph 3, you fools.", "en", CORRECTION),
        ("The minister must resign, fools.", "en", CRITICISM),
        ("صحيفتكم منحازة أيها الحمقى", "ar", CRITICISM),
        ("هناك خطأ في الفقرة الثالثة أيها الحمقى", "ar", CORRECTION),
        ("Gazeteniz taraflı, budalalar.", "tr", CRITICISM),
        ("Üçüncü paragrafta bir hata var, budalalar.", "tr", CORRECTION),
        ("روزنامه‌تان جانبدار است، ابله‌ها", "fa", CRITICISM),
        ("ئەم حکوومەتە گەندەڵە، گەمژەکان", "ckb", CRITICISM),
        ("Ev hikûmet gendel e, bêaqilno", "kmr", CRITICISM),
    ],
)
def test_criticism_is_welcome(text: str, language: str, probability: float) -> None:
    (welcome,) = detect(Reading(text), [ATTACK], language)
    assert welcome.clause == welcome.note == "welcome.criticism"
    assert welcome.probability == probability
    assert all(text[said.start : said.end] == said.text for said in welcome.evidence)


@pytest.mark.parametrize("text", ["You fools.", "Good morning, fools.", "I live in the city."])
def test_an_insult_alone_is_no_criticism(text: str) -> None:
    assert detect(Reading(text), [ATTACK], "en") == []


def test_an_insult_is_not_its_own_criticism() -> None:
    text = "The minister is a disgrace"
    words = Evidence(18, 26, "disgrace")
    assert detect(Reading(text), [Finding("personal-attack", 0.92, "lexicon", (words,))], "en") == []


def test_where_nothing_was_found_nothing_is_asked() -> None:
    assert detect(Reading("Your newspaper is biased."), [], "en") == []


@given(st.text(max_size=200), st.sampled_from([*LANGUAGES, "und"]))
def test_any_text(text: str, language: str) -> None:
    for welcome in detect(Reading(text), [ATTACK], language):
        for said in welcome.evidence:
            assert text[said.start : said.end] == said.text
