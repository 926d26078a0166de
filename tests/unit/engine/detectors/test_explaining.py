"""An editor is told which entry strikes, how it was read, what it does by itself, and what spares a word."""

from __future__ import annotations

import pytest

from gatepost.engine.detectors.explaining import Explanation, explain
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.guidelines import Guidelines, OwnWord, Words, load
from gatepost.vocabulary import Outcome


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


@pytest.fixture(scope="module")
def guidelines() -> Guidelines:
    shipped = load()
    words = Words((OwnWord("zorblax", "personal-attack"),), ("holy shit day",))
    return Guidelines("own", "en", shipped.preamble, shipped.clauses, words)


def told(lexicon: Lexicon, text: str, language: str) -> Explanation:
    return explain(lexicon, load(), text, language)


@pytest.mark.parametrize(
    ("text", "language", "term", "outcome", "why"),
    [
        ("bullshit", "en", "bullshit", Outcome.REJECT, ""),
        ("what a damn mess", "en", "damn", Outcome.REFER, "profanity rejects from 0.88 on"),
        ("تۆ سەگبابیت", "ckb", "سەگباب", Outcome.REFER, "no native reader has reviewed the entry"),
        ("shoot those refugees", "en", "shoot those refugees", Outcome.REFER, "the entry may only refer"),
        ("gas chamber for them", "en", "gas chamber for", Outcome.REFER, "the entry may only refer"),
    ],
)
def test_what_an_entry_does_by_itself(
    lexicon: Lexicon, text: str, language: str, term: str, outcome: Outcome, why: str
) -> None:
    hit = next(hit for hit in told(lexicon, text, language).hits if hit.entry.term == term)
    assert (hit.outcome, hit.why) == (outcome, why)
    assert 0 <= hit.start < hit.end <= len(text)


def test_the_reading_is_named(lexicon: Lexicon) -> None:
    assert told(lexicon, "what shit", "en").hits[0].reading == "plain"
    assert told(lexicon, "what sh1t", "en").hits[0].reading == "leet"


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        ("slut shaming is wrong", "en", "one of its exceptions applies"),
        ("the dog barked at us", "en", "counts only when it is said to somebody"),
        ("malafat", "kmr", "counts only in texts of tr"),
        ("we met Dick there", "en", "written like a name"),
        ("we got it", "tr", "it needs the marks of its own spelling"),
        ("كلب", "fa", "a short word of ar"),
    ],
)
def test_what_spares_a_word_is_told(lexicon: Lexicon, text: str, language: str, says: str) -> None:
    found = told(lexicon, text, language)
    assert not [hit for hit in found.hits if hit.outcome is Outcome.REJECT]
    assert any(says in spared.why for spared in found.spared)


def test_innocent_words_hit_nothing(lexicon: Lexicon) -> None:
    for word in ("Scunthorpe", "assessment", "sıkıntı", "کرد", "مرحبا"):
        assert told(lexicon, word, "und").hits == ()


def test_own_words_and_allowances_are_told(lexicon: Lexicon, guidelines: Guidelines) -> None:
    found = explain(lexicon, guidelines, "a zorblax on holy shit day", "en")
    assert [(hit.entry.term, hit.entry.source, hit.outcome) for hit in found.hits] == [
        ("zorblax", "publisher", Outcome.REJECT)
    ]
    assert [(spared.entry.term, spared.why) for spared in found.spared] == [
        ("shit", "the guidelines allow this wording")
    ]
