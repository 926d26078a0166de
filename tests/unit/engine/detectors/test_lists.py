"""Lint of the shipped lists: living, single, explained, and silent on clean text."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from gatepost.engine.detectors import promotion
from gatepost.engine.detectors.entries import CLAUSES, LexiconEntry
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.views import folded_view
from gatepost.vocabulary import LANGUAGES, Context

CLEAN = Path(__file__).parents[3] / "data" / "clean"
IDENTITIES = (
    *("gay", "gays", "lesbian", "lesbians", "bisexual", "trans", "transgender", "queer", "homosexual", "jew"),
    *(
        "jews",
        "jewish",
        "muslim",
        "muslims",
        "christian",
        "hindu",
        "yazidi",
        "kurd",
        "kurds",
        "kurdish",
        "arab",
    ),
    *(
        "arabs",
        "turk",
        "turks",
        "persian",
        "iranian",
        "armenian",
        "black",
        "white",
        "asian",
        "african",
        "mexican",
    ),
    *(
        "immigrant",
        "refugee",
        "disabled",
        "deaf",
        "blind",
        "woman",
        "women",
        "kürt",
        "ermeni",
        "arap",
        "yahudi",
    ),
    *("alevi", "suriyeli", "eşcinsel", "kadın", "يهودي", "مسلم", "كردي", "عربي", "مسيحي", "لاجئ", "مثلي"),
    *("شيعي", "سني", "یهودی", "مسلمان", "کرد", "عرب", "ترک", "افغان", "بهایی", "همجنس‌گرا", "کورد", "عەرەب"),
    *("ئێزدی", "کریستیان", "ereb", "tirk", "cihû", "êzîdî", "misilman"),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def test_every_language_has_its_list(lexicon: Lexicon) -> None:
    terms = {entry.language: set() for entry in lexicon.entries}
    for entry in lexicon.entries:
        terms[entry.language].add(entry.term)
    assert set(terms) == {*LANGUAGES, "ar-latn", "fa-latn"}
    least = {"en": 400, "tr": 200, "fa": 200, "ar": 120, "ckb": 80, "kmr": 60}
    assert all(len(terms[language]) >= count for language, count in least.items())


def test_no_entry_is_there_twice(lexicon: Lexicon) -> None:
    seen = Counter(
        (
            entry.language,
            folded_view(entry.term).text,
            entry.clause,
            entry.match,
            entry.only_in,
            entry.severity,
        )
        for entry in lexicon.entries
    )
    assert [key for key, count in seen.items() if count > 1] == []


def test_every_entry_is_alive(lexicon: Lexicon) -> None:
    def lives(entry: LexiconEntry) -> bool:
        language = entry.only_in[0] if entry.only_in else entry.language
        return any(match.entry == entry for match in lexicon._matcher.matches(Reading(entry.term), language))

    assert [entry.term for entry in lexicon.entries if not lives(entry)] == []


def test_clauses_glosses_and_reviews(lexicon: Lexicon) -> None:
    assert {entry.clause for entry in lexicon.entries} <= set(CLAUSES)
    assert [entry.term for entry in lexicon.entries if entry.language != "en" and not entry.gloss] == []
    assert all(entry.refer_only for entry in lexicon.entries if not entry.reviewed)
    assert all(not entry.reviewed for entry in lexicon.entries if entry.language in ("ckb", "kmr"))
    assert all(entry.source for entry in lexicon.entries)


@pytest.mark.parametrize("language", [*LANGUAGES, "und"])
def test_words_that_name_a_group_are_never_entries(lexicon: Lexicon, language: str) -> None:
    assert {word: lexicon.detect(Reading(word), language) for word in IDENTITIES} == {
        word: [] for word in IDENTITIES
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_clean_text_is_never_rejected(lexicon: Lexicon, language: str) -> None:
    lines = (CLEAN / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 150
    for line in lines:
        reading = Reading(line)
        findings = lexicon.detect(reading, language) + promotion.detect(reading, Context())
        assert [each for each in findings if each.probability >= 0.8 and not each.refer_only] == [], line


def test_promotion_data() -> None:
    data = (files("gatepost.engine.detectors") / "lexicons" / "promotion.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(data)
    assert set(tables) == {"weights", *LANGUAGES}
    for language in LANGUAGES:
        kinds = {"invitation", "offer", "contact", "scheme", "personal", "personal-weak", "begging", "look"}
        assert kinds == set(tables[language])
