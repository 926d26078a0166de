"""The parameters by which programs filter and order the desk's lists: read as pages and saved views are."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from gatepost.conversation.queues import query
from gatepost.conversation.queues.records import Filter, Wanted

LONG = 64

SiteId = Annotated[str, QueryParameter(description="Only this site's; empty: all.", max_length=LONG)]
KindName = Annotated[
    Literal[
        "referred", "appeals", "reports", "second", "escalated", "questions", "engine", "decided", "mine"
    ],
    QueryParameter(
        description="Waiting for a person, appeals, reported ones, proposals that a second moderator must "
        "look at, escalated, questions to the newsroom, decided by the engine in the last seven days, "
        "decided by anybody, one's own."
    ),
]
OrderName = Annotated[
    Literal["", "oldest", "newest", "risk", "similarity"],
    QueryParameter(
        description="Empty: oldest first where something waits, newest first elsewhere. `risk`: riskiest "
        "first. `similarity`: what is nearly the same together, the biggest wave first."
    ),
]
Words = Annotated[
    str,
    QueryParameter(
        description='Words to search for, each the beginning of one; "phrases in quotes" are found whole.',
        max_length=query.MOST_WORDS,
    ),
]


def _text(description: str, most: int = LONG) -> QueryParameter:
    return QueryParameter(description=description, max_length=most)


def provide_filter(
    site: SiteId = "",
    article: Annotated[str, _text("Only this article's, by id.")] = "",
    title: Annotated[str, _text("Words of the article's title.", query.MOST_WORDS)] = "",
    language: Annotated[str, _text("Only in this language, such as `ar`.")] = "",
    clause: Annotated[str, _text("Only where the engine found this clause.")] = "",
    least: Annotated[str, _text("Least probability, 0 to 1: of the clause, or else of any violation.")] = "",
    most: Annotated[str, _text("Most probability.")] = "",
    from_: Annotated[str, QueryParameter(name="from", description="Sent at or after.", max_length=LONG)] = "",
    to: Annotated[str, _text("Sent before: a date or a time in ISO 8601.")] = "",
    older: Annotated[str, _text("At least so old: `30m`, `12h`, `3d`, `2w`.")] = "",
    newer: Annotated[str, _text("At most so old.")] = "",
    author: Annotated[str, _text("Only by this author, by id.")] = "",
    name: Annotated[str, _text("Words of the name under the comment.", query.MOST_WORDS)] = "",
    by: Annotated[str, _text("Decided by `engine`, `moderator` or `moderator:ID`.", 80)] = "",
    q: Words = "",
) -> Filter:
    """Dependency `filter`. Raises `Refusal("filter-invalid")`."""
    given = {
        "site": site,
        "article": article,
        "title": title,
        "language": language,
        "clause": clause,
        "least": least,
        "most": most,
        "from": from_,
        "to": to,
        "older": older,
        "newer": newer,
        "author": author,
        "name": name,
        "by": by,
        "q": q,
    }
    return query.parse(given).filter


def provide_wanted(
    filter: NamedDependency[Filter], kind: KindName = "referred", order: OrderName = ""
) -> Wanted:
    """Dependency `wanted`: the list, filtered and in its order."""
    asked = query.parse({"kind": kind, "order": order})
    return Wanted(asked.kind, filter, asked.order)


FILTERED = {"filter": Provide(provide_filter, sync_to_thread=False)}
LISTED = {**FILTERED, "wanted": Provide(provide_wanted, sync_to_thread=False)}
