"""A suspended author objects, once; another moderator answers."""

from __future__ import annotations

from gatepost.conversation.house import House
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.second_looks.impartial import people_who_may
from gatepost.conversation.suspensions.entries import entry
from gatepost.conversation.suspensions.ports import SuspensionChanged
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.conversation.suspensions.suspend import find
from gatepost.conversation.words import check_note, check_text

MAX_APPEAL = 4_000


async def appeal(house: House, author: str, text: str) -> SuspensionRecord:
    """Object to the suspension that holds now. Raises `Refusal`: `text-empty`, `text-too-long`,
    `not-unicode`, `not-suspended`, `already-appealed`."""
    check_text(text, MAX_APPEAL)
    at = house.clock()
    standing = await house.store.suspensions.in_force(author, at)
    if standing is None:
        raise Refusal("not-suspended", "There is no suspension to appeal against.")
    if standing.appealed_at is not None:
        raise Refusal("already-appealed", "This suspension was appealed already; one appeal is possible.")
    draft = entry("appeal", standing, "author", text)
    try:
        return await house.store.suspensions.appeal(standing.id, text, at, draft)
    except SuspensionChanged:
        raise Refusal("already-appealed", "This suspension was appealed or lifted meanwhile.") from None


async def answer(
    house: House, moderator_id: str, suspension_id: str, uphold: bool, reply: str = ""
) -> SuspensionRecord:
    """Uphold it, or overturn and so end it. `reply` goes to the author. Somebody else than who suspended
    answers, where there is somebody else.

    Raises `Refusal`: `not-found`, `no-open-appeal`, `another-must-answer`, `text-too-long`, `not-unicode`.
    """
    check_note(reply)
    found = await find(house, suspension_id)
    if not found.waits:
        raise Refusal("no-open-appeal", "No appeal waits here.")
    by = f"moderator:{moderator_id}"
    if found.by == by and await has_colleagues(house, moderator_id):
        raise Refusal("another-must-answer", "You suspended this author: somebody else answers the appeal.")
    draft = entry("uphold" if uphold else "overturn", found, by, reply)
    outcome = "upheld" if uphold else "overturned"
    try:
        return await house.store.suspensions.answer(found.id, outcome, by, house.clock(), reply, draft)
    except SuspensionChanged:
        raise Refusal("no-open-appeal", "Somebody was faster: the appeal is answered.") from None


async def has_colleagues(house: House, moderator_id: str) -> bool:
    """Whether anybody else could answer an appeal against what this moderator decided."""
    return bool(await people_who_may(house, Right.SUSPEND) - {moderator_id})
