"""What a reader is shown as the reason is a word that tells something, where there is one."""

from __future__ import annotations

from gatepost.engine.detectors.common_words import common_words, telling
from gatepost.vocabulary import Evidence


def passages(*words: str) -> list[Evidence]:
    return [Evidence(at, at + len(word), word) for at, word in enumerate(words)]


def test_common_words_are_folded_as_texts_are() -> None:
    assert {"the", "والله"} & common_words() == {"the"}
    assert "hiçbir" not in common_words(), "the list is kept in the folded spelling that texts are read in"


def test_filler_is_not_shown_beside_a_word_that_tells() -> None:
    assert [e.text for e in telling(passages("You", "idiot", "and"))] == ["idiot"]
    assert [e.text for e in telling(passages("ولو", "غبي"))] == ["غبي"]


def test_where_there_is_only_filler_it_is_shown() -> None:
    assert [e.text for e in telling(passages("you", "are"))] == ["you", "are"]


def test_a_short_word_may_well_tell() -> None:
    assert [e.text for e in telling(passages("ass", "the"))] == ["ass"]
