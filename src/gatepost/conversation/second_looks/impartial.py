"""Who may answer an appeal: a moderator who had no part in the decision, as long as there is one.

Where everybody who may decide had a part in it, one of them answers, and the author is told so.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from gatepost.conversation.house import House
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right, may
from gatepost.vocabulary import Decision


class Seat(StrEnum):
    """How a moderator stands to an appeal. Those of one's own that one may answer all the same are the mode
    of the answer, so that the ledger says it: ALONE (nobody else decides here), NOBODY_ELSE (all had a part).
    """

    FREE = "free"
    OWN = "own"
    ALONE = "one-moderator"
    NOBODY_ELSE = "no-other-moderator"


def seat(part: Collection[str], who: str, deciders: Collection[str]) -> Seat:
    """`part`: who took part in the decision appealed against. `deciders`: every person who may decide."""
    if who not in part:
        return Seat.FREE
    if who not in deciders or set(deciders) - set(part):
        return Seat.OWN
    return Seat.ALONE if len(deciders) == 1 else Seat.NOBODY_ELSE


async def people_who_may(house: House, right: Right) -> frozenset[str]:
    """The ids of all moderators with this right who can sign in. Programs are no people."""
    return frozenset(
        one.id for one in await house.store.moderators() if not one.disabled and may(one.role, right)
    )


async def part_in(house: House, comment: str, decision: Decision, seq: int) -> frozenset[str]:
    """The ids of those who took this decision: one, or all whose looks went into it. Empty: the engine."""
    if not decision.by.startswith("moderator:"):
        return frozenset()
    return await house.store.second_looks.part(comment, seq) | {decision.by.removeprefix("moderator:")}


async def refuse_own(house: House, who: str, comment: str, decision: Decision, seq: int) -> str:
    """The mode of an answer by this moderator: empty, or why an own decision is answered all the same.

    Raises `Refusal("own-decision")`.
    """
    part = await part_in(house, comment, decision, seq)
    if who not in part:
        return ""
    found = seat(part, who, await people_who_may(house, Right.DECIDE))
    if found is Seat.OWN:
        raise Refusal(
            "own-decision",
            "You had a part in the decision that this appeal is against. Another moderator must answer it.",
        )
    return found.value
