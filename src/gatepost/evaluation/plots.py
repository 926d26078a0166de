"""The plots of a report, each with the sentence that says how to read it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from gatepost.evaluation.curves import Curves, Point
from gatepost.evaluation.svg import Axis, Series, ceiling, line_plot

MOST_WRONG = 0.5
"""Larger shares of wrong decisions are not drawn: nobody would choose them, and they dwarf the others."""


class Plot(Struct, frozen=True):
    """A drawing, its heading and how to read it. `drawing` is None where the rows do not allow one."""

    heading: str
    reading: str
    drawing: Markup | None


def plots(curves: Curves, score: str) -> list[Plot]:
    """Reliability, ROC, precision-recall, and what each threshold would decide and get wrong."""
    return [_reliability(curves, score), _roc(curves), _precision_recall(curves), *_by_threshold(curves)]


def _reliability(curves: Curves, score: str) -> Plot:
    seen = [
        (one.said, one.seen.value, (one.seen.low or 0.0, one.seen.high or 0.0))
        for one in curves.reliability
        if one.seen.value is not None
    ]
    line = Series(
        "seen, with 95% interval",
        tuple((said, value) for said, value, _ in seen),
        tuple(ends for _, _, ends in seen),
        dots=True,
    )
    said = Axis(f"probability said ({_short(score)})")
    return Plot(
        "Reliability",
        "Each dot stands for an equal number of comments. On the dashed line the probability said is the "
        "share seen; below it the engine says too much, above it too little.",
        line_plot("Reliability diagram", said, Axis("share positive"), [line], True) if seen else None,
    )


def _roc(curves: Curves) -> Plot:
    line = Series("engine", curves.roc)
    false, true = Axis("false positive rate"), Axis("true positive rate")
    return Plot(
        "ROC",
        "The nearer the line comes to the upper left corner the better the ranking; the dashed line is "
        "chance. The area under the line is the AUC.",
        line_plot("ROC curve", false, true, [line], True) if curves.roc else None,
    )


def _precision_recall(curves: Curves) -> Plot:
    line = Series("engine", curves.precision_recall)
    return Plot(
        "Precision and recall",
        "How many of the comments called positive are (precision), for each share of the positive ones that "
        "is found (recall).",
        line_plot("Precision-recall curve", Axis("recall"), Axis("precision"), [line])
        if curves.precision_recall
        else None,
    )


def _by_threshold(curves: Curves) -> list[Plot]:
    steps = curves.thresholds
    approvals = _drawn([(s.threshold, s.wrong_approvals) for s in steps])
    rejections = _drawn([(s.threshold, s.wrong_rejections) for s in steps])
    most = ceiling([share for _, share in (*approvals, *rejections)])
    threshold = Axis("threshold")
    wrong = line_plot(
        "Wrong decisions by threshold",
        threshold,
        Axis("share wrong", 0.0, most, "share"),
        [Series("approving below", approvals), Series("rejecting from", rejections)],
    )
    decided = line_plot(
        "Share decided by threshold",
        threshold,
        Axis("share of all comments", unit="share"),
        [
            Series("approving below", tuple((s.threshold, s.approved) for s in steps)),
            Series("rejecting from", tuple((s.threshold, s.rejected) for s in steps)),
        ],
    )
    return [
        Plot(
            "Wrong decisions by threshold",
            "If everything below a threshold were approved: the share of those approvals that is positive. "
            "If everything from it on were rejected: the share of those rejections that is not. Shares above "
            f"{MOST_WRONG:.0%} are not drawn.",
            wrong if steps else None,
        ),
        Plot(
            "Share decided by threshold",
            "How many of all comments each threshold would approve, or reject, without a person.",
            decided if steps else None,
        ),
    ]


def _drawn(points: Sequence[tuple[float, float | None]]) -> tuple[Point, ...]:
    return tuple((x, share) for x, share in points if share is not None and share <= MOST_WRONG)


def _short(score: str) -> str:
    return score if len(score) <= 24 else f"{score[:23]}…"
