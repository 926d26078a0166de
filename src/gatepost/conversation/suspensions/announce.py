"""What a suspended author is told: until when, which clause, the words, who decided, how to object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.messages import messages
from gatepost.conversation.submit import iso
from gatepost.conversation.suspensions.appeal import has_colleagues
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.vocabulary import LANGUAGES

APPEAL_URL = "/api/v1/me/appeal"
ISOLATE, END = "\u2068", "\u2069"


class SuspensionAppeal(Struct, frozen=True):
    """Whether the author may object, where, and what became of it: `waiting`, `upheld`, `overturned`."""

    possible: bool
    url: str
    state: str | None = None
    reply: str = ""


class Announcement(Struct, frozen=True):
    """Everything that the author is told; `text` says all of it in the reader's language.

    `decided_by`: `person`, or `program` when somebody's own tool did it through the API.
    """

    id: str
    since: str
    until: str
    holds: bool
    clause: str
    title: str
    wording: str
    ground: str
    decided_by: str
    language: str
    text: str
    appeal: SuspensionAppeal


async def announced(house: House, suspension: SuspensionRecord, language: str) -> Announcement:
    """The announcement of one suspension. Who decided is told as what they are, never by name."""
    language = language if language in LANGUAGES else "en"
    person = not suspension.by.startswith("moderator:token.")
    moderator = suspension.by.removeprefix("moderator:")
    holds = suspension.holds(house.clock())
    state = "waiting" if suspension.waits else suspension.outcome
    appeal = SuspensionAppeal(holds and suspension.appealed_at is None, APPEAL_URL, state, suspension.reply)
    alone = person and not await has_colleagues(house, moderator)
    title = house.guidelines.title(suspension.clause, language)
    wording = house.guidelines.wording(suspension.clause, language)
    said = messages(language)
    lines = [
        _until(said, suspension, holds),
        said["suspended_clause"],
        said["clause"].format(title=title, wording=wording),
        said["suspended_words"].format(words=_isolated(suspension.ground)),
        said["suspended_person" if person else "suspended_program"],
        *_objecting(said, appeal, alone),
    ]
    return Announcement(
        suspension.id,
        iso(suspension.made_at),
        iso(suspension.until),
        holds,
        suspension.clause,
        title,
        wording,
        suspension.ground,
        "person" if person else "program",
        language,
        "\n".join(lines),
        appeal,
    )


def _until(said: Mapping[str, str], suspension: SuspensionRecord, holds: bool) -> str:
    if holds:
        return said["suspended"].format(until=_minute(suspension.until))
    ended = suspension.until if suspension.lifted_at is None else suspension.lifted_at
    return said["suspension_over"].format(ended=_minute(ended))


def _objecting(said: Mapping[str, str], appeal: SuspensionAppeal, alone: bool) -> list[str]:
    lines = []
    if appeal.possible:
        lines.append(said["suspension_appeal_alone" if alone else "suspension_appeal_possible"])
    elif appeal.state is not None:
        lines.append(said[f"suspension_appeal_{appeal.state}"])
    if appeal.reply:
        lines.append(said["reply"].format(reply=_isolated(appeal.reply)))
    return lines


def _minute(at: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return _isolated(moment.strftime("%Y-%m-%d %H:%M UTC"))


def _isolated(text: str) -> str:
    """Quoted words keep their own direction and leave the sentence's alone."""
    return f"{ISOLATE}{text}{END}"
