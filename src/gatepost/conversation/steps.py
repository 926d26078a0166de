"""Taking one step for one comment: the store's refusals in the house's words, the public told afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from gatepost.conversation.ports import AppealOpen, Change, DigestMismatch, StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal, Stands
from gatepost.vocabulary import Decision, State

if TYPE_CHECKING:
    from gatepost.conversation.house import House

Standing = tuple[Decision, int, int]
"""The decision that stands, the sequence number of its ledger entry, and when it was taken."""

_log = structlog.get_logger("gatepost.conversation")


async def take(house: House, before: CommentRecord, change: Change) -> CommentRecord:
    """Carry out `change`, planned for the comment as in `before`. Raises `Refusal` or `StoreUnavailable`."""
    (result,) = await house.store.apply((change,))
    if isinstance(result, CommentRecord):
        house.announce(before.state, result)
        return result
    if isinstance(result, StateChanged):
        raise overtaken(result.state, await house.store.decision_of(before.id)) from result
    if isinstance(result, AppealOpen):
        raise Refusal("already-appealed", "An appeal against this rejection already waits.") from result
    if isinstance(result, DigestMismatch):
        alarm(house, before.id)
        raise Refusal(
            "digest-mismatch",
            "The stored text is not the submitted text, so it cannot be published. Tell the operator.",
        ) from result
    raise result


def check_seen(comment: CommentRecord, standing: Standing | None, seen: int | None) -> None:
    """Refuse to go on when the decision that stands is not the one that the moderator saw.

    `seen` is its sequence number, -1 for none; None when nobody looked.
    """
    if seen is not None and seen != (standing[1] if standing else -1):
        raise overtaken(comment.state, standing)


def overtaken(state: State, standing: Standing | None) -> Refusal:
    """Somebody was faster: who, and what they decided."""
    return Refusal(
        "already-decided",
        f"Somebody was faster: the comment is {state.value}. Look at it again.",
        stands(standing),
    )


def stands(standing: Standing | None) -> Stands | None:
    """A standing decision, as a refusal names it."""
    if standing is None:
        return None
    decision, seq, at = standing
    return Stands(decision.by, decision.outcome.value, seq, at)


def alarm(house: House, comment: str) -> None:
    """A stored text is not what was submitted: somebody or something changed it."""
    house.signal("digest-mismatch")
    _log.error("digest-mismatch", comment=comment, advice="run `gatepost ledger verify`")


def refuse_gone(comment: CommentRecord) -> None:
    """Nothing is decided about what its author withdrew or what was erased."""
    if comment.state in (State.WITHDRAWN, State.ERASED):
        raise Refusal("already-decided", f"The comment is {comment.state.value}; nothing is left to decide.")
