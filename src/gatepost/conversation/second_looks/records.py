"""What is kept of a look that waits for a second one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gatepost.vocabulary import Finding, Outcome

FOUR_EYES = "four-eyes"
"""The mode of a proposal, and of a decision in which two moderators agree."""

SETTLED = "settled"
"""The mode of a decision by which an editor ends a disagreement of two moderators."""


class Proposal(Struct, frozen=True):
    """What one moderator would decide. `seq` is of its ledger entry; `moderator` an id, or `token.ID`."""

    comment: str
    seq: int
    moderator: str
    at: int
    outcome: Outcome
    grounds: tuple[Finding, ...] = ()


def disputed(proposals: Sequence[Proposal]) -> bool:
    """Whether those who have looked disagree."""
    return len({one.outcome for one in proposals}) > 1
