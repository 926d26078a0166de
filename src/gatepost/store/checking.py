"""What a check of a database asks, whichever kind it is, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from gatepost.store.migrations import HEAD, REVISIONS

MINUTE = 60 * 1_000_000
HANGS = 15 * MINUTE
"""What should be done within a minute and was not after so long hangs."""
Level = Literal["ok", "warn", "fail"]
Answers = Mapping[str, Sequence[Sequence[Any]]]

QUESTIONS = {
    "articles": "SELECT count(*) FROM articles WHERE approved <>"
    " (SELECT count(*) FROM comments WHERE article = articles.id AND state = 'approved')",
    "reports": "SELECT count(*) FROM comments WHERE open_reports > 0 AND open_reports <>"
    " (SELECT count(*) FROM reports WHERE comment = comments.id AND open = 1 AND counts = 1)",
    "screening": "SELECT count(*), min(submitted_at) FROM comments WHERE state = 'pending' AND screened = 0"
    " AND submitted_at < :before",
    "jobs": "SELECT count(*), min(due_at) FROM jobs WHERE due_at < :before",
    "letters": "SELECT count(*), min(due_at) FROM letters WHERE due_at < :before",
    "erasing": "SELECT count(*), min(erased_at) FROM authors WHERE erased_at < :before AND EXISTS"
    " (SELECT 1 FROM comments WHERE author = authors.id)",
    "states": "SELECT state, count(*) FROM comments GROUP BY state ORDER BY state",
    "entries": "SELECT count(*) FROM ledger",
    "known": "SELECT count(*) FROM articles",
}
"""`:before`: what was due before this hangs, microseconds."""
_HANGING = {
    "screening": (
        "comments wait for the engine",
        "See that a server or worker runs and what it logs; they are taken up again when it starts",
    ),
    "jobs": ("jobs are overdue", "See that a server or worker runs and what it logs"),
    "letters": ("letters are overdue", "`gatepost mail test ADDRESS` says what the mail server answers"),
    "erasing": (
        "readers' erasing was begun and not finished",
        "The server finishes it in its rounds: see that one runs and what it logs",
    ),
}


class Checked(Struct, frozen=True):
    """One thing looked at. `mend`: what to do, unless it is in order."""

    what: str
    level: Level
    said: str
    mend: str = ""


def unfit(revision: str | None, found: str) -> Checked | None:
    """What is wrong with this schema's revision; None for the newest one. `found`: how it was found, to be
    checked where there is no schema: the path, the address."""
    if revision is None:
        return Checked("schema", "fail", "this is no database of Gatepost", f"Check the {found}")
    if revision not in REVISIONS:
        return Checked(
            "schema",
            "fail",
            f"schema {revision} is newer than this version's {HEAD}",
            "Install the newer version",
        )
    if revision != HEAD:
        return Checked(
            "schema",
            "warn",
            f"schema {revision}, this version's is {HEAD}",
            "`gatepost db upgrade` brings it up, as does starting the server",
        )
    return None


def judge(answers: Answers, now: int) -> Iterator[Checked]:
    """What the answers to `QUESTIONS` mean. Pure."""
    wrong = answers["articles"][0][0] + answers["reports"][0][0]
    if wrong:
        yield Checked(
            "counters",
            "fail",
            f"{wrong} counters are not what they count",
            "Somebody changed the tables by hand: run `gatepost ledger verify`, restore a backup",
        )
    else:
        yield Checked("counters", "ok", "articles and reports are counted right")
    for what, (said, mend) in _HANGING.items():
        number, oldest = answers[what][0]
        if number:
            minutes = (now - oldest) // MINUTE
            yield Checked(what, "warn", f"{number:,} {said}, the oldest for {minutes:,} minutes", mend)
        else:
            yield Checked(what, "ok", f"nothing hangs: no {said}")
    comments = ", ".join(f"{number:,} {state}" for state, number in answers["states"]) or "none"
    articles, entries = answers["known"][0][0], answers["entries"][0][0]
    yield Checked(
        "counts", "ok", f"articles: {articles:,}; comments: {comments}; ledger entries: {entries:,}"
    )
