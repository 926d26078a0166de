"""A reader flags a public comment for the moderators."""

from __future__ import annotations

from gatepost.conversation import entries
from gatepost.conversation.decide import check_clause
from gatepost.conversation.house import House
from gatepost.conversation.ports import Change
from gatepost.conversation.records import ReportRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.steps import take
from gatepost.conversation.words import check_note
from gatepost.vocabulary import State

NOT_PUBLIC = "Only published comments can be reported, and this one is not public (any more)."


async def report(house: House, comment_id: str, clause: str, text: str = "") -> None:
    """Put the comment before a moderator. It stays public until one decides.

    Raises `Refusal`: `unknown-clause`, `text-too-long`, `not-unicode`, `not-found`, `not-reportable`.
    The caller decides who may know that the comment exists.
    """
    check_clause(house, clause)
    check_note(text)
    comment = await house.find(comment_id)
    if comment.state is not State.APPROVED:
        raise Refusal("not-reportable", NOT_PUBLIC)
    at = house.clock()
    made = ReportRecord(house.new_id(), comment_id, clause, at, text)
    change = Change(
        comment_id, at, (State.APPROVED,), State.APPROVED, (entries.report(made.id, clause),), report=made
    )
    try:
        await take(house, comment, change)
    except Refusal as refusal:
        if refusal.code != "already-decided":
            raise
        raise Refusal("not-reportable", NOT_PUBLIC) from refusal  # it left while the reader wrote
