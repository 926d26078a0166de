"""What figures and the blind sample need of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.figures.records import Counted, Draw, Sample, SampleCounts, Scope


class Figures(Protocol):
    """`store.figures`."""

    async def counted(self, scope: Scope) -> Counted: ...

    # The blind sample
    async def last_draw(self, site: str) -> tuple[str, int] | None:
        """The newest month that was drawn from, and up to which time."""

    async def draw(self, draw: Draw) -> bool:
        """Go on through the month's decisions for a while; True once all before `settled` were seen.

        A comment takes part with the first final decision about it, and is drawn when its keyed hash lies
        below `share`: once, whatever happens to it later. What is asked again is the decision that stands.
        Withdrawn and erased comments are not drawn.
        """

    async def open_samples(self, by: str, limit: int) -> Sequence[Sample]:
        """The oldest ones that this person (`moderator:ID`) may judge: nobody has yet, and they never
        decided about the comment themselves."""

    async def sample(self, comment: str) -> Sample | None: ...

    async def answer_sample(self, comment: str, by: str, outcome: str, clause: str, at: int) -> Sample | None:
        """Keep a second view; None, and nothing kept, when it is not open to this person (any more)."""

    async def sample_counts(self, by: str | None) -> SampleCounts: ...

    async def samples(self, site: str | None, since: int, until: int) -> Sequence[Sample]:
        """Samples first decided within this time, answered or not, without withdrawn and erased comments,
        oldest decision first."""
