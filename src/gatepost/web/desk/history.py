"""One comment's life as the ledger tells it: every entry, oldest first, in plain words."""

from __future__ import annotations

from datetime import timedelta

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.moments import EPOCH
from gatepost.conversation.records import Moderator, QueueItem
from gatepost.conversation.rights import Right
from gatepost.conversation.second_looks.records import disputed
from gatepost.vocabulary import Entry, Kind, State
from gatepost.web.desk.card import Desk
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.view import messages_for, page
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest
from gatepost.web.times import iso


class EntryView(Struct, frozen=True):
    """One line of the history. `clauses` are titles; `version` names engine and guidelines. `guidelines`: the
    latter alone, where its wording is kept. `mode` says how several people came to a decision."""

    seq: int
    kind: str
    iso: str
    at: str
    what: str
    who: str
    clauses: tuple[str, ...]
    version: str
    digest: str
    mode: str = ""
    guidelines: str = ""


@get("/desk/comments/{comment:str}", opt=needs(Right.LOOK), include_in_schema=False)
async def history(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Response[str]:
    """Everything that the ledger holds about one comment."""
    messages = messages_for(request)
    item = await house.store.queue_item(comment)
    recorded = await house.store.history(comment)
    if item is None or recorded is None:
        return await went_wrong(request, house, moderator, messages("problem.not_found"))
    desk = await desk_for(house, moderator, messages)
    return page(
        request,
        "desk/history.html",
        moderator=moderator,
        here="history",
        counts=await tab_counts(house, moderator.id),
        card=desk.card(item, decided=item.comment.state is not State.PENDING),
        entries=[entry_view(desk, entry, hidden=_hides(desk, item, entry)) for entry in recorded.entries],
    )


def _hides(desk: Desk, item: QueueItem, entry: Entry) -> bool:
    """Whether this is a first look of somebody else, which the second moderator must not see."""
    looks = item.proposals
    waits = any(one.seq == entry.seq and one.moderator != desk.moderator.id for one in looks)
    return waits and not disputed(looks)


def entry_view(desk: Desk, entry: Entry, *, hidden: bool = False) -> EntryView:
    """An entry in the moderator's language. Knows every kind; reads bodies without trusting their shape.

    `hidden`: what it proposes, and on which clauses, is left out.
    """
    body = entry.body
    by = str(body.get("by", ""))
    grounds = () if hidden else body.get("grounds", ())
    mode = f"history.mode.{body.get('mode')}"
    return EntryView(
        seq=entry.seq,
        kind=entry.kind.value,
        iso=iso(entry.at),
        at=minute(entry.at),
        what=desk.messages("history.look") if hidden else _what(desk, entry),
        who=_who(desk, entry.kind, by),
        mode=desk.messages(mode) if body.get("outcome") != "refer" and desk.messages.has(mode) else "",
        clauses=tuple(
            dict.fromkeys(
                desk.clause_title(str(one["clause"]), str(body.get("guidelines", ""))) for one in grounds
            )
        ),
        version=" / ".join(str(body[key]) for key in ("engine", "guidelines") if body.get(key)),
        digest=entry.digest.hex(),
        guidelines=_kept(desk, str(body.get("guidelines", ""))),
    )


def minute(at: int) -> str:
    """A time for people, UTC."""
    return (EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%d %H:%M:%S")


def _kept(desk: Desk, version: str) -> str:
    """The guidelines' version, if its wording can be shown."""
    return version if desk.book.number_of(version) is not None else ""


def _what(desk: Desk, entry: Entry) -> str:
    messages, body = desk.messages, entry.body
    if entry.kind is Kind.DECISION and body.get("undoes") is not None:
        return messages("history.undone", seq=body["undoes"])
    if entry.kind is Kind.DECISION and body.get("proposes") in ("approve", "reject"):
        return messages(f"history.look.{body['proposes']}")
    if entry.kind is Kind.DECISION and body.get("appeal"):
        return messages("history.appeal.upheld" if body.get("uphold") else "history.appeal.overturned")
    if entry.kind in (Kind.VERDICT, Kind.DECISION):
        return messages(f"history.{entry.kind.value}.{body.get('outcome', 'refer')}")
    return messages(f"history.{entry.kind.value}")


def _who(desk: Desk, kind: Kind, by: str) -> str:
    if by:
        return desk.who(by)
    if kind in (Kind.SUBMISSION, Kind.APPEAL, Kind.WITHDRAWAL):
        return desk.messages("by.author")
    return desk.messages("by.engine") if kind is Kind.VERDICT else ""
