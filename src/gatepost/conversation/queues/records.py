"""What a moderator may ask the desk for, and what comes back. Times are microseconds (UTC)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from gatepost.conversation.records import QueueItem


class Kind(StrEnum):
    """The desk's lists.

    referred: waiting for a person. appeals: waiting for an answer; those that this moderator may not answer,
    having had a part in the decision, come last. reports: public, with open reports. second: somebody has
    proposed a decision and another moderator must agree; these are in none of the lists before, and one's own
    proposals are not in it. escalated: an editor, lawyers or the police must see it.
    questions: public, asks the newsroom, and has no public answer of it yet.
    engine: decided by the engine in the last `ENGINE_DAYS` days, for spot checks. decided: by anybody. mine:
    what this moderator has claimed, proposed or decided. all: every comment, in any state (for search).
    """

    REFERRED = "referred"
    APPEALS = "appeals"
    REPORTS = "reports"
    SECOND = "second"
    ESCALATED = "escalated"
    QUESTIONS = "questions"
    ENGINE = "engine"
    DECIDED = "decided"
    MINE = "mine"
    ALL = "all"


ENGINE_DAYS = 7
WAITING = (Kind.REFERRED, Kind.APPEALS, Kind.REPORTS, Kind.SECOND, Kind.ESCALATED, Kind.QUESTIONS)
"""Lists of what somebody still has to do."""
COUNTED = tuple(kind for kind in Kind if kind is not Kind.ALL)


class Order(StrEnum):
    """oldest and newest: by the time at which a comment came into this list (`DECIDED` and the like: at which
    it was decided). risk: riskiest first, the oldest of equal risk first. similarity: comments of one wave
    together, the biggest wave first."""

    OLDEST = "oldest"
    NEWEST = "newest"
    RISK = "risk"
    SIMILARITY = "similarity"


USUAL: Mapping[Kind, Order] = {
    **dict.fromkeys(WAITING, Order.OLDEST),
    **dict.fromkeys((Kind.ENGINE, Kind.DECIDED, Kind.MINE, Kind.ALL), Order.NEWEST),
}
"""The order of each list when nobody asks for another."""


class Filter(Struct, frozen=True, omit_defaults=True):
    """Which comments of a list are wanted; a field that is None leaves all in.

    `least` and `most`: parts per million, of the finding for `clause`, or of the whole risk when no clause is
    named. `since` (inclusive) and `until` (exclusive) bound the time of submission; `older` and `newer` do
    the same in seconds before now. `author` is an id, `name` words of the name that stood under the comment.
    `title`: words of the article's title. `by`: `engine`, `moderator` (any person or program), or one of
    them (`moderator:ID`). `words`: full-text search, with "phrases in quotes"; every word is the beginning
    of one.
    """

    site: str | None = None
    article: str | None = None
    title: str | None = None
    language: str | None = None
    clause: str | None = None
    least: int | None = None
    most: int | None = None
    since: int | None = None
    until: int | None = None
    older: int | None = None
    newer: int | None = None
    author: str | None = None
    name: str | None = None
    by: str | None = None
    words: str | None = None


class Wanted(Struct, frozen=True):
    """A list, what of it, in which order. `query.parse` and `query.text` read and write it."""

    kind: Kind = Kind.REFERRED
    filter: Filter = Filter()
    order: Order | None = None

    @property
    def sorted_by(self) -> Order:
        return self.order or USUAL[self.kind]


class QueuePage(Struct, frozen=True):
    """A stretch of a list. `after` goes into the next call; None at the end.

    `cursors[i]` begins right after `items[i]`, so that a page of the desk keeps its place by any card.
    """

    items: tuple[QueueItem, ...]
    after: str | None = None
    cursors: tuple[str, ...] = ()


class Place(Struct, frozen=True):
    """Where a comment stands in a list, or would stand if it has left it meanwhile.

    `before`: how many come first. `total`: how many are in the list. `previous` and `next`: its neighbours.
    `after`: the cursor that goes on behind it. `listed`: whether it is in the list now.
    """

    before: int
    total: int
    listed: bool
    previous: str | None
    next: str | None
    after: str


class View(Struct, frozen=True):
    """A list with its filter and order, kept under a name. A shared one is everybody's to use."""

    id: str
    moderator: str
    name: str
    query: str
    shared: bool
    made_at: int
