"""Suspensions as pages show them, and the clauses that may ground one."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.rights import Right, may
from gatepost.conversation.suspensions.appeal import has_colleagues
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.engine.guidelines import Guidelines
from gatepost.web.desk.card import Desk
from gatepost.web.desk.history import minute
from gatepost.web.desk.marking import Glyph, glyphs_of
from gatepost.web.desk.messages import Messages
from gatepost.web.times import iso


class ClauseOption(Struct, frozen=True):
    id: str
    title: str


class SuspensionView(Struct, frozen=True):
    """One suspension. `stand` is `holds`, `over` or `lifted`; `may_*` say what this moderator may do now."""

    id: str
    author: str
    comment: str
    clause: str
    ground: tuple[Glyph, ...]
    by: str
    since: str
    since_iso: str
    until: str
    until_iso: str
    stand: str
    lifted_by: str
    appeal: tuple[Glyph, ...]
    outcome: str
    reply: tuple[Glyph, ...]
    may_lift: bool
    may_answer: bool
    own: bool
    alone: bool


def clause_options(guidelines: Guidelines, messages: Messages) -> tuple[ClauseOption, ...]:
    """Every clause that can be broken, by title."""
    return tuple(
        ClauseOption(clause.id, guidelines.title(clause.id, messages.language))
        for clause in guidelines.active
        if not clause.welcome
    )


async def suspension_view(house: House, desk: Desk, one: SuspensionRecord) -> SuspensionView:
    own = one.by == f"moderator:{desk.moderator.id}"
    alone = own and not await has_colleagues(house, desk.moderator.id)
    holds = one.holds(desk.now)
    may_suspend = may(desk.moderator.role, Right.SUSPEND)
    return SuspensionView(
        id=one.id,
        author=one.author,
        comment=one.comment or "",
        clause=desk.clause_title(one.clause),
        ground=glyphs_of(one.ground),
        by=desk.who(one.by),
        since=minute(one.made_at)[:16],
        since_iso=iso(one.made_at),
        until=minute(one.until)[:16],
        until_iso=iso(one.until),
        stand="holds" if holds else "over" if one.lifted_at is None else "lifted",
        lifted_by=desk.who(one.lifted_by) if one.lifted_by else "",
        appeal=glyphs_of(one.appeal),
        outcome="waiting" if one.waits else one.outcome or "",
        reply=glyphs_of(one.reply),
        may_lift=holds and (own or may(desk.moderator.role, Right.SETTLE)),
        may_answer=one.waits and may_suspend and (alone or not own),
        own=own,
        alone=alone,
    )
