"""Events as readers get them over a stream. Each comment is read from the store at this moment: nothing but
approved ones ever goes out, whatever the event said when it was published.

What was withdrawn or erased is told as `removed`; `place` says whether its place stays, without text and
name, because something public stands below it. When the last of that leaves, the place is removed, too; when
such comes back, the place is told as `changed` before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from gatepost.conversation.events import Event
from gatepost.conversation.house import House
from gatepost.vocabulary import State
from gatepost.web.reader.channels import MISSED
from gatepost.web.reader.presenting import article_out, comment_out


async def written(house: House, events: Sequence[Event]) -> bytes:
    """All of them in one piece. A comment that occurs more than once is told once, as it is by now."""
    names: dict[str, str] = {}
    for event in events:
        if event.comment and names.get(event.comment) != "published":
            names[event.comment] = "published" if event.kind == "approved" else "changed"
    told: list[bytes] = []
    settings = next((event.article for event in events if event.kind == "settings"), None)
    if settings is not None:
        told.append(await _article(house, settings))
    for comment, name in names.items():
        told += await _comment(house, comment, name)
    if any(event.kind == "missed" for event in events):
        told.append(MISSED)
    return b"".join(told)


async def _article(house: House, id_: str) -> bytes:
    article = await house.store.article_by_id(id_)
    if article is None:
        return b""
    return _event("article", article_out(article, house.sites.of(article.site), house.clock()))


async def _comment(house: House, id_: str, name: str) -> list[bytes]:
    comment = await house.store.comment(id_)
    public = comment is not None and comment.state is State.APPROVED
    if comment is None or (public and (comment.parent is None or name == "changed")):
        shown = comment_out(comment, house.site_of(comment)) if comment else None
        return [_event(name, shown) if shown else _removed(id_, place=False)]
    site = house.site_of(comment)
    above = list(await house.store.places.above(id_))
    if public:
        places = [_event("changed", comment_out(one, site)) for one, stays in reversed(above) if stays]
        return [*places, _event(name, comment_out(comment, site))]
    own = any(one.id == id_ and stays for one, stays in above)
    gone = [_removed(one.id, place=False) for one, stays in above if one.id != id_ and not stays]
    return [_removed(id_, place=own), *gone]


def _removed(id_: str, *, place: bool) -> bytes:
    return _event("removed", {"id": id_, "place": place})


def _event(name: str, data: Any) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"
