"""Whom an attack is directed at, on a small labelled set in six languages, and for any input."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.detectors.direction import aim, whom
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import LANGUAGES, Article, Context, Evidence, Finding, Target

LABELLED = Path(__file__).parents[3] / "data" / "direction.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]


def context(case: dict[str, Any]) -> Context:
    article = Article(case.get("title", ""), "", tuple(case.get("authors", ()))) if "title" in case else None
    return Context(article, case.get("parent"), tuple(case.get("participants", ())))


def aimed(case: dict[str, Any]) -> Target:
    start = case["text"].index(case["insult"])
    words = (Evidence(start, start + len(case["insult"]), case["insult"]),)
    found = Finding("personal-attack", 0.9, "lexicon", words)
    return aim([found], Reading(case["text"]), context(case), case["language"])[0].target


def test_the_set_has_enough_of_every_language_and_target() -> None:
    assert {case["language"] for case in CASES} == set(LANGUAGES)
    for language in LANGUAGES:
        of_language = [case for case in CASES if case["language"] == language]
        assert len(of_language) >= 25
        assert {case["target"] for case in of_language} == set(Target) - {Target.UNKNOWN}
        halves = Counter(case["half"] for case in of_language)
        assert halves["seen"] == halves["unseen"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_targets_are_right(language: str) -> None:
    of_language = [case for case in CASES if case["language"] == language]
    right = sum(aimed(case) == case["target"] for case in of_language)
    assert right >= 0.9 * len(of_language)


def test_what_stands_between_marks_is_aimed_at_nobody() -> None:
    found = Finding("personal-attack", 0.7, "lexicon", (Evidence(9, 14, "moron"),), "quotation")
    assert aim([found], Reading("You are a moron"), Context(), "en") == [found]


def test_a_text_without_attacks_is_not_asked() -> None:
    found = [Finding("promotion.commercial", 0.9, "promotion", (Evidence(0, 3, "you"),))]
    assert aim(found, Reading("you"), Context(), "en") is found


@pytest.mark.parametrize(
    ("text", "about", "target"),
    [
        ("You have no idea.", Context(), Target.COMMENTER),
        ("The author has no idea.", Context(), Target.AUTHOR),
        ("Miller has no idea.", Context(Article(authors=("Jane Miller",))), Target.AUTHOR),
        ("@river has no idea.", Context(), Target.COMMENTER),
        ("It rains.", Context(), Target.UNKNOWN),
    ],
)
def test_whom_a_whole_text_turns_to(text: str, about: Context, target: Target) -> None:
    assert whom(Reading(text), about, "en") is target


def test_an_animal_as_an_insult_is_no_thing() -> None:
    found = Finding("personal-attack", 0.5, "lexicon", (Evidence(0, 5, "Kûçik"),))
    assert aim([found], Reading("Kûçik!"), Context(), "kmr")[0].target is Target.UNKNOWN
    assert aim([found], Reading("Kûçik!"), Context(parent="Na."), "kmr")[0].target is Target.COMMENTER


@given(
    st.text(max_size=120),
    st.sampled_from([*LANGUAGES, "und"]),
    st.lists(st.text(max_size=12), max_size=4),
    st.tuples(st.integers(0, 120), st.integers(0, 120)),
)
def test_any_text_and_any_names_have_some_target(
    text: str, language: str, names: list[str], span: tuple[int, int]
) -> None:
    start, end = sorted(min(at, len(text)) for at in span)
    about = Context(Article(text, text, tuple(names)), text, tuple(names))
    found = Finding("threat", 0.9, "classifier", (Evidence(start, end, text[start:end]),))
    assert aim([found], Reading(text), about, language)[0].target in Target
    assert whom(Reading(text), about, language) in Target
