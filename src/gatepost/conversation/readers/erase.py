"""A reader has everything about oneself erased: comments first, step by step, then all else.

What was begun is finished, whatever happens in between: the request may be sent again, and the house takes
it up in its rounds. The ledger, which never held words or names, stays whole.
"""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation import entries
from gatepost.conversation.erasing import erase_each
from gatepost.conversation.house import House
from gatepost.conversation.readers.digest import digest_of
from gatepost.conversation.refusals import Refusal

AT_ONCE = 50
TRIES = 20
"""Rounds without any progress, each because somebody else was faster, before this is given up for now."""


class Erased(Struct, frozen=True):
    """How many comments were erased now. `suspended_until`: a suspension that holds stays until then."""

    comments: int
    suspended_until: int | None = None


async def erase_reader(house: House, author: str) -> Erased:
    """Everything about this author. Raises `Refusal` (`not-found`) or `StoreUnavailable`."""
    entry = entries.erased_reader(digest_of(author), "author")
    if not await house.store.rights.begin_erasing(author, house.clock(), entry):
        raise Refusal("not-found", "There is nobody with this id; nothing is kept about them.")
    return await _carry_on(house, author)


async def resume(house: House) -> int:
    """Carry on with all that was begun, and forget suspensions that are over. How many comments went."""
    erased = 0
    for author in await house.store.rights.unfinished():
        erased += (await _carry_on(house, author)).comments
    return erased


async def _carry_on(house: House, author: str) -> Erased:
    rights, erased, stuck = house.store.rights, 0, 0
    while True:
        comments = await rights.some_comments(author, AT_ONCE)
        if not comments and await rights.finish_erasing(author, house.clock()):
            held = await house.store.suspensions.in_force(author, house.clock())
            return Erased(erased, held.until if held else None)
        done = await erase_each(house, comments, entries.erasure("author"))
        erased += done
        stuck = 0 if done else stuck + 1
        if stuck >= TRIES:
            raise Refusal("already-decided", "Somebody works on these comments. Send this again in a moment.")
