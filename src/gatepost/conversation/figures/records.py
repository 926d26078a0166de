"""What is counted. Every record here is a sum over rows of one state of the database; no text, no names.

A final decision approves or rejects and was not taken back. `by` is `engine` or `moderator:ID`.
Shares and risks are whole parts per million, times microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

HOUR = 3_600_000_000
DAY = 24 * HOUR
BINS = 10
"""The engine's probability is cut into so many parts of the same width."""


class Scope(Struct, frozen=True):
    """What to count: times from `since` up to but not including `until`, in steps of `step` from `since` on.

    `site` and `language` None: all of them.
    """

    since: int
    until: int
    step: int = DAY
    site: str | None = None
    language: str | None = None

    @property
    def steps(self) -> int:
        """How many steps there are; the last may be shorter."""
        return -(-(self.until - self.since) // self.step)

    def begins(self, step: int) -> int:
        return self.since + step * self.step


class Cell(Struct, frozen=True):
    """Final decisions of one step that are alike. `first`: how many were the first of their comment.

    `clause` is the first ground, "" for approvals. `engine`: the version that had read the comments.
    """

    step: int
    by: str
    outcome: str
    clause: str
    language: str
    engine: str
    decisions: int
    first: int


class Overturned(Struct, frozen=True):
    """Final decisions within the scope that the next final one about their comment reversed, whenever."""

    by: str
    outcome: str
    clause: str
    language: str
    engine: str
    decisions: int


class Heap(Struct, frozen=True):
    """People's final decisions of one day about comments of which one engine said about the same.

    `bin`: which part of 0..1 its probability lies in. `risk` is the sum over them, `rejected` how many a
    person rejected.
    """

    day: int
    engine: str
    bin: int
    decisions: int
    risk: int
    rejected: int


class Appeals(Struct, frozen=True):
    """Appeals made within the scope, by what became of them."""

    waiting: int = 0
    upheld: int = 0
    overturned: int = 0


class Reports(Struct, frozen=True):
    """Reports made within the scope that name one clause. `counted`: those that brought the comment to the
    desk. `comments`: how many were reported so; `rejected`: of these, how many stand rejected now."""

    clause: str
    reports: int
    counted: int
    comments: int
    rejected: int


class SecondView(Struct, frozen=True):
    """A decided comment that another moderator judged without knowing the decision."""

    comment: str
    language: str
    decided_at: int
    first_by: str
    first_outcome: str
    first_clause: str
    by: str
    outcome: str
    clause: str
    at: int
    risk: int
    engine: str

    @property
    def differs(self) -> bool:
        return self.outcome != self.first_outcome


class Counted(Struct, frozen=True):
    """All figures of a scope, read from one state of the database.

    `submitted` and `waiting` have one number a step: comments that came in, and those that waited for their
    first final decision at its end. `waits`: of each who decided, the microseconds from submission to the
    first final decision about each comment, in no order.
    """

    submitted: tuple[int, ...]
    waiting: tuple[int, ...]
    cells: tuple[Cell, ...]
    overturned: tuple[Overturned, ...]
    waits: Mapping[str, Sequence[int]]
    heaps: tuple[Heap, ...]
    appeals: Appeals
    reports: tuple[Reports, ...]
    second_views: tuple[SecondView, ...]


class Draw(Struct, frozen=True):
    """Look through the decisions of one month of one site for the sample.

    `month` like `2026-11`, from `begins` to `ends`; nothing from `settled` on is looked at, for it could
    still be taken back. `key` is used where the month has none yet.
    """

    site: str
    month: str
    begins: int
    ends: int
    settled: int
    share: int
    key: bytes
    at: int


class Sample(Struct, frozen=True):
    """One comment of the blind sample: the decision that stood when it was drawn, the second view, if any."""

    comment: str
    site: str
    seq: int
    place: int
    share: int
    decided_at: int
    first_by: str
    first_outcome: str
    first_clause: str
    by: str | None = None
    outcome: str | None = None
    clause: str | None = None
    at: int | None = None


class SampleCounts(Struct, frozen=True):
    """How far the sample is. `open` ones wait for a second view, `mine` of them for this moderator's; those
    whose comment was withdrawn or erased are `gone` and no part of `drawn`."""

    drawn: int = 0
    answered: int = 0
    open: int = 0
    mine: int = 0
    gone: int = 0
