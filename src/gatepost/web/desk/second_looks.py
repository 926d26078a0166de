"""What a card says of second looks, of appeals against one's own decision, and of reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from gatepost.conversation.records import Moderator, QueueItem, ReportRecord
from gatepost.conversation.rights import Right, may
from gatepost.conversation.second_looks.impartial import Seat, seat
from gatepost.conversation.second_looks.records import disputed
from gatepost.vocabulary import State
from gatepost.web.desk.marking import Glyph, glyphs_of


class Seats(Struct, frozen=True):
    """The ids of the people who can sign in and may decide, and of those who may settle."""

    deciders: frozenset[str] = frozenset()
    settlers: frozenset[str] = frozenset()


class LookView(Struct, frozen=True):
    """One moderator's look. `outcome` is empty while it is hidden."""

    who: str
    ago: str
    outcome: str
    clauses: tuple[str, ...]


class SecondLook(Struct, frozen=True):
    """`state`: asked (a colleague has looked: decide), own (one's own look waits), disputed (an editor must
    settle), party (another editor must), settle (settle it). `take_back`: one of the looks is one's own."""

    state: str
    looks: tuple[LookView, ...]
    take_back: bool

    @property
    def may_decide(self) -> bool:
        return self.state in ("asked", "settle")


class ReportedClause(Struct, frozen=True):
    """What readers report under one clause: how many of them count, how many do not, and their words."""

    title: str
    readers: int
    uncounted: int
    ago: str
    words: tuple[tuple[Glyph, ...], ...]


def seats_of(people: Sequence[Moderator]) -> Seats:
    able = [one for one in people if not one.disabled]
    return Seats(
        frozenset(one.id for one in able if may(one.role, Right.DECIDE)),
        frozenset(one.id for one in able if may(one.role, Right.SETTLE)),
    )


def second_look(
    item: QueueItem,
    moderator: Moderator,
    seats: Seats,
    who: Callable[[str], str],
    ago: Callable[[int], str],
    title: Callable[[str], str],
) -> SecondLook | None:
    """How this moderator stands to the looks that wait; None when none does."""
    looks = item.proposals
    if not looks:
        return None
    open_to_see = disputed(looks)
    own = any(one.moderator == moderator.id for one in looks)
    if not open_to_see:
        state = "own" if own else "asked"
    elif not may(moderator.role, Right.SETTLE):
        state = "disputed"
    else:
        others = seats.settlers - {one.moderator for one in looks}
        state = "party" if own and others else "settle"
    views = tuple(
        LookView(
            who(f"moderator:{one.moderator}"),
            ago(one.at),
            one.outcome.value if open_to_see else "",
            tuple(dict.fromkeys(title(ground.clause) for ground in one.grounds)) if open_to_see else (),
        )
        for one in looks
    )
    return SecondLook(state, views, own)


def appeal_seat(item: QueueItem, moderator: Moderator, seats: Seats) -> str:
    """`free` to answer, `own` (somebody else must), or `all_the_same` (nobody is left who had no part).

    Empty when no appeal waits.
    """
    appeal = item.appeal
    if appeal is None or appeal.outcome is not None or item.comment.state is not State.REJECTED:
        return ""
    found = seat(item.part, moderator.id, seats.deciders)
    return {Seat.FREE: "free", Seat.OWN: "own"}.get(found, "all_the_same")


def reported(
    reports: Sequence[ReportRecord], ago: Callable[[int], str], title: Callable[[str], str]
) -> tuple[ReportedClause, ...]:
    """Open reports merged by clause; the clause that most readers name comes first."""
    by_clause: dict[str, list[ReportRecord]] = {}
    for one in reports:
        if one.open:
            by_clause.setdefault(one.clause, []).append(one)
    merged = [
        ReportedClause(
            title(clause),
            sum(one.counts for one in same),
            sum(not one.counts for one in same),
            ago(same[-1].made_at),
            tuple(glyphs_of(one.text) for one in same if one.text),
        )
        for clause, same in by_clause.items()
    ]
    return tuple(sorted(merged, key=lambda one: -one.readers))
