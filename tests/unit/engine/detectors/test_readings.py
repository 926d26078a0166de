"""Which reading sees through which disguise, how hard it may strike, and what it must leave alone."""

from __future__ import annotations

import pytest

from gatepost.engine.detectors.forms import Match
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.transliteration import kurdish_text


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def struck(lexicon: Lexicon, text: str, language: str) -> dict[str, Match]:
    return {match.reading: match for match, _ in lexicon.blows(Reading(text), language)}


@pytest.mark.parametrize(
    ("text", "reading", "guess"),
    [
        ("oh f u c k", "joined", False), ("oh f🔥u🔥c🔥k", "joined", False), ("oh fv¢k fu(k", "leet", False),
        ("oh f_u_c_k", "joined", False), ("oh fuuuck", "stretched", False), ("oh f*ck", "starred", False),
        ("oh f**k", "starred", True), ("oh fu ck that", "split", True), ("oh f-uck that", "split", True),
        ("you btch", "vowelless", True), ("you bicth", "transposed", True), ("you bittch", "doubled", True),
        ("you hctib", "reversed", True), ("Ⓕⓤⓒⓚ", "plain", False), ("ｆｕｃｋ", "plain", False),
    ],
)  # fmt: skip
def test_each_disguise_has_its_reading(lexicon: Lexicon, text: str, reading: str, guess: bool) -> None:
    match = struck(lexicon, text, "en")[reading]
    assert match.guessed is guess
    start, end = match.span
    assert text[start:end].strip()


def test_guesses_only_refer(lexicon: Lexicon) -> None:
    for text in ("you btch", "oh fu ck that", "oh f**k", "you bicth"):
        assert all(each.probability <= 0.7 for each in lexicon.detect(Reading(text), "en")), text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The pen is mightier; push it, as she told me", "en"),
        ("A well-known co-op, e-mail, and/or the U.S. and the U.K.", "en"),
        ("Their form came from the salt, count the deck on the dock", "en"),
        ("Sooo good, yesss, gooood grief, haaaappy", "en"),
        ("привет мир, это море и рост", "und"),
        ("Το μέλλον είναι εδώ", "und"),
        ("4x4, 5*3, C#, a*b*c, 100%, #1", "en"),
        ("o zaman, ne de olsa, bu da bir şey", "tr"),
    ],
)
def test_ordinary_writing_is_left_alone(lexicon: Lexicon, text: str, language: str) -> None:
    assert lexicon.detect(Reading(text), language) == []


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("کوردستان", "Kurdistan"), ("سنووری", "sinûrî"), ("ئێستاکەی", "êstakey"), ("چاپەمەنی", "çapemenî")],
)
def test_kurdish_reads_alike_in_both_scripts(arabic: str, latin: str) -> None:
    assert kurdish_text(arabic) == kurdish_text(latin)


def test_kurdish_terms_are_found_in_the_other_script(lexicon: Lexicon) -> None:
    assert struck(lexicon, "ew gemje ye", "ckb")["transliterated"].entry.language == "ckb"
    assert struck(lexicon, "تو بێشەرەفی", "kmr")["transliterated"].guessed
