"""Whether an engine's answers can be about the texts that it was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation.ports import Screening
from gatepost.vocabulary import Context, Submission, Verdict


class Unsound(Exception):
    """The engine answered with something that cannot be about this text."""


def sound_verdicts(
    engine: Screening, submissions: Sequence[Submission], contexts: Sequence[Context]
) -> list[Verdict]:
    """A verdict for each. Blocking. Raises `Unsound`, and what the engine raises."""
    verdicts = list(engine.screen_many(submissions, contexts))
    if len(verdicts) != len(submissions):
        raise Unsound(f"{len(verdicts)} verdicts for {len(submissions)} texts")
    for submission, verdict in zip(submissions, verdicts, strict=True):
        for finding in verdict.grounds:
            for part in finding.evidence:
                if not 0 <= part.start <= part.end <= len(submission.text):
                    raise Unsound(f"evidence at {part.start}..{part.end} lies outside the text")
    return verdicts
