"""Golden verdicts: what the engine says about each comment, and what it must never say."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from tests.golden.record import KNOWN_FAILURES, VERDICTS, comments, judge, read_lines

from gatepost import Engine
from gatepost.engine.guidelines import load
from gatepost.vocabulary import LANGUAGES

COMMENTS = {comment["id"]: comment for comment in comments()}


@pytest.fixture(scope="module")
def today() -> dict[str, dict[str, Any]]:
    return {verdict["id"]: verdict for verdict in judge(Engine.load())}


def test_there_are_enough_comments_of_every_kind() -> None:
    assert len(COMMENTS) >= 600
    assert {comment["language"] for comment in COMMENTS.values()} == set(LANGUAGES)
    for language in LANGUAGES:
        of_language = [comment for comment in COMMENTS.values() if comment["language"] == language]
        wanted = Counter(comment["wanted"] for comment in of_language)
        assert set(wanted) == {"approve", "reject"}
        assert min(wanted.values()) >= 10
    for comment in COMMENTS.values():
        assert (comment["wanted"] == "reject") == ("clause" in comment), comment["id"]


def test_the_verdicts_are_the_recorded_ones(today: dict[str, dict[str, Any]]) -> None:
    before = {verdict["id"]: verdict for verdict in read_lines(VERDICTS)}
    assert list(before) == list(today), "comments came or went: run `make golden` and review the diff"
    changed = [line for key in today for line in difference(before[key], today[key])]
    assert not changed, "run `make golden` and review the diff:\n" + "\n".join(changed)


ROUNDING = 0.02
"""So much may a probability differ between processors: `python -m benchmarks processors` measures it."""


def difference(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What changed, in words, beyond what another processor's rounding explains."""
    text = COMMENTS[now["id"]]["text"]
    numbers = {**before["probabilities"], "violation": before["violation"]}
    firm = ("language",) if _on_an_edge(before["probabilities"]) else ("outcome", "language", "grounds")
    lines = [
        f"{now['id']} {key}: {before[key]} -> {now[key]}    ({text})"
        for key in firm
        if before[key] != now[key]
    ]
    for key, value in {**now["probabilities"], "violation": now["violation"]}.items():
        if abs(numbers.get(key, -1) - value) > ROUNDING:
            lines.append(f"{now['id']} {key}: {numbers.get(key)} -> {value}    ({text})")
    return lines


def _on_an_edge(probabilities: dict[str, float]) -> bool:
    """Whether rounding alone could move one of the probabilities over a threshold."""
    clauses = load().by_id
    return any(
        limit is not None and abs(value - limit) <= ROUNDING
        for name, value in probabilities.items()
        if (clause := clauses.get(name)) is not None
        for limit in (clause.refer, clause.reject)
    )


@pytest.mark.parametrize("key", [key for key, comment in COMMENTS.items() if comment["wanted"] == "approve"])
def test_what_should_be_published_is_never_rejected(key: str, today: dict[str, dict[str, Any]]) -> None:
    assert today[key]["outcome"] != "reject", (COMMENTS[key]["text"], today[key]["grounds"])


def test_wrong_approvals_are_known_and_only_grow_fewer(today: dict[str, dict[str, Any]]) -> None:
    known = {failure["id"] for failure in read_lines(KNOWN_FAILURES)}
    wrong = {
        key
        for key, comment in COMMENTS.items()
        if comment["wanted"] == "reject" and today[key]["outcome"] == "approve"
    }
    assert not wrong - known, [COMMENTS[key]["text"] for key in sorted(wrong - known)]
    assert not known - wrong, (
        f"no longer wrong: take them out of {KNOWN_FAILURES.name}: {sorted(known - wrong)}"
    )


def test_strong_words_and_plain_threats_are_never_approved(today: dict[str, dict[str, Any]]) -> None:
    explicit = [key for key, comment in COMMENTS.items() if comment.get("explicit")]
    assert {COMMENTS[key]["language"] for key in explicit} == {"en", "tr", "ar", "fa"}
    assert not [COMMENTS[key]["text"] for key in explicit if today[key]["outcome"] == "approve"]


def test_every_ground_points_into_the_text(today: dict[str, dict[str, Any]]) -> None:
    for key, verdict in today.items():
        if verdict["outcome"] == "reject":
            assert verdict["grounds"], key
            for ground in verdict["grounds"]:
                assert ground["spans"], key
                for start, end in ground["spans"]:
                    assert 0 <= start < end <= len(COMMENTS[key]["text"]), key


def test_a_comment_is_judged_the_same_alone_and_in_company() -> None:
    engine = Engine.load()
    texts = [comment["text"] for comment in COMMENTS.values()]
    assert engine.screen_many(texts) == [engine.screen(text) for text in texts]
