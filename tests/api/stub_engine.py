"""A tiny engine that judges by plain words, so that a test says in its text what should become of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from gatepost.engine import guidelines as shipped
from gatepost.engine.guidelines import Guidelines
from gatepost.vocabulary import Context, Evidence, Finding, Outcome, Submission, Verdict
from gatepost.web.settings import Settings

BAD = "idiot"
UNSURE = "perhaps"


class StubEngine:
    """`idiot` is rejected as a personal attack, `perhaps` referred, all else approved. `hold` stops it."""

    version = "stub 1"

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()

    def hold(self) -> None:
        self.free.clear()

    def release(self) -> None:
        self.free.set()

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        self.free.wait()
        return [_verdict(submission) for submission in submissions]


def _verdict(submission: Submission) -> Verdict:
    at = submission.text.find(BAD)
    language = submission.language or "en"
    outcome, grounds = Outcome.APPROVE, ()
    if at >= 0:
        outcome = Outcome.REJECT
        grounds = (Finding("personal-attack", 0.97, "classifier", (Evidence(at, at + 5, BAD),)),)
    elif UNSURE in submission.text:
        outcome = Outcome.REFER
        grounds = (Finding("threat", 0.5, "classifier"),)
    scores = {"personal-attack": 0.97 if at >= 0 else 0.01, "off-topic": None}
    return Verdict(outcome, grounds, scores, 0.9 if at >= 0 else 0.1, language, "stub 1", "default@00000000")


def load_stub(engine: StubEngine):  # type: ignore[no-untyped-def]
    """What `running(load=...)` wants."""

    def load(_: Settings) -> tuple[StubEngine, Guidelines]:
        return engine, shipped.load()

    return load
