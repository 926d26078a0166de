"""Running the engine over a handful of comments without letting one of them spoil the others."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gatepost.conversation.ports import Screening
from gatepost.conversation.records import CommentRecord
from gatepost.vocabulary import Context, Finding, Outcome, Submission, Verdict

GAVE_UP = "engine-error"
NOT_THE_TEXT = "digest-mismatch"


class Task(Struct):
    """One comment on its way through the engine. `context` None: still to be gathered."""

    comment: CommentRecord
    context: Context | None = None
    failures: int = 0


class Unsound(Exception):
    """The engine answered with something that cannot be about this text."""


def screen_each(engine: Screening, tasks: Sequence[Task]) -> list[Verdict | Exception]:
    """A verdict for each task, or what went wrong with it. Blocking: to be called in the engine's thread."""
    try:
        return list(_screen(engine, tasks))
    except Exception as error:
        if len(tasks) == 1:
            return [error]
        found: list[Verdict | Exception] = []
        for task in tasks:
            try:
                found += _screen(engine, [task])
            except Exception as single:
                found.append(single)
        return found


def _screen(engine: Screening, tasks: Sequence[Task]) -> list[Verdict]:
    # What the author says of the language is not passed on: what the engine may do alone goes by the
    # verdict's language (law 8), so an author could otherwise choose the mode.
    submissions = [Submission(task.comment.text or "") for task in tasks]
    verdicts = list(engine.screen_many(submissions, [task.context or Context() for task in tasks]))
    if len(verdicts) != len(tasks):
        raise Unsound(f"{len(verdicts)} verdicts for {len(tasks)} comments")
    for submission, verdict in zip(submissions, verdicts, strict=True):
        for finding in verdict.grounds:
            for part in finding.evidence:
                if not 0 <= part.start <= part.end <= len(submission.text):
                    raise Unsound(f"evidence at {part.start}..{part.end} lies outside the text")
    return verdicts


def given_up(comment: CommentRecord, engine: str, guidelines: str) -> Verdict:
    """The engine failed again and again: say so, and let a person read. It must not look harmless."""
    return Verdict(
        Outcome.REFER,
        (Finding(GAVE_UP, 1.0, "gatepost", note=GAVE_UP),),
        {},
        1.0,
        comment.language,
        engine,
        guidelines,
        (GAVE_UP,),
    )
