"""From labelled comments to certified limits: what the engine may decide alone on this site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gatepost.evaluation.certify import Side, begins, certify_approvals, certify_rejections, error_of
from gatepost.evaluation.datasets import Item, Left, field, labelled, says
from gatepost.vocabulary import Article, Context, Outcome, Submission, Verdict

BATCH = 256


class Screens(Protocol):
    """The engine as it will run, with the site's guidelines and without limits from before."""

    def screen_many(self, submissions: list[str | Submission], contexts: list[Context]) -> list[Verdict]: ...


class Promise(Struct, frozen=True):
    """What is asked for. `approvals`, `rejections`: the largest share of the engine's own approvals
    (rejections) that may be wrong, above 0 and below 1; `confidence`: that both hold, likewise."""

    approvals: float = 0.01
    rejections: float = 0.01
    confidence: float = 0.95


class Calibrated(Struct, frozen=True):
    """What came of it. `tested` comments, those that chose where to begin not counted, `positive` of them to
    be rejected; `alone`: the share of them that the engine decides; `unlabelled` and `unscreened` rows."""

    promise: Promise
    approvals: Side
    rejections: Side
    rows: int
    tested: int
    positive: int
    unlabelled: int
    unscreened: int

    @property
    def alone(self) -> float:
        """0..1, the share of tested comments that no person needs to see."""
        return (self.approvals.decided + self.rejections.decided) / max(self.tested, 1)


class NothingToCalibrate(Exception):
    """No row has both a text that can be screened and a label."""


def calibrate(
    items: Iterable[Item],
    engine: Screens,
    promise: Promise,
    label: str,
    positive: str = "1",
    text: str = "text",
    progress: Callable[[int], None] = lambda rows: None,
) -> Calibrated:
    """Screen every labelled row as it would be screened on the site, and walk the limits of both sides.

    Rows may bring `article` (`title`, `body`) and `parent` (`text`). A `language` is not read: the site finds
    it, it is not told. Raises NothingToCalibrate when no row can be used.
    """
    bad: list[bool] = []
    texts: list[str] = []
    verdicts: list[Verdict] = []
    waiting: list[tuple[str, Context]] = []
    left = Left()

    def screen() -> None:
        submissions: list[str | Submission] = [body for body, _ in waiting]
        verdicts.extend(engine.screen_many(submissions, [context for _, context in waiting]))
        waiting.clear()
        progress(len(verdicts))

    for item, body, said in labelled(items, label, text, left):
        waiting.append((body, _context(item)))
        texts.append(body)
        bad.append(says(said, positive))
        if len(waiting) >= BATCH:
            screen()
    screen()
    if not verdicts:
        raise NothingToCalibrate(
            f"no row has a text and a label in {label!r} ({left}): check --label and --text"
        )
    truth = np.array(bad)
    violation = np.array([one.violation for one in verdicts])
    first = begins(texts)
    error = error_of(promise.confidence, 2)

    def decided(outcome: Outcome) -> NDArray[np.bool_]:
        return np.array([one.outcome is outcome for one in verdicts])

    return Calibrated(
        promise,
        certify_approvals(decided(Outcome.APPROVE), violation, truth, first, promise.approvals, error),
        certify_rejections(decided(Outcome.REJECT), violation, ~truth, first, promise.rejections, error),
        rows=len(texts),
        tested=int((~first).sum()),
        positive=int((truth & ~first).sum()),
        unlabelled=left.unlabelled,
        unscreened=left.unscreened,
    )


def _context(item: Item) -> Context:
    title, body = field(item, "article.title"), field(item, "article.body")
    parent = field(item, "parent.text") or field(item, "parent")
    article = None
    if isinstance(title, str) or isinstance(body, str):
        article = Article(
            title=title if isinstance(title, str) else "", body=body if isinstance(body, str) else ""
        )
    return Context(article=article, parent=parent if isinstance(parent, str) else None)
