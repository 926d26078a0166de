"""Reasons: a plain sentence in every language, in order even where writing directions meet."""

from __future__ import annotations

import pytest

from gatepost.engine.reasons import explain, table
from gatepost.vocabulary import LANGUAGES, Evidence, Finding

INSULT = Finding("personal-attack", 0.97, "lexicon", (Evidence(0, 6, "idiots"),), "lexicon.aimed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_exists_in_every_language(language: str) -> None:
    for note, sentences in table().items():
        assert set(sentences) == set(LANGUAGES), note
        assert sentences[language].strip(), note
        assert not sentences[language].endswith("."), note
    assert len({sentences[language] for sentences in table().values()}) == len(table())


def test_words_follow_the_sentence() -> None:
    assert explain(INSULT, "en") == "The comment says an insult directly to somebody: “\u2068idiots\u2069”."
    assert explain(INSULT, "ar").endswith("«\u2068idiots\u2069».")
    assert explain(INSULT, "xx") == explain(INSULT, "en")


def test_notes_fall_back_to_their_family_and_to_the_detector() -> None:
    assert explain(Finding("threat", 1, "lexicon", note="lexicon.rare"), "en") == (
        "The comment contains words from our list of words that break this rule."
    )
    assert explain(Finding("threat", 1, "classifier"), "en").startswith("A program trained")
    assert explain(Finding("threat", 1, "moderator:7"), "en").startswith("A moderator")
    assert explain(Finding("threat", 1, "someone"), "en") == "The comment seems to break this rule."


def test_evidence_cannot_break_out_of_the_sentence() -> None:
    nasty = "\u202eevil\u2066\n" + "x" * 100
    sentence = explain(Finding("threat", 1, "lexicon", (Evidence(0, 1, nasty),)), "ar")
    assert "\u202e" not in sentence
    assert "\n" not in sentence
    assert sentence.count("\u2068") == sentence.count("\u2069") == 1
    assert "x" * 41 not in sentence


def test_many_words_are_cut_to_three_and_repeats_to_one() -> None:
    words = tuple(Evidence(at, at + 1, text) for at, text in enumerate(["a", "a", "b", "c", "d"]))
    assert explain(Finding("threat", 1, "lexicon", words), "en").count("“") == 3
