"""Events as readers get them over a stream. Each comment is read from the store at this moment: nothing but
approved ones ever goes out, whatever the event said when it was published."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gatepost.conversation.events import Event
from gatepost.conversation.house import House
from gatepost.vocabulary import State
from gatepost.web.reader.channels import MISSED
from gatepost.web.reader.presenting import comment_out


async def written(house: House, events: Sequence[Event]) -> bytes:
    """All of them in one piece. A comment that occurs more than once is told once, as it is by now."""
    names: dict[str, bytes] = {}
    missed = False
    for event in events:
        missed = missed or event.kind == "missed"
        if event.comment and names.get(event.comment) != b"published":
            names[event.comment] = b"published" if event.kind == "approved" else b"changed"
    told = [await _comment(house, comment, name) for comment, name in names.items()]
    return b"".join([*told, MISSED] if missed else told)


async def _comment(house: House, id_: str, name: bytes) -> bytes:
    comment = await house.store.comment(id_)
    if comment is None or comment.state is not State.APPROVED:
        return b"event: removed\ndata: " + msgspec.json.encode({"id": id_}) + b"\n\n"
    shown = comment_out(comment, house.site_of(comment))
    return b"event: " + name + b"\ndata: " + msgspec.json.encode(shown) + b"\n\n"
