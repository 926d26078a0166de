"""Taking one step for one comment: the store's refusals in the house's words, the public told afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from gatepost.conversation.ports import AppealOpen, Change, DigestMismatch, StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.vocabulary import State

if TYPE_CHECKING:
    from gatepost.conversation.house import House

_log = structlog.get_logger("gatepost.conversation")


async def take(house: House, before: CommentRecord, change: Change) -> CommentRecord:
    """Carry out `change`, planned for the comment as in `before`. Raises `Refusal` or `StoreUnavailable`."""
    (result,) = await house.store.apply((change,))
    if isinstance(result, CommentRecord):
        house.announce(before.state, result)
        return result
    if isinstance(result, StateChanged):
        raise Refusal(
            "already-decided", f"Somebody was faster: the comment is {result.state.value}. Look at it again."
        ) from result
    if isinstance(result, AppealOpen):
        raise Refusal("already-appealed", "An appeal against this rejection already waits.") from result
    if isinstance(result, DigestMismatch):
        alarm(house, before.id)
        raise Refusal(
            "digest-mismatch",
            "The stored text is not the submitted text, so it cannot be published. Tell the operator.",
        ) from result
    raise result


def alarm(house: House, comment: str) -> None:
    """A stored text is not what was submitted: somebody or something changed it."""
    house.signal("digest-mismatch")
    _log.error("digest-mismatch", comment=comment, advice="run `gatepost ledger verify`")


def refuse_gone(comment: CommentRecord) -> None:
    """Nothing is decided about what its author withdrew or what was erased."""
    if comment.state in (State.WITHDRAWN, State.ERASED):
        raise Refusal("already-decided", f"The comment is {comment.state.value}; nothing is left to decide.")
