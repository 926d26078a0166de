"""The desk's lists as tabs: name, address, which list of the store, and the letter that leads there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gatepost.conversation.queues.records import Kind


class Tab(Struct, frozen=True):
    """`name`: the key of its sentences. `letter`: the second key, after the one for going. A tab that is not
    `always` there is shown when something is in it."""

    name: str
    path: str
    kind: Kind
    letter: str
    always: bool = True


WAITING = Tab("waiting", "/desk", Kind.REFERRED, "w")
TABS = (
    WAITING,
    Tab("reports", "/desk/reports", Kind.REPORTS, "r"),
    Tab("appeals", "/desk/appeals", Kind.APPEALS, "a"),
    Tab("second", "/desk/second", Kind.SECOND, "s", always=False),
    Tab("escalated", "/desk/escalated", Kind.ESCALATED, "x", always=False),
    Tab("questions", "/desk/questions", Kind.QUESTIONS, "q", always=False),
    Tab("mine", "/desk/mine", Kind.MINE, "m", always=False),
    Tab("engine", "/desk/engine", Kind.ENGINE, "e"),
    Tab("decided", "/desk/decided", Kind.DECIDED, "d"),
)
SEARCH = Tab("search", "/desk/search", Kind.ALL, "f")
"""Everything, in any state; no tab, but a list like the others."""
BY_NAME: Mapping[str, Tab] = {tab.name: tab for tab in (*TABS, SEARCH)}


def tab_named(name: str) -> Tab:
    """The tab; the first for a name that is none."""
    return BY_NAME.get(name, WAITING)
