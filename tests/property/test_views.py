"""Every view of any text leads back to the untouched original; no view outgrows the text."""

from __future__ import annotations

from hypothesis import given
from tests import strategies as of

from gatepost.engine.detectors.contacts import contacts
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.text.folding import MAX_EXPANSION
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.transliteration import kurdish_text, kurdish_view
from gatepost.engine.text.views import folded_by_table, folded_view
from gatepost.vocabulary import TextView

RESPELLER = Lexicon.load()._matcher._respeller


def views(reading: Reading) -> list[TextView]:
    """Every view of a text, those of guessed words included."""
    found = [reading.folded, kurdish_view(reading.original)]
    if reading.squeezed is not None:
        found.append(reading.squeezed.view)
    for undone in reading.undone:
        assert not undone.touched or len(undone.touched) == len(undone.view.text)
        found.append(undone.view)
        found.extend(guess.view for guess in RESPELLER.views(undone, stretched=True))
    return found


@given(of.text)
def test_spans_are_valid_and_never_go_back(text: str) -> None:
    for view in views(Reading(text)):
        assert view.original is text
        if not view.starts:
            assert not view.ends
            assert not view.text or len(view.text) == len(text)
            continue
        assert len(view.text) == len(view.starts) == len(view.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
        assert list(view.starts) == sorted(view.starts)
        assert list(view.ends) == sorted(view.ends)


@given(of.text)
def test_every_stretch_of_a_view_has_a_stretch_of_the_original(text: str) -> None:
    for view in views(Reading(text)):
        for at in range(len(view.text)):
            start, end = view.span(at, min(at + 3, len(view.text)))
            assert 0 <= start < end <= len(text)


@given(of.text)
def test_the_fast_path_reads_what_the_slow_path_reads(text: str) -> None:
    fast, slow = folded_view(text), folded_by_table(text)
    assert fast.text == slow.text
    for at in range(len(fast.text)):
        assert fast.span(at, at + 1) == slow.span(at, at + 1)


@given(of.text)
def test_kurdish_is_read_alike_with_and_without_its_way_back(text: str) -> None:
    assert kurdish_view(text).text == kurdish_text(text)


@given(of.text)
def test_no_view_outgrows_the_text(text: str) -> None:
    """Work is bounded by the length of the views, and these by the length of the text."""
    assert all(len(view.text) <= MAX_EXPANSION * len(text) for view in views(Reading(text)))


@given(of.text)
def test_case_does_not_matter(text: str) -> None:
    plain = "".join(character for character in text if character.isascii())
    assert folded_view(plain.upper()).text == folded_view(plain.lower()).text


@given(of.text)
def test_the_original_is_never_touched(text: str) -> None:
    before = text.encode("utf-8")
    reading = Reading(text)
    views(reading)
    assert reading.original.encode("utf-8") == before


@given(of.text)
def test_runs_count_the_letters_they_stand_for(text: str) -> None:
    reading = Reading(text)
    if reading.squeezed is not None:
        assert sum(reading.squeezed.runs) == len(reading.folded.text)
        assert len(reading.squeezed.runs) == len(reading.squeezed.view.text)


@given(of.text)
def test_masked_words_and_contacts_lie_inside(text: str) -> None:
    folded = Reading(text).folded.text
    assert all(0 <= start < end <= len(folded) for start, end in Reading(text).masked)
    assert all(0 <= each.start < each.end <= len(folded) for each in contacts(folded))
