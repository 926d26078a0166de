"""Findings of any text: evidence is what stands in the original, and nothing raises."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests import strategies as of

from gatepost.engine.detectors import privacy, promotion
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import LANGUAGES, Context, Finding

LEXICON = Lexicon.load()
pieces = st.sampled_from(
    ["fuck", "f.u.c.k", "sh1t", "@ss", "f*ck", "you idiot", "http://a.b/c", "t.me/x", "buy now", "أنت غبي"]
)
numbers = st.text("0123456789٠١٢۳o -.()+/@", max_size=40) | st.sampled_from(
    [
        "his number",
        "lives at",
        "street",
        "no",
        "tc",
        "plate",
        "t . me / x",
        "x (dot) com",
        "[.]com",
        "hxxp://a.b",
    ]
)
texts = of.text | st.lists(of.nasty_text | pieces | numbers, max_size=6).map(" ".join)


def assert_sound(text: str, findings: list[Finding]) -> None:
    for finding in findings:
        assert 0 < finding.probability < 1
        assert finding.evidence
        assert finding.note
        for evidence in finding.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)
            assert text[evidence.start : evidence.end] == evidence.text


@given(texts, st.sampled_from([*LANGUAGES, "und", "de"]))
def test_lexicon_evidence_is_in_the_text(text: str, language: str) -> None:
    findings = LEXICON.detect(Reading(text), language)
    assert_sound(text, findings)
    assert len({(each.clause, each.refer_only) for each in findings}) == len(findings)


@given(texts)
def test_promotion_evidence_is_in_the_text(text: str) -> None:
    assert_sound(text, promotion.detect(Reading(text), Context()))


@given(texts)
def test_private_data_is_in_the_text(text: str) -> None:
    assert_sound(text, privacy.detect(Reading(text), Context()))


@given(texts)
def test_the_same_text_gets_the_same_findings(text: str) -> None:
    assert LEXICON.detect(Reading(text), "en") == LEXICON.detect(Reading(text), "en")
