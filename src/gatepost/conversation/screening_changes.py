"""What a verdict makes of a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatepost.conversation import entries
from gatepost.conversation.modes import Mode
from gatepost.conversation.ports import Change
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.screening_task import NOT_THE_TEXT
from gatepost.conversation.sites import Sites
from gatepost.vocabulary import Decision, Finding, Outcome, State, Verdict

if TYPE_CHECKING:
    from gatepost.conversation.house import House

_STATES = {Outcome.APPROVE: State.APPROVED, Outcome.REJECT: State.REJECTED, Outcome.REFER: State.PENDING}


def change_for(
    house: House,
    comment: CommentRecord,
    verdict: Verdict,
    sites: Sites,
    name: Finding | None = None,
    *,
    held: bool = False,
) -> Change:
    """The verdict and as much of a decision as the site's modes allow, in one step.

    `sites`: as they were when the verdict's guidelines were in force. `name`: what a person should see of the
    author's name; nothing is published by itself then. `held`: a person decides about every comment under
    this article.
    """
    outcome, mode = sites.of(comment.site).modes.outcome_for(verdict)
    if held:
        outcome, mode = Outcome.REFER, Mode.ADVISE
    if outcome is Outcome.APPROVE and name is not None:
        outcome = Outcome.REFER
    referred_for = (name,) if name is not None else ()
    decision = Decision(
        outcome,
        "engine",
        verdict.grounds if outcome is Outcome.REJECT else referred_for,
        verdict.engine,
        verdict.guidelines,
        mode.value,
    )
    drafts = [entries.verdict(verdict), entries.decision(decision)]
    if outcome is Outcome.APPROVE:
        drafts.append(entries.publication(comment.digest))
    return Change(
        comment.id,
        house.clock(),
        (State.PENDING,),
        _STATES[outcome],
        tuple(drafts),
        verdict=verdict,
        decision=decision,
        publish=outcome is Outcome.APPROVE,
        needs_no_verdict=True,
    )


def referral_of_changed_text(house: House, comment: CommentRecord, verdict: Verdict) -> Change:
    """The stored text is not the submitted one: nothing is published, and a person must see it."""
    decision = Decision(
        Outcome.REFER,
        "engine",
        (Finding(NOT_THE_TEXT, 1.0, "gatepost", note=NOT_THE_TEXT),),
        verdict.engine,
        verdict.guidelines,
    )
    return Change(
        comment.id,
        house.clock(),
        (State.PENDING,),
        State.PENDING,
        (entries.verdict(verdict), entries.decision(decision)),
        verdict=verdict,
        decision=decision,
        needs_no_verdict=True,
    )


def referral_of_held(house: House, comment: CommentRecord, verdict: Verdict) -> Change:
    """A person decides about every comment under this article."""
    return change_for(house, comment, verdict, house.sites, held=True)
