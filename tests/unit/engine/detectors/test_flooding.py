"""Flooding: repetitions of a long text on one site, never what anybody would say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.detectors import flooding
from gatepost.engine.reasons import explain
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import sketch
from gatepost.vocabulary import LANGUAGES, Context, Finding

LONG = (
    "Everybody knows that the bridge was sold to the friends of the mayor, and nobody in this town dares to "
    "say it aloud; ask yourselves who paid for his new house."
)


def found(text: str, *earlier: str) -> list[Finding]:
    return flooding.detect(Reading(text), Context(earlier=tuple(sketch(Reading(one)) for one in earlier)))


def test_each_repetition_makes_it_likelier() -> None:
    assert found(LONG) == []
    chances = [found(LONG, *[LONG] * times)[0].probability for times in (1, 2, 3, 6, 50)]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 <= chances[1], "one repetition is a slip of the finger, the third time is not"
    assert chances[-1] == flooding.MOST


def test_nearly_the_same_counts_nearly_as_much() -> None:
    versions = [
        LONG.replace("mayor", "governor"),
        LONG.upper() + "!!!",
        "Hello. " + LONG.replace("town", "city"),
        LONG.replace("o", "0").replace("a", "\u0430"),
        " ".join(LONG),
    ]
    (finding,) = found(LONG, *versions)
    assert finding.probability >= 0.85
    assert finding.note == "flooding.5"


@pytest.mark.parametrize(
    "text", ["I agree", "Thank you", "شكرا", "سوپاس", "Rest in peace", "👍👍👍", "هههههههه" * 40]
)
def test_short_texts_never_count(text: str) -> None:
    assert found(text, *[text] * 50) == []


def test_a_shorter_text_needs_more_repetitions() -> None:
    text = "Close the airport at night, we all want to sleep around here!"
    assert found(text, text)[0].probability < found(LONG, LONG)[0].probability
    assert found(text, *[text] * 2)[0].probability < 0.5 < found(text, *[text] * 3)[0].probability


def test_other_texts_are_no_repetition() -> None:
    other = (
        "The bridge is closed until Friday because of the flood, says the road office in its letter to us."
    )
    assert found(LONG, other, other, other) == []


def test_the_sentence_tells_how_often_in_the_digits_of_the_language() -> None:
    (finding,) = found(LONG, LONG, LONG, LONG)
    said = {language: explain(finding, language) for language in LANGUAGES}
    assert "(how often: 3)" in said["en"]
    assert "٣" in said["ar"]
    assert "٣" in said["ckb"]
    assert "۳" in said["fa"]
    assert not any("{count}" in sentence for sentence in said.values())


@given(st.text(max_size=300), st.integers(0, 5))
def test_the_evidence_is_the_text_without_the_space_around_it(text: str, times: int) -> None:
    for finding in found(text, *[text] * times):
        (part,) = finding.evidence
        assert part.text == text[part.start : part.end] == text.strip()
        assert 0.0 < finding.probability <= flooding.MOST
