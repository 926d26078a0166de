"""What the tutorial and the demo promise, with the engine that ships."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from gatepost import Engine
from gatepost.vocabulary import Outcome
from gatepost.web.demo.articles import by_slug
from gatepost.web.demo.seed import SeedComment, planned

TUTORIAL = Path(__file__).parents[4] / "docs/tutorial/first-comment.md"


@cache
def engine() -> Engine:
    return Engine.load()


def outcome(plan: SeedComment) -> Outcome:
    article = by_slug(plan.article)
    assert article is not None
    parent = next((other.text for other in planned() if other.key == plan.parent), None)
    around = {"title": article.front.title, "body": article.body}
    return engine().screen(plan.text, article=around, parent=parent).outcome


def test_the_tutorials_three_comments_meet_the_three_fates() -> None:
    quoted = re.findall(r"^> (.+)$", TUTORIAL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    outcomes = [engine().screen(text).outcome for text in quoted]
    assert outcomes == [Outcome.APPROVE, Outcome.REJECT, Outcome.REFER]


@pytest.mark.parametrize("plan", planned(), ids=lambda plan: plan.key)
def test_the_engine_does_not_spoil_the_story(plan: SeedComment) -> None:
    unwelcome = {"approve": Outcome.REJECT, "reject": Outcome.APPROVE, "": Outcome.REJECT}
    assert outcome(plan) is not unwelcome[plan.then]


def test_something_is_left_for_the_desk() -> None:
    assert sum(outcome(plan) is Outcome.REFER for plan in planned() if not plan.then) >= 3


def test_an_appeal_is_against_the_engine_itself() -> None:
    assert [outcome(plan) for plan in planned() if plan.appeal] == [Outcome.REJECT]
