"""Measure an engine on labelled comments: ranking, outcomes, calibration, over all and by slice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gatepost.evaluation.curves import Curves, curves
from gatepost.evaluation.datasets import Item, Left, field, labelled, says
from gatepost.evaluation.measures import ROUNDS, Measures, measure
from gatepost.vocabulary import Submission, Verdict

BATCH = 256
VIOLATION = "violation"


class Screens(Protocol):
    """What is measured: `gatepost.Engine`, or anything that screens like it."""

    @property
    def version(self) -> str: ...

    def screen_many(self, submissions: Sequence[str | Submission]) -> list[Verdict]: ...


class Source(Struct, frozen=True):
    """Which data, and how to measure them again: `sha256` of the file's bytes, 64 hexadecimal digits."""

    file: str
    sha256: str
    command: str


class Report(Struct, frozen=True):
    """Measures of a whole file. Left out, counted, never guessed: `unlabelled` and `unscreened` rows.

    `unscored` rows were screened, but what ranks them is null: they count for the outcomes alone. `cluster`
    names the column whose rows were drawn together; `curves` are those of all rows.
    """

    engine: str
    guidelines: str
    label: str
    positive: str
    score: str
    unlabelled: int
    unscreened: int
    unscored: int
    cluster: str | None
    rounds: int
    overall: Measures
    by_language: dict[str, Measures]
    by_slice: dict[str, dict[str, Measures]]
    curves: Curves
    source: Source | None = None


class NothingToMeasure(Exception):
    """No row has both a text that can be screened and a label."""


def evaluate(
    items: Iterable[Item],
    engine: Screens,
    label: str,
    positive: str = "1",
    slices: Sequence[str] = (),
    text: str = "text",
    score: str = VIOLATION,
    progress: Callable[[int], None] = lambda rows: None,
    cluster: str | None = None,
    at: float | None = None,
    rounds: int = ROUNDS,
) -> Report:
    """Screen every labelled row and compare.

    `score` ranks: `violation`, the name of one probability, or several names with commas between, which
    means the largest of them. `cluster` is a column whose rows belong together; a row without it stands for
    itself. `at`: a threshold on the score to measure besides. `rounds`: draws of each bootstrap. Raises
    NothingToMeasure when no row can be used.
    """
    truth: list[bool] = []
    verdicts: list[Verdict] = []
    values: list[list[str]] = []
    together: list[str] = []
    waiting: list[Submission] = []
    left = Left()
    for item, body, said in labelled(items, label, text, left):
        language = field(item, "language")
        waiting.append(Submission(body, language if isinstance(language, str) and language else None))
        truth.append(says(said, positive))
        values.append([_name(field(item, column)) for column in slices])
        together.append("" if cluster is None else _cluster(field(item, cluster)))
        if len(waiting) >= BATCH:
            verdicts += engine.screen_many(waiting)
            waiting = []
            progress(len(verdicts))
    if waiting:
        verdicts += engine.screen_many(waiting)
        progress(len(verdicts))
    if not verdicts:
        raise NothingToMeasure(f"no row has a text and a label in {label!r} ({left}): check --label")
    holds = np.array(truth)
    scores = np.array([_score(verdict, score.split(",")) for verdict in verdicts])
    outcomes = np.array([verdict.outcome.value for verdict in verdicts])
    clusters = None if cluster is None else _numbered(together)

    def measured(rows: NDArray[np.bool_]) -> Measures:
        groups = None if clusters is None else clusters[rows]
        return measure(holds[rows], scores[rows], outcomes[rows], groups, at, rounds)

    def sliced(names: Sequence[str]) -> dict[str, Measures]:
        column = np.array(names)
        return {str(name): measured(column == name) for name in np.unique(column)}

    return Report(
        engine=engine.version,
        guidelines=verdicts[0].guidelines,
        label=label,
        positive=positive,
        score=score,
        unlabelled=left.unlabelled,
        unscreened=left.unscreened,
        unscored=int(np.isnan(scores).sum()),
        cluster=cluster,
        rounds=rounds,
        overall=measured(np.ones_like(holds)),
        by_language=sliced([verdict.language for verdict in verdicts]),
        by_slice={column: sliced([row[place] for row in values]) for place, column in enumerate(slices)},
        curves=curves(holds, scores),
    )


def _score(verdict: Verdict, names: Sequence[str]) -> float:
    """The largest of the numbers that are there; NaN where none is."""
    numbers = {**verdict.probabilities, VIOLATION: verdict.violation}
    return max((one for name in names if (one := numbers.get(name)) is not None), default=float("nan"))


def _numbered(names: Sequence[str]) -> NDArray[np.int64]:
    """A number for each name; a row without a name gets one of its own."""
    _, numbers = np.unique(np.array(names), return_inverse=True)
    nameless = np.array([not name for name in names])
    numbers[nameless] = len(names) + np.flatnonzero(nameless)
    return numbers.astype(np.int64)


def _cluster(value: object) -> str:
    return "" if value is None else str(value)


def _name(value: object) -> str:
    return "(none)" if value is None or value == "" else str(value)
