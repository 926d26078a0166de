"""What becomes of a moderator's wish: a decision, or a proposal that a second moderator must look at."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation import entries
from gatepost.conversation.house import House
from gatepost.conversation.ports import Change
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.rulings import rule
from gatepost.conversation.second_looks.impartial import people_who_may, refuse_own
from gatepost.conversation.second_looks.records import FOUR_EYES, SETTLED, Proposal, disputed
from gatepost.conversation.second_looks.rules import agreed, needs_two
from gatepost.conversation.steps import Standing, take
from gatepost.vocabulary import Decision, Finding, Outcome, Verdict


async def conclude(
    house: House,
    moderator_id: str,
    comment: CommentRecord,
    outcome: Outcome,
    grounds: Sequence[Finding],
    verdict: Verdict,
    standing: Standing | None,
    appeal: AppealRecord | None,
    proposals: Sequence[Proposal],
    *,
    note: str = "",
    reply: str = "",
    settles: bool = False,
) -> CommentRecord:
    """Decide, or propose where two must agree. What the caller saw is looked at again inside the write.

    Raises `Refusal`: `own-decision`, `own-proposal`, `needs-settling`, and what `rule` refuses.
    """
    mode = ""
    if appeal is not None and standing is not None:
        mode = await refuse_own(house, moderator_id, comment.id, standing[0], standing[1])
    four_eyes = house.site_of(comment).four_eyes
    if disputed(proposals):
        await _refuse_unless_settling(house, moderator_id, proposals, settles)
        mode = SETTLED
    elif proposals:
        if any(one.moderator == moderator_id for one in proposals):
            raise Refusal(
                "own-proposal",
                "You have looked at this comment already. A second moderator must look at it now; "
                "you can take your look back.",
            )
        if any(one.outcome is not outcome for one in proposals):
            return await _propose(
                house, moderator_id, comment, outcome, grounds, standing, appeal, proposals, note, reply
            )
        mode = FOUR_EYES
        if outcome is Outcome.REJECT:
            grounds = agreed(four_eyes, proposals, grounds)
    elif needs_two(four_eyes, outcome, grounds, verdict, comment.state, standing[0] if standing else None):
        return await _propose(
            house, moderator_id, comment, outcome, grounds, standing, appeal, proposals, note, reply
        )
    seen = tuple(one.seq for one in proposals)
    return await rule(
        house, moderator_id, comment, outcome, grounds, standing, appeal, note, reply, mode=mode, seen=seen
    )


async def _refuse_unless_settling(
    house: House, moderator_id: str, proposals: Sequence[Proposal], settles: bool
) -> None:
    if not settles:
        raise Refusal("needs-settling", "Two moderators disagree about this comment. An editor settles it.")
    parties = {one.moderator for one in proposals}
    if moderator_id in parties and await people_who_may(house, Right.SETTLE) - parties:
        raise Refusal("own-proposal", "You are one of the two who disagree. Another editor must settle it.")


async def _propose(
    house: House,
    moderator_id: str,
    comment: CommentRecord,
    outcome: Outcome,
    grounds: Sequence[Finding],
    standing: Standing | None,
    appeal: AppealRecord | None,
    proposals: Sequence[Proposal],
    note: str,
    reply: str,
) -> CommentRecord:
    """The comment stays as it is. A reply to the author is kept as a note: who decides writes the reply."""
    decision = Decision(
        Outcome.REFER,
        f"moderator:{moderator_id}",
        tuple(grounds),
        guidelines=house.guidelines.version,
        mode=FOUR_EYES,
        proposes=outcome,
    )
    return await take(
        house,
        comment,
        Change(
            comment.id,
            house.clock(),
            (comment.state,),
            comment.state,
            (entries.decision(decision),),
            decision=decision,
            note="\n\n".join(part for part in (note, reply) if part),
            needs_open_appeal=appeal is not None,
            needs_no_open_appeal=appeal is None,
            needs_verdict=True,
            standing=standing[1] if standing else -1,
            proposals=tuple(one.seq for one in proposals),
        ),
    )
