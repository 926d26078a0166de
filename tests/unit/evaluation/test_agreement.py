"""Krippendorff's alpha against the worked examples of its author, and where no value can be given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.evaluation.agreement import alpha


def judged(*judges: str) -> list[list[str | None]]:
    """Units from one string a judge: a sign a unit, a dot where the judge said nothing."""
    return [[None if sign == "." else sign for sign in unit] for unit in zip(*judges, strict=True)]


@pytest.mark.parametrize(
    ("units", "published"),
    [
        # Krippendorff (2011): A, binary data, two observers
        (judged("0100000010", "1110010000"), 0.095),
        # B, nominal data, two observers
        (judged("aabbdcccedda", "babbbccceddd"), 0.692),
        # C, nominal data, four observers, missing data; the last unit has one label and says nothing
        (judged("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
    ids=["binary", "nominal", "missing"],
)
def test_worked_examples_of_the_literature(units: list[list[str | None]], published: float) -> None:
    found = alpha(units)
    assert found.value == pytest.approx(published, abs=0.0005)
    assert found.low is not None
    assert found.high is not None
    assert found.low < published < found.high


def test_units_with_fewer_than_two_labels_say_nothing() -> None:
    units = judged("ab.", "aba")
    assert alpha(units).rows == 2
    assert alpha([*units, ["b", None], [None, None], []]) == alpha(units)
    assert alpha([["a", None]]).value is None
    assert alpha([]).rows == 0


def test_one_label_everywhere_leaves_alpha_undefined() -> None:
    found = alpha(judged("aaaa", "aaaa"))
    assert (found.value, found.low, found.high, found.rows) == (None, None, None, 4)


def test_no_interval_where_no_disagreement_was_seen() -> None:
    found = alpha(judged("abab", "abab"))
    assert (found.value, found.low, found.high) == (1.0, None, None)


def test_systematic_disagreement_is_below_zero() -> None:
    found = alpha(judged("abab", "baba"))
    assert found.value is not None
    assert found.value < 0


def test_every_run_gives_the_same_interval_and_more_units_a_narrower_one() -> None:
    few = judged("ababababbb", "abababaaab")
    assert alpha(few) == alpha(few)
    many = alpha(few * 40)
    once = alpha(few)
    assert once.low is not None
    assert once.high is not None
    assert many.low is not None
    assert many.high is not None
    assert many.high - many.low < (once.high - once.low) / 4


LABELS = st.sampled_from(["a", "b", "c", None])


@given(st.lists(st.lists(LABELS, max_size=4), max_size=12))
def test_as_defined_pair_by_pair(units: list[list[str | None]]) -> None:
    pairable = [[label for label in unit if label is not None] for unit in units]
    pairable = [unit for unit in pairable if len(unit) > 1]
    values = [label for unit in pairable for label in unit]
    n = len(values)
    observed = sum(
        sum(a != b for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j) / (len(unit) - 1)
        for unit in pairable
    )
    expected = sum(a != b for i, a in enumerate(values) for j, b in enumerate(values) if i != j)
    found = alpha(units, rounds=20)
    assert found.rows == len(pairable)
    if not expected:
        assert found.value is None
    else:
        assert found.value == pytest.approx(1 - (observed / n) / (expected / (n * (n - 1))))


@given(st.lists(st.lists(LABELS, max_size=4), max_size=12), st.randoms())
def test_neither_the_order_of_units_nor_of_judges_matters(units, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(units, len(units))]
    assert alpha(shuffled, rounds=1).value == pytest.approx(alpha(units, rounds=1).value)
