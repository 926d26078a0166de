"""Gibberish: keys struck at random, never laughter, names, abbreviations, code or an unknown language."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.detectors.gibberish import detect
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Finding

CLEAN = Path(__file__).parents[3] / "data/clean"

MASH = [
    "asdfghjkl",
    "qwertyuiop asdfghjkl",
    "asdasdasdasd qweqweqwe",
    "sdkjfhskjdfh ksjdhfkjsdhf",
    "wdjhqbd jhbqwdjh bqwd jhqbw",
    "qpwoeiruty zmxncbv vbcnxm",
    "ضصثقفغعه خحجد",
    "شسیبلاتنمک شسیبلات",
    "خهحثصضق منتلبسی ظطزرذدپ",
    "Hmm: kjhsdfkjh sdkfjhsdf kjhsdkfjh weiruyw",
]
FINE = [
    "hahahahahahaha", "ahahahahah", "kkkkkkkkkk", "jajajaja", "lololol", "xaxaxaxa", "wwwwwwww", "hihihihi",
    "ههههههههه", "خخخخخخخ", "هاهاهاهاها", "ajsksjsksjs",
    "GDPR, UNHCR, PKK, YPG, KRG, HDP, CHP", "btw imho tbh idk lol", "brrrr", "hmm hmm grr", "aaaaaah",
    "https://example.com/qwsdfxcv/sdfkjhsdf?kjh=sdkfjh", "user@qwrtzpsdf.example", "@kjhsdfkjhsdf",
    "#xkcdfgh",
    "def fn(x): return xyzzy_plugh(x, sdfg_hjkl)", "a4f9c2e17bd0 9f86d081884c", "12345 67890",
    "Mtskheta, Tbilisi, Zviad Gamsakhurdia", "Krzysztof Szczepański przyszedł wczoraj",
    "Hyvää päivää, mitä kuuluu tänään ystäväni?", "Tôi không hiểu bài viết này lắm nhưng cảm ơn",
    "Rwy'n hoffi coffi yn y bore gyda llaeth", "Habari za asubuhi rafiki yangu mpendwa", "Strč prst skrz krk",
    "7abibi wallah ma fhemt shi", "Rechtsschutzversicherung", "Это хорошая статья",
    "좋은 기사입니다", "よい記事です",
    "من نمی‌دانم چرا خانه‌هایشان را خراب کرده‌اند", "خانووەکانیان ڕووخاندووە", "", "...", "👏👏👏", "123",
]  # fmt: skip


def found(text: str) -> list[Finding]:
    return detect(Reading(text), Context())


@pytest.mark.parametrize("text", MASH)
def test_keys_struck_at_random_are_found(text: str) -> None:
    (finding,) = found(text)
    assert finding.probability >= 0.5
    assert finding.evidence


@pytest.mark.parametrize("text", FINE)
def test_what_means_something_to_somebody_is_fine(text: str) -> None:
    assert all(finding.probability < 0.5 for finding in found(text))


def test_a_strange_word_in_a_text_is_fine() -> None:
    assert found("The password was qwertyuiop, and of course everybody at the ministry knew it.") == []
    assert found("Belediye başkanı Szczypiorski dün akşam köyümüze geldi ve yolları gezdi.") == []


@pytest.mark.parametrize("path", sorted(CLEAN.glob("*.txt")), ids=lambda path: path.stem)
def test_no_clean_sentence_is_gibberish(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert not [line for line in lines if any(finding.probability >= 0.5 for finding in found(line))]


@given(st.text(alphabet="qxzkjh sdfgٱضصثقپ\u200cب.1/😀ﷺ", max_size=200))
def test_spans_lie_in_the_text(text: str) -> None:
    for finding in found(text):
        assert 0.0 < finding.probability <= 1.0
        for part in finding.evidence:
            assert 0 <= part.start < part.end <= len(text)
            assert part.text == text[part.start : part.end]


def test_the_longest_text_takes_a_moment() -> None:
    for unit in ("sdkjfh ", "q", "qx", "ضصثق ", "aaaa ", "/sdfg"):
        found((unit * 20_000)[:20_000])
