"""Having a card before one: colleagues see it, and it ends by itself."""

from __future__ import annotations

from gatepost.conversation.house import House
from gatepost.conversation.records import Claim
from gatepost.conversation.refusals import Refusal

SECONDS = 120
"""How long a claim lasts when nobody says otherwise: longer than a comment takes to read."""
LONGEST = 3_600
MICROSECONDS = 1_000_000


async def claim(house: House, moderator_id: str, comment_id: str, seconds: int = SECONDS) -> Claim:
    """Claim a card, or claim it again for longer: one's own claim until then, or a colleague's that stands.

    `seconds`: 1 to `LONGEST`. Raises `Refusal("not-found")`.
    """
    at = house.clock()
    until = at + max(1, min(seconds, LONGEST)) * MICROSECONDS
    try:
        made = await house.store.claims.claim(comment_id, moderator_id, until, at)
    except KeyError:
        raise Refusal("not-found", "There is no comment with this id.") from None
    house.tell_desk("claimed", comment_id)
    return made


async def release(house: House, moderator_id: str, comment_id: str) -> bool:
    """Give a card back; whether one held it."""
    held = await house.store.claims.release(comment_id, moderator_id)
    if held:
        house.tell_desk("claimed", comment_id)
    return held
