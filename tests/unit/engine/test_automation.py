"""Certified automation only ever makes the engine more careful, and says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.automation import NOT_SURE, hold
from gatepost.engine.guidelines import Automation, GuidelinesError, load, parse
from gatepost.engine.policy import Decided
from gatepost.vocabulary import Evidence, Finding, Outcome

GROUND = Finding("threat", 0.99, "lexicon", (Evidence(0, 4, "kill"),), "lexicon.strong")
APPROVED = Decided(Outcome.APPROVE, (), ("language en: known", "outcome: approve"))
REJECTED = Decided(Outcome.REJECT, (GROUND,), ("language en: known", "outcome: reject"))
REFERRED = Decided(Outcome.REFER, (GROUND,), ("language en: known", "outcome: refer"))
LIMITS = Automation(approve_below=0.1, reject_from=0.9)


@pytest.mark.parametrize(
    ("decided", "violation", "expected"),
    [
        (APPROVED, 0.09, Outcome.APPROVE),
        (APPROVED, 0.1, Outcome.REFER),
        (APPROVED, float("nan"), Outcome.REFER),
        (REJECTED, 0.9, Outcome.REJECT),
        (REJECTED, 0.89, Outcome.REFER),
        (REJECTED, float("nan"), Outcome.REFER),
        (REFERRED, 0.01, Outcome.REFER),
    ],
)
def test_limits(decided: Decided, violation: float, expected: Outcome) -> None:
    held = hold(decided, violation, LIMITS, "any")
    assert held.outcome is expected
    assert held.steps[-1] == f"outcome: {expected.value}"
    assert bool(held.grounds) == (expected is not Outcome.APPROVE)


def test_a_held_approval_says_so_and_a_held_rejection_keeps_its_grounds() -> None:
    held = hold(APPROVED, 0.4, LIMITS, "any")
    assert held.grounds[0].clause == NOT_SURE
    assert "violation 0.400 is not below 0.1" in held.steps[-2]
    assert hold(REJECTED, 0.4, LIMITS, "any").grounds == (GROUND,)


def test_another_engine_than_the_certified_one_decides_nothing_alone() -> None:
    limits = Automation(approve_below=1.0, reject_from=0.0, engine="one")
    assert hold(APPROVED, 0.01, limits, "one").outcome is Outcome.APPROVE
    assert hold(APPROVED, 0.01, limits, "two").outcome is Outcome.REFER
    assert hold(REJECTED, 0.99, limits, "two").outcome is Outcome.REFER


@given(
    st.sampled_from([APPROVED, REJECTED, REFERRED]),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_nothing_is_ever_decided_that_was_not(
    decided: Decided, violation: float, low: float, high: float
) -> None:
    held = hold(decided, violation, Automation(low, high), "any")
    assert held.outcome in (decided.outcome, Outcome.REFER)


def test_without_limits_nothing_changes() -> None:
    assert hold(APPROVED, 0.99, Automation(), "any") is APPROVED
    assert not Automation()


SHIPPED = load()
HEAD = """
name = "paper"
[[clause]]
id = "threat"
reject = 0.9
title.en = "Threats"
wording.en = "No threats."
"""


def test_the_table_is_read_and_changes_the_version() -> None:
    plain = parse(HEAD, "own.toml")
    limited = parse(
        HEAD
        + '[automation]\napprove_below = 0.25\nengine = "x"\n[automation.certificate]\non = "2026-11-26"\n',
        "own.toml",
    )
    assert limited.automation == Automation(0.25, 0.0, "x", {"on": "2026-11-26"})
    assert plain.version != limited.version
    assert SHIPPED.automation == Automation()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("automation = 3", "not a table"),
        ("[automation]\napprove_below = 2", "approve_below is 2"),
        ("[automation]\nreject_from = true", "reject_from is True"),
        ("[automation]\nengine = 1", "engine is 1"),
        ("[automation]\ncertificate = 1", "certificate is not"),
        ("[automation]\nlimit = 0.1", "'limit' is not known"),
    ],
)
def test_mistakes_are_told(line: str, problem: str) -> None:
    text = f"{line}\n{HEAD}" if line.startswith("automation") else HEAD + line
    with pytest.raises(GuidelinesError, match=problem):
        parse(text, "own.toml")
