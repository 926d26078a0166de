"""Many comments erased at once, for one reason: because their author wants it, or their time is over."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation import entries
from gatepost.conversation.house import House
from gatepost.conversation.ports import Change, EntryDraft, StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.vocabulary import State


async def erase_each(
    house: House, comments: Sequence[CommentRecord], reason: EntryDraft, *, spare_appealed: bool = False
) -> int:
    """Erase these, and say how many went. One that changed meanwhile is left for the next look; with
    `spare_appealed` also one whose appeal waits. Raises what else the store answers."""
    results = await house.store.apply([_change(house, one, reason, spare_appealed) for one in comments])
    done = 0
    for before, result in zip(comments, results, strict=True):
        if isinstance(result, CommentRecord):
            house.announce(before.state, result)
            done += 1
        elif not isinstance(result, StateChanged):
            raise result
    return done


def _change(house: House, comment: CommentRecord, reason: EntryDraft, spare_appealed: bool) -> Change:
    public = comment.state is State.APPROVED
    return Change(
        comment.id,
        house.clock(),
        (comment.state,),
        State.ERASED,
        (reason, entries.retraction("erasure")) if public else (reason,),
        closes_reports=True,
        erase=True,
        needs_no_open_appeal=spare_appealed,
    )
