"""A moderator suspends an author for a time, on a clause, with words that the author is told; or lifts it."""

from __future__ import annotations

from gatepost.conversation import tokens
from gatepost.conversation.decide import check_clause
from gatepost.conversation.house import House
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.suspensions.entries import entry
from gatepost.conversation.suspensions.ports import Suspended, SuspensionChanged
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.conversation.words import MAX_NOTE, check_text

DAY = 24 * 60 * 60 * 1_000_000
LONGEST_DAYS = 365
SPANS = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}
"""The usual lengths, in microseconds."""


async def suspend(
    house: House,
    moderator_id: str,
    author: str,
    until: int,
    clause: str,
    ground: str,
    comment: str | None = None,
) -> SuspensionRecord:
    """From now until `until` (microseconds), at most a year. `comment`: the one that led to it.

    Raises `Refusal`: `not-found`, `until-invalid`, `unknown-clause`, `text-empty`, `text-too-long`,
    `not-unicode`, `already-suspended`.
    """
    check_clause(house, clause)
    check_text(ground, MAX_NOTE)
    at = house.clock()
    if not at < until <= at + LONGEST_DAYS * DAY:
        raise Refusal(
            "until-invalid",
            f"A suspension ends in the future, at most {LONGEST_DAYS} days from now; nobody is suspended "
            "for ever.",
        )
    if await house.store.authors.by_id(author) is None:
        raise Refusal("not-found", "There is no author with this id.")
    if comment is not None and (await house.find(comment)).author != author:
        raise Refusal("not-found", "This author has no comment with this id.")
    by = f"moderator:{moderator_id}"
    made = SuspensionRecord(house.new_id(), author, comment, clause, ground, tokens.new_salt(), by, at, until)
    try:
        await house.store.suspensions.suspend(made, entry("suspend", made, by, ground))
    except Suspended:
        raise Refusal(
            "already-suspended", "This author is suspended already. Lift that first to set another end."
        ) from None
    return made


async def lift(house: House, moderator_id: str, suspension_id: str, *, settles: bool) -> SuspensionRecord:
    """End it before its time: one's own, or with `settles` (the right to) anybody's.

    Raises `Refusal`: `not-found`, `not-yours`, `not-suspended`.
    """
    found = await find(house, suspension_id)
    by, at = f"moderator:{moderator_id}", house.clock()
    if found.by != by and not settles:
        raise Refusal("not-yours", "Another moderator suspended this author; an editor can lift it.")
    if not found.holds(at):
        raise Refusal("not-suspended", "This suspension is over already.")
    try:
        return await house.store.suspensions.lift(found.id, by, at, entry("lift", found, by))
    except SuspensionChanged:
        raise Refusal("not-suspended", "This suspension is over already.") from None


async def find(house: House, suspension_id: str) -> SuspensionRecord:
    """The suspension, or `Refusal("not-found")`."""
    found = await house.store.suspensions.by_id(suspension_id)
    if found is None:
        raise Refusal("not-found", "There is no suspension with this id.")
    return found
