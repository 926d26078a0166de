"""Deciding many comments at once: first what would happen to each, then exactly that and nothing else.

Every comment gets a decision and a ledger entry of its own. One that somebody else decided between preview
and carrying out is left as it is, and the answer says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from gatepost.conversation.decide import check_clause, decide
from gatepost.conversation.house import House
from gatepost.conversation.records import QueueItem
from gatepost.conversation.refusals import Refusal, Stands
from gatepost.conversation.rights import Right
from gatepost.conversation.second_looks.impartial import Seat, people_who_may, seat
from gatepost.conversation.second_looks.records import disputed
from gatepost.conversation.second_looks.rules import needs_two
from gatepost.conversation.steps import stands
from gatepost.conversation.words import check_note
from gatepost.vocabulary import Finding, Outcome, State

MOST = 200
"""Comments in one go."""
AT_ONCE = 16
"""Decisions on their way to the store together: they share its flushes and leave room for others."""

STATES = {Outcome.APPROVE: State.APPROVED, Outcome.REJECT: State.REJECTED}


class Fate(StrEnum):
    """What would happen to a comment.

    decides: it waits and would be decided. overturns: it was decided otherwise. proposes: two must agree.
    Whether a colleague who has looked already would agree is not told before: that would give their look
    away. claimed: a colleague has it before them, so it is left out unless it is named
    all the same. stands: it is so already. refused: see `code`. unread: the engine has not read it yet.
    gone: withdrawn, erased or never there.
    """

    DECIDES = "decides"
    OVERTURNS = "overturns"
    PROPOSES = "proposes"
    CLAIMED = "claimed"
    STANDS = "stands"
    REFUSED = "refused"
    UNREAD = "unread"
    GONE = "gone"


GOES = frozenset({Fate.DECIDES, Fate.OVERTURNS, Fate.PROPOSES})
"""What `carry_out` would be given."""


class Prospect(Struct, frozen=True):
    """What would happen to one comment. `seen`: the sequence number of the decision that stands, -1: none.

    `stands` is that decision. `claimed_by` and `until`: who has it before them. `code`: why it is refused.
    """

    comment: str
    fate: Fate
    seen: int = -1
    stands: Stands | None = None
    claimed_by: str | None = None
    until: int | None = None
    code: str | None = None


class Step(Struct, frozen=True):
    """One comment to decide, with the decision that was seen standing."""

    comment: str
    seen: int


class Result(Struct, frozen=True):
    """What became of one comment. `code` and `detail`: why nothing did; `stands`: who was faster.

    `proposed`: it waits for a second moderator now.
    """

    comment: str
    done: bool
    state: State | None = None
    proposed: bool = False
    code: str | None = None
    detail: str = ""
    stands: Stands | None = None


async def wave(house: House, comment_id: str) -> list[str]:
    """The ids of all that waits in this comment's wave, oldest first. Raises `Refusal("not-found")`."""
    await house.find(comment_id)
    return [
        item.comment.id
        for item in await house.store.queues.wave(comment_id)
        if item.comment.state is State.PENDING
    ]


async def preview(
    house: House,
    moderator_id: str,
    comments: Sequence[str],
    outcome: Outcome,
    clauses: Sequence[str] = (),
    *,
    settles: bool = False,
) -> list[Prospect]:
    """What deciding all of these so would do, in the order given. Changes nothing.

    Raises `Refusal`: `too-many`, `ground-missing`, `unknown-clause`.
    """
    _check(house, len(comments), outcome, clauses)
    wanted = list(dict.fromkeys(comments))
    items = {item.comment.id: item for item in await house.store.queues.items(wanted)}
    people = await people_who_may(house, Right.DECIDE)
    now = house.clock()
    made = []
    for comment in wanted:
        item = items.get(comment)
        if item is None:
            made.append(Prospect(comment, Fate.GONE))
            continue
        fate, code = _fate(house, moderator_id, item, outcome, clauses, settles, people)
        claim = item.claim
        if claim is not None and (claim.moderator == moderator_id or claim.until <= now):
            claim = None
        if claim is not None and fate in GOES:
            fate = Fate.CLAIMED
        standing = (item.decision, item.seq, item.decided_at or 0) if item.decision else None
        made.append(
            Prospect(
                comment,
                fate,
                item.seq,
                stands(standing),
                claim.moderator if claim else None,
                claim.until if claim else None,
                code,
            )
        )
    return made


async def carry_out(
    house: House,
    moderator_id: str,
    steps: Sequence[Step],
    outcome: Outcome,
    clauses: Sequence[str] = (),
    note: str = "",
    *,
    settles: bool = False,
) -> list[Result]:
    """Decide each as `decide` would, unless another decision stands than the one seen.

    Raises `Refusal` as `preview` does, and `text-too-long` for the note; what goes wrong with one comment
    stands in its result and stops none of the others.
    """
    _check(house, len(steps), outcome, clauses)
    check_note(note)
    room = asyncio.Semaphore(AT_ONCE)

    async def take(step: Step) -> Result:
        async with room:
            try:
                comment = await decide(
                    house, moderator_id, step.comment, outcome, clauses, note, seen=step.seen, settles=settles
                )
            except Refusal as refusal:
                return Result(
                    step.comment, False, code=refusal.code, detail=refusal.detail, stands=refusal.stands
                )
            waits = bool(await house.store.second_looks.proposals(step.comment))
        return Result(step.comment, True, comment.state, proposed=waits)

    once = {step.comment: step for step in steps}
    return await asyncio.gather(*map(take, once.values()))


def _check(house: House, number: int, outcome: Outcome, clauses: Sequence[str]) -> None:
    if number > MOST:
        raise Refusal("too-many", f"These are {number:,} comments; at most {MOST} can be decided at once.")
    if outcome not in STATES:
        raise Refusal("ground-missing", "A person approves or rejects; only the engine refers.")
    if outcome is Outcome.REJECT and not clauses:
        raise Refusal("ground-missing", "Name the clause of the guidelines that the comments break.")
    for clause in clauses:
        check_clause(house, clause)


def _fate(
    house: House,
    moderator_id: str,
    item: QueueItem,
    outcome: Outcome,
    clauses: Sequence[str],
    settles: bool,
    people: frozenset[str],
) -> tuple[Fate, str | None]:
    """As `decide` would judge it now; what it does in the end, `decide` alone says."""
    comment, state = item.comment, item.comment.state
    if state in (State.WITHDRAWN, State.ERASED):
        return Fate.GONE, None
    if item.verdict is None:
        return Fate.UNREAD, "not-screened-yet"
    appealed = item.appeal is not None and item.appeal.outcome is None
    reported = any(report.open and report.counts for report in item.reports)
    if state is STATES[outcome] and not appealed and not reported and not item.proposals:
        return Fate.STANDS, "already-decided"
    if appealed and seat(item.part, moderator_id, people) is Seat.OWN:
        return Fate.REFUSED, "own-decision"
    decides = Fate.DECIDES if state in (State.PENDING, STATES[outcome]) else Fate.OVERTURNS
    if disputed(item.proposals):
        return (decides, None) if settles else (Fate.REFUSED, "needs-settling")
    if item.proposals:
        if any(one.moderator == moderator_id for one in item.proposals):
            return Fate.REFUSED, "own-proposal"
        return Fate.PROPOSES, None
    grounds = [Finding(clause, 1.0, "") for clause in clauses]
    four_eyes = house.site_of(comment).four_eyes
    if needs_two(four_eyes, outcome, grounds, item.verdict, state, item.decision):
        return Fate.PROPOSES, None
    return decides, None
