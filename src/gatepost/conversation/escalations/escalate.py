"""A moderator puts a comment before an editor, the lawyers or the police; an editor closes with an answer."""

from __future__ import annotations

from gatepost.conversation.escalations.entries import entry
from gatepost.conversation.escalations.ports import EscalationChanged
from gatepost.conversation.escalations.records import RECIPIENTS, EscalationRecord
from gatepost.conversation.house import House
from gatepost.conversation.ports import StateChanged
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.words import MAX_NOTE, check_note, check_text
from gatepost.vocabulary import State

DAY = 24 * 60 * 60 * 1_000_000
LONGEST_DAYS = 365


async def escalate(
    house: House, moderator_id: str, comment_id: str, to: str, reason: str, keep_until: int | None = None
) -> EscalationRecord:
    """`to`: editor, legal or police. Until `keep_until` (microseconds) an erasure leaves the words to them.

    Raises `Refusal`: `not-found`, `recipient-unknown`, `text-empty`, `text-too-long`, `not-unicode`,
    `until-invalid`, `already-decided` (the comment is erased).
    """
    if to not in RECIPIENTS:
        raise Refusal("recipient-unknown", f"A comment is escalated to one of: {', '.join(RECIPIENTS)}.")
    check_text(reason, MAX_NOTE)
    comment, at = await house.find(comment_id), house.clock()
    if keep_until is not None and not at < keep_until <= at + LONGEST_DAYS * DAY:
        raise Refusal(
            "until-invalid", f"Words are kept until a time in the future, at most {LONGEST_DAYS} days."
        )
    if comment.state is State.ERASED:
        raise Refusal("already-decided", "The comment is erased; nothing is left that anybody could see.")
    by = f"moderator:{moderator_id}"
    made = EscalationRecord(house.new_id(), comment_id, to, reason, by, at, keep_until)
    try:
        await house.store.escalations.escalate(made, entry("escalate", made, by))
    except StateChanged:
        raise Refusal("already-decided", "The comment was erased meanwhile.") from None
    return made


async def close(house: House, moderator_id: str, escalation_id: str, answer: str = "") -> EscalationRecord:
    """With what came of it. What was kept for it is erased now. Raises `Refusal`: `not-found`,
    `already-closed`, `text-too-long`, `not-unicode`."""
    check_note(answer)
    found = await find(house, escalation_id)
    by = f"moderator:{moderator_id}"
    try:
        return await house.store.escalations.close(
            found.id, by, house.clock(), answer, entry("close", found, by)
        )
    except EscalationChanged:
        raise Refusal("already-closed", "Somebody was faster: this escalation is closed.") from None


async def find(house: House, escalation_id: str) -> EscalationRecord:
    """The escalation, or `Refusal("not-found")`."""
    found = await house.store.escalations.by_id(escalation_id)
    if found is None:
        raise Refusal("not-found", "There is no escalation with this id.")
    return found
