"""What was erased or taken back, as a list of ids; and erasing all that again in a database from a backup.

The ledger knows: an entry each for comments, and one with a digest of the author's id for a reader of whom
everything was erased. A list holds no text, no name and no address. Whoever has an old backup has the ids,
and whoever has none learns nothing from the list.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from msgspec import Struct

from gatepost.conversation.erase import erase
from gatepost.conversation.house import House
from gatepost.conversation.leaving import leave
from gatepost.conversation.ports import EntryDraft, Store
from gatepost.conversation.readers.digest import digest_of
from gatepost.conversation.readers.erase import erase_reader
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.withdraw import withdraw
from gatepost.vocabulary import DESK_CHAIN, Kind, State


class Gone(Struct, frozen=True, omit_defaults=True):
    """One thing that is not to come back: a comment (`comment`, and `what`: erasure or withdrawal), or a
    reader (`reader`: see `digest_of`). `at`: microseconds. `rule` and `days`: of the site's retention."""

    at: int
    comment: str = ""
    reader: str = ""
    what: str = "erasure"
    by: str = "author"
    rule: str = ""
    days: int = 0


class Again(Struct, frozen=True):
    """How many were still, or again, there."""

    comments: int = 0
    readers: int = 0


async def gone(store: Store, since: int = 0) -> AsyncIterator[Gone]:
    """All that was erased or withdrawn from that moment on."""
    async for entry in store.entries():
        if entry.at < since or entry.kind not in (Kind.ERASURE, Kind.WITHDRAWAL):
            continue
        body = entry.body
        if entry.chain != DESK_CHAIN:
            yield Gone(
                entry.at,
                comment=entry.comment,
                what=entry.kind.value,
                by=str(body.get("by", "author")),
                rule=str(body.get("rule", "")),
                days=int(body.get("days", 0)),
            )
        elif "reader" in body:
            yield Gone(entry.at, reader=str(body["reader"]), by=str(body.get("by", "author")))


async def erase_again(house: House, wanted: Sequence[Gone], authors: Sequence[str]) -> Again:
    """`authors`: the ids of all whom the store knows. What is gone already stays gone; twice is fine."""
    comments = readers = 0
    for one in wanted:
        if one.comment and await _once_more(house, one):
            comments += 1
    erased = {one.reader for one in wanted if one.reader}
    for author in authors:
        if digest_of(author) in erased:
            await erase_reader(house, author)
            readers += 1
    return Again(comments, readers)


async def _once_more(house: House, one: Gone) -> bool:
    try:
        before = (await house.find(one.comment)).state
        if one.what == Kind.WITHDRAWAL.value:
            after = await withdraw(house, one.comment)
        elif one.rule:
            body = {"by": one.by, "rule": one.rule, "days": one.days}
            entry = EntryDraft(Kind.ERASURE, body)
            after = await leave(house, one.comment, State.ERASED, entry, "erasure")
        else:
            after = await erase(house, one.comment, one.by)
    except Refusal as refusal:
        if refusal.code == "not-found":  # written after the backup
            return False
        raise
    return after.state is not before
