"""`attack-on-author`, `attack-on-commenter`: told for every comment, from findings and faint suspicions."""

from __future__ import annotations

import pytest
from tests.unit.engine.parts import Scores, Words, models

from gatepost.engine import numbers
from gatepost.engine.guidelines import load
from gatepost.engine.screening import screen
from gatepost.vocabulary import Article, Context, Finding, Submission, Target, Verdict

ARTICLE = Article("The tram", "", ("Jane Miller",))


def verdict(text: str, context: Context, suspicion: float = 0.01, words: Words | None = None) -> Verdict:
    scores = Scores(lambda text: {"personal-attack": suspicion})
    return screen(Submission(text), context, load(), models(words, scores))


def attacks(verdict: Verdict) -> tuple[float, float]:
    return verdict.features["attack-on-author"], verdict.features["attack-on-commenter"]


@pytest.mark.parametrize(
    ("text", "context", "told"),
    [
        ("You have no idea.", Context(), (0.0, 0.2)),
        ("Miller has no idea.", Context(ARTICLE), (0.2, 0.0)),
        ("The weather is bad.", Context(ARTICLE), (0.0, 0.0)),
    ],
)
def test_a_faint_suspicion_is_told_with_its_target(
    text: str, context: Context, told: tuple[float, float]
) -> None:
    assert attacks(verdict(text, context, 0.2)) == told


def test_no_suspicion_is_no_attack() -> None:
    assert attacks(verdict("You have no idea.", Context())) == (0.0, 0.0)


def test_a_finding_is_told_with_its_own_target() -> None:
    words = Words({"grumf": "personal-attack"})
    assert attacks(verdict("Miller is a grumf.", Context(ARTICLE), words=words)) == (0.95, 0.0)
    assert attacks(verdict("You are a grumf.", Context(ARTICLE), words=words)) == (0.0, 0.95)
    assert attacks(verdict("This government is a grumf.", Context(ARTICLE), words=words)) == (0.0, 0.0)


def test_anothers_words_are_no_attack_of_the_writers() -> None:
    words = Words({"grumf": "personal-attack"})
    assert attacks(verdict("He said that you are a grumf.", Context(), words=words)) == (0.0, 0.0)
    quoted = Finding("personal-attack", 0.9, "lexicon", note="quotation.spoken", target=Target.COMMENTER)
    assert numbers.features([quoted])["attack-on-commenter"] == 0.0
