"""An author's record as a card shows it: how many published, how many not, how many appeals were right."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.authors.records import AuthorRecord
from gatepost.web.desk.messages import Messages


class RecordView(Struct, frozen=True):
    """`short` stands on a card; `lines` say everything, on the author's own page."""

    author: str
    short: str
    lines: tuple[str, ...]


def record_view(messages: Messages, author: str | None, record: AuthorRecord | None) -> RecordView | None:
    """None for a comment that belongs to nobody whom the site knows."""
    if author is None or record is None:
        return None
    states = messages(
        "author.states",
        approved=record.approved,
        rejected=record.rejected,
        pending=record.pending,
        withdrawn=record.withdrawn,
    )
    appeals = messages("author.appeals", n=record.appeals, overturned=record.overturned)
    return RecordView(
        author,
        messages("author.short", approved=record.approved, rejected=record.rejected, appeals=record.appeals),
        (states, appeals, messages("author.suspensions", n=record.suspensions)),
    )
