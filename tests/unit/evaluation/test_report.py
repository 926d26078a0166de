from __future__ import annotations

from collections.abc import Sequence

import pytest

from gatepost.evaluation.report import NothingToMeasure, evaluate
from gatepost.vocabulary import Outcome, Submission, Verdict


class Ruler:
    """Screens by a written rule: the text says what its violation is."""

    version = "ruler 1"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def screen_many(self, submissions: Sequence[str | Submission]) -> list[Verdict]:
        self.batches.append(len(submissions))
        return [self._verdict(s) for s in submissions if isinstance(s, Submission)]

    def _verdict(self, submission: Submission) -> Verdict:
        value = float(submission.text)
        outcome = Outcome.REJECT if value > 0.8 else Outcome.REFER if value > 0.4 else Outcome.APPROVE
        return Verdict(
            outcome,
            (),
            {"threat": value / 2, "off-topic": None},
            value,
            submission.language or "en",
            "ruler 1",
            "rules@1",
        )


ITEMS = [
    {"text": "0.9", "bad": 1, "who": "a"},
    {"text": "0.85", "bad": 0, "who": "a"},
    {"text": "0.5", "bad": 1, "who": "b"},
    {"text": "0.1", "bad": 1, "who": "b"},
    {"text": "0.2", "bad": 0, "who": None},
    {"text": "0.3", "bad": 0, "language": "tr"},
    {"text": "0.3"},
    {"text": None, "bad": 1},
    {"text": "x" * 20_001, "bad": 1},
    {"text": "\ud800", "bad": 1},
]


def test_everything_is_counted() -> None:
    report = evaluate(ITEMS, Ruler(), "bad", slices=["who"])
    assert (report.engine, report.guidelines) == ("ruler 1", "rules@1")
    assert (report.unlabelled, report.unscreened) == (1, 3)
    all_rows = report.overall
    assert (all_rows.rows, all_rows.positive) == (6, 3)
    assert all_rows.auc.value == pytest.approx(5 / 9)
    assert all_rows.reject_precision.value == 0.5
    assert all_rows.reject_recall.value == pytest.approx(1 / 3)
    assert all_rows.flag_precision.value == pytest.approx(2 / 3)
    assert all_rows.flag_recall.value == pytest.approx(2 / 3)
    assert all_rows.decided.value == pytest.approx(5 / 6)
    assert all_rows.wrong_approvals.value == pytest.approx(1 / 3)
    assert all_rows.wrong_rejections.value == pytest.approx(1 / 2)
    assert all_rows.false_alarms.value == pytest.approx(1 / 3)


def test_slices_by_language_and_column() -> None:
    report = evaluate(ITEMS, Ruler(), "bad", slices=["who"])
    assert {name: m.rows for name, m in report.by_language.items()} == {"en": 5, "tr": 1}
    assert {name: m.rows for name, m in report.by_slice["who"].items()} == {"a": 2, "b": 2, "(none)": 2}
    assert report.by_language["tr"].auc.value is None


def test_other_scores_and_positive_values() -> None:
    report = evaluate(ITEMS[:6], Ruler(), "bad", positive="0", score="threat")
    assert report.overall.positive == 3
    assert report.overall.auc.value == pytest.approx(4 / 9)


def test_the_largest_of_several_scores_ranks() -> None:
    alone = evaluate(ITEMS[:6], Ruler(), "bad", score="threat", rounds=20)
    largest = evaluate(ITEMS[:6], Ruler(), "bad", score="threat,violation", at=0.6, rounds=20)
    assert largest.score == "threat,violation"
    assert largest.overall.at is not None
    assert largest.overall.at.recall.value == pytest.approx(1 / 3)
    assert alone.overall.calibration_error != largest.overall.calibration_error
    assert alone.unscored == largest.unscored == 0


def test_a_number_that_is_null_ranks_nothing() -> None:
    report = evaluate(ITEMS[:6], Ruler(), "bad", score="off-topic", rounds=20)
    assert report.unscored == 6
    assert report.overall.auc.value is None
    assert report.overall.reject_precision.value == 0.5


def test_rows_of_a_cluster_are_drawn_together() -> None:
    rows = [dict(item, thread=number // 20) for number, item in enumerate(ITEMS[:6] * 20)]
    alone = evaluate(rows, Ruler(), "bad", rounds=100)
    together = evaluate(rows, Ruler(), "bad", rounds=100, cluster="who")
    assert (alone.cluster, together.cluster) == (None, "who")
    assert alone.overall.auc.value == together.overall.auc.value
    assert alone.overall.auc.low != together.overall.auc.low
    # Rows that name no cluster stand for themselves: here that is every row.
    nameless = evaluate(rows, Ruler(), "bad", rounds=100, cluster="no-such-column")
    assert nameless.overall.auc.low == pytest.approx(alone.overall.auc.low, abs=0.05)


def test_batches_are_bounded_and_progress_told() -> None:
    ruler, told = Ruler(), []
    evaluate(ITEMS[:6] * 100, ruler, "bad", progress=told.append)
    assert ruler.batches == [256, 256, 88]
    assert told == [256, 512, 600]


def test_nothing_to_measure_is_said() -> None:
    with pytest.raises(NothingToMeasure, match="--label"):
        evaluate(ITEMS, Ruler(), "no-such-column")
