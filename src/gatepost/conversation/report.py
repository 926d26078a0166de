"""A reader flags a public comment for the moderators."""

from __future__ import annotations

from gatepost.conversation import entries
from gatepost.conversation.decide import check_clause
from gatepost.conversation.house import House
from gatepost.conversation.ports import StateChanged
from gatepost.conversation.records import ReportRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.reports.ports import Taken
from gatepost.conversation.reports.rules import WINDOW, counts
from gatepost.conversation.words import check_note
from gatepost.vocabulary import State

NOT_PUBLIC = "Only published comments can be reported, and this one is not public (any more)."


async def report(house: House, comment_id: str, clause: str, text: str = "", reporter: str = "") -> Taken:
    """Put the comment before a moderator. It stays public until one decides.

    `reporter` is an author's id, or a hash that lasts a day; "" when unknown, which counts every time.
    Raises `Refusal`: `unknown-clause`, `text-too-long`, `not-unicode`, `not-found`, `not-reportable`.
    The caller decides who may know that the comment exists.
    """
    check_clause(house, clause)
    check_note(text)
    comment = await house.find(comment_id)
    if comment.state is not State.APPROVED:
        raise Refusal("not-reportable", NOT_PUBLIC)
    at = house.clock()
    judged, upheld = await house.store.reports.record_of(reporter, at - WINDOW) if reporter else (0, 0)
    made = ReportRecord(
        house.new_id(), comment_id, clause, at, text, reporter=reporter, counts=counts(judged, upheld)
    )
    try:
        return await house.store.reports.take(made, entries.report(made.id, clause))
    except StateChanged as changed:
        raise Refusal("not-reportable", NOT_PUBLIC) from changed  # it left while the reader wrote
