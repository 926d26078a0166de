"""Measure an engine on labelled comments: ranking, outcomes, calibration, over all and by slice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gatepost.evaluation import metrics
from gatepost.evaluation.datasets import Item, field, says
from gatepost.evaluation.metrics import Interval
from gatepost.vocabulary import MAX_CODE_POINTS, Outcome, Submission, Verdict

BATCH = 256


class Screens(Protocol):
    """What is measured: `gatepost.Engine`, or anything that screens like it."""

    @property
    def version(self) -> str: ...

    def screen_many(self, submissions: Sequence[str | Submission]) -> list[Verdict]: ...


class Measures(Struct, frozen=True):
    """What was measured on some rows. A positive row is one that should be rejected.

    Intervals are 95%: Wilson for shares, bootstrap over rows for ranking and calibration. `wrong_approvals`:
    of the approvals, the share that is positive; `wrong_rejections`: of the rejections, the share that is
    negative. `false_alarms`: of the negative rows, the share rejected. `decided`: share no person sees.
    `reject_*` count rejections alone, `flag_*` rejections and referrals.
    """

    rows: int
    positive: int
    auc: Interval
    average_precision: Interval
    reject_precision: Interval
    reject_recall: Interval
    flag_precision: Interval
    flag_recall: Interval
    decided: Interval
    wrong_approvals: Interval
    wrong_rejections: Interval
    false_alarms: Interval
    calibration_error: Interval


class Report(Struct, frozen=True):
    """Measures of a whole file. `unlabelled` and `unscreened` rows were left out, counted, never guessed."""

    engine: str
    guidelines: str
    label: str
    positive: str
    score: str
    unlabelled: int
    unscreened: int
    overall: Measures
    by_language: dict[str, Measures]
    by_slice: dict[str, dict[str, Measures]]


class NothingToMeasure(Exception):
    """No row has both a text that can be screened and a label."""


def measure(truth: NDArray[np.bool_], scores: NDArray[np.float64], outcomes: NDArray[np.str_]) -> Measures:
    """Measures of rows. Each argument has shape (rows,); `outcomes` holds `approve`, `refer`, `reject`."""
    reject = outcomes == Outcome.REJECT.value
    approve = outcomes == Outcome.APPROVE.value
    return Measures(
        rows=len(truth),
        positive=int(truth.sum()),
        auc=metrics.bootstrap(metrics.auc, truth, scores),
        average_precision=metrics.bootstrap(metrics.average_precision, truth, scores),
        reject_precision=metrics.precision(truth, reject),
        reject_recall=metrics.recall(truth, reject),
        flag_precision=metrics.precision(truth, ~approve),
        flag_recall=metrics.recall(truth, ~approve),
        decided=metrics.wilson(int((reject | approve).sum()), len(truth)),
        wrong_approvals=metrics.precision(truth, approve),
        wrong_rejections=metrics.precision(~truth, reject),
        false_alarms=metrics.recall(~truth, reject),
        calibration_error=metrics.bootstrap(metrics.calibration_error, truth, scores),
    )


def evaluate(
    items: Iterable[Item],
    engine: Screens,
    label: str,
    positive: str = "1",
    slices: Sequence[str] = (),
    text: str = "text",
    score: str = "violation",
    progress: Callable[[int], None] = lambda rows: None,
) -> Report:
    """Screen every labelled row and compare. `score` is `violation` or the name of one probability.

    Raises NothingToMeasure when no row can be used.
    """
    truth: list[bool] = []
    verdicts: list[Verdict] = []
    values: list[list[str]] = []
    waiting: list[Submission] = []
    unlabelled = unscreened = 0
    for item in items:
        said, body = field(item, label), field(item, text)
        if said is None or said == "":
            unlabelled += 1
            continue
        if not isinstance(body, str) or len(body) > MAX_CODE_POINTS or not _is_unicode(body):
            unscreened += 1
            continue
        language = field(item, "language")
        waiting.append(Submission(body, language if isinstance(language, str) and language else None))
        truth.append(says(said, positive))
        values.append([_name(field(item, column)) for column in slices])
        if len(waiting) >= BATCH:
            verdicts += engine.screen_many(waiting)
            waiting = []
            progress(len(verdicts))
    if waiting:
        verdicts += engine.screen_many(waiting)
        progress(len(verdicts))
    if not verdicts:
        raise NothingToMeasure(
            f"no row has a text and a label in {label!r} ({unlabelled} without label, {unscreened} that "
            "cannot be screened): check --label"
        )
    holds = np.array(truth)
    scores = np.array([_score(verdict, score) for verdict in verdicts])
    outcomes = np.array([verdict.outcome.value for verdict in verdicts])

    def sliced(names: NDArray[np.str_]) -> dict[str, Measures]:
        return {
            str(name): measure(holds[rows], scores[rows], outcomes[rows])
            for name in np.unique(names)
            for rows in [names == name]
        }

    return Report(
        engine=engine.version,
        guidelines=verdicts[0].guidelines,
        label=label,
        positive=positive,
        score=score,
        unlabelled=unlabelled,
        unscreened=unscreened,
        overall=measure(holds, scores, outcomes),
        by_language=sliced(np.array([verdict.language for verdict in verdicts])),
        by_slice={column: sliced(np.array([row[at] for row in values])) for at, column in enumerate(slices)},
    )


def _score(verdict: Verdict, score: str) -> float:
    return verdict.violation if score == "violation" else verdict.probabilities.get(score) or 0.0


def _name(value: object) -> str:
    return "(none)" if value is None or value == "" else str(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
