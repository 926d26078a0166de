"""Transformations are pure and seeded, and the word lists see through them."""

from __future__ import annotations

import random

import pytest
from benchmarks.evasion import REFER, false_hits, found_at, recall, terms
from hypothesis import given
from hypothesis import strategies as st
from tests import strategies as of

from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.evaluation.evasions import EVASIONS, LOSSY, disguise, pairs


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def test_there_are_enough_and_each_says_what_it_does() -> None:
    assert len(EVASIONS) >= 14
    assert all(transformation.__doc__ for transformation in EVASIONS.values())
    assert len(pairs()) == len(set(pairs()))
    assert not [pair for pair in pairs() if set(pair) <= LOSSY]


@given(of.text, st.sampled_from([*((name,) for name in EVASIONS), *pairs()]), st.integers(0, 9))
def test_the_same_seed_gives_the_same_disguise(text: str, names: tuple[str, ...], seed: int) -> None:
    assert disguise(text, names, seed) == disguise(text, names, seed)


def test_what_makes_no_sense_for_a_script_is_left_out() -> None:
    rng = random.Random(1)
    for name in ("without_vowels", "leet", "look_alikes", "full_width", "capitals", "accents"):
        assert EVASIONS[name]("کتاب", rng) is None, name
    for name in ("arabic_letters", "tatweel", "harakat", "without_marks"):
        assert EVASIONS[name]("garden", rng) is None, name
    assert EVASIONS["leet"]("7amada", rng) is None


def test_disguised_terms_are_found(lexicon: Lexicon) -> None:
    """Measured: 0.988 alone and 0.974 in pairs; the bounds leave room for a grown list."""
    wanted = terms(lexicon, 40)
    alone = recall(lexicon, wanted, [(name,) for name in EVASIONS], 1.0)
    assert alone["recall"] >= 0.97
    assert recall(lexicon, wanted, pairs(), 0.1)["recall"] >= 0.95


def test_disguised_clean_sentences_are_not(lexicon: Lexicon) -> None:
    sentences = [
        ("The council met on Tuesday and several farmers spoke about the dry spring.", "en"),
        ("Haber için teşekkürler, ama belediyenin cevabını da okumak isterdim.", "tr"),
        ("أشكر الجريدة على هذا التقرير المفصل عن الطريق الجديد.", "ar"),
        ("به نظر من این فیلم بهترین کار کارگردان است.", "fa"),
        ("سوپاس بۆ ئەم هەواڵە، پێویستە زیاتر باسی ئاو بکەن.", "ckb"),
        ("Spas ji bo vê nûçeyê, divê hûn li ser avê jî binivîsin.", "kmr"),
    ]
    assert false_hits(lexicon, sentences, [(name,) for name in EVASIONS])["more_hits"] == 0
    assert false_hits(lexicon, sentences, pairs())["more_hits"] <= 1


def test_plain_terms_count_as_found(lexicon: Lexicon) -> None:
    entry, language = next(each for each in terms(lexicon, None) if each[0].term == "fuck")
    assert found_at(lexicon, "oh f u c k", entry, language) >= REFER
