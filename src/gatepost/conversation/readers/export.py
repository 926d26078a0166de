"""Everything that is kept about a reader, as one document that programs and people can read."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from gatepost.conversation.authors.records import Author
from gatepost.conversation.house import House
from gatepost.conversation.readers.rights import Belongings
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.statement import Statement, statement_of
from gatepost.conversation.submit import iso
from gatepost.conversation.suspensions.announce import Announcement, announced
from gatepost.conversation.tokens import shown

FORMAT = "gatepost reader 1"
AT_ONCE = 200


class ExportedAppeal(Struct, frozen=True):
    text: str
    made_at: str
    outcome: str | None
    answered_at: str | None
    reply: str


class ExportedComment(Struct, frozen=True):
    """`digest` and `salt` are the receipt's; `decided_by`: `machine` or `person`."""

    id: str
    article: str
    title: str
    parent: str | None
    state: str
    name: str
    badge: str
    text: str | None
    language: str
    submitted_at: str
    published_at: str | None
    digest: str
    salt: str | None
    picked: bool
    marks: int
    question: bool
    decided_at: str | None
    decided_by: str | None
    statement: Statement | None
    appeals: tuple[ExportedAppeal, ...]


class Exported(Struct, frozen=True):
    """`account` is null for a guest. `objections`: the reader's own words against suspensions. Times are
    ISO 8601 in UTC."""

    format: str
    made_at: str
    site: dict[str, str]
    author: dict[str, str]
    account: dict[str, Any] | None
    sessions: list[dict[str, str]]
    comments: list[ExportedComment]
    reports: list[dict[str, Any]]
    marks: list[dict[str, str]]
    follows: list[dict[str, str]]
    letters: list[dict[str, Any]]
    suspensions: list[Announcement]
    objections: list[dict[str, str]]


async def export_reader(house: House, author: Author, language: str) -> Exported:
    """All that the store keeps about this author; `language` of the statements. Raises `StoreUnavailable`."""
    belongings = await house.store.rights.belongings(author.id)
    site = house.sites.of(author.site)
    found = await house.store.suspensions.of_author(author.id)
    return Exported(
        format=FORMAT,
        made_at=iso(house.clock()),
        site={"id": site.id, "name": site.name},
        author={"id": author.id, "known_since": iso(author.made_at)},
        account=_account(author),
        sessions=[
            {"began": iso(one.made_at), "ends": iso(one.expires_at)}
            for one in await house.store.readers.sessions_of(author.id, house.clock())
        ],
        comments=await _comments(house, author, belongings, language),
        reports=[
            {
                "comment": one.comment,
                "clause": one.clause,
                "text": one.text,
                "made_at": iso(one.made_at),
                "upheld": one.upheld,
            }
            for one in belongings.reports
        ],
        marks=[{"comment": one.comment, "at": iso(one.at)} for one in belongings.marks],
        follows=[{"article": one.article, "since": iso(one.since)} for one in belongings.follows],
        letters=[
            {
                "kind": one.kind,
                "about": one.about,
                "written_at": iso(one.written_at),
                "sent_at": _iso(one.sent_at),
            }
            for one in belongings.letters
        ],
        suspensions=[await announced(house, one, language) for one in found],
        objections=[
            {"suspension": one.id, "text": one.appeal, "made_at": iso(one.appealed_at)}
            for one in found
            if one.appealed_at is not None
        ],
    )


async def export_comment(house: House, comment_id: str, language: str) -> ExportedComment:
    """One comment, for who has its receipt and nothing else. Raises `Refusal` (`not-found`)."""
    comment = await house.store.comment(comment_id)
    if comment is None:
        raise Refusal("not-found", "There is no comment with this id.")
    appeal = await house.store.appeal_of(comment_id)
    return await _comment(house, comment, (appeal,) if appeal else (), language)


def encoded(document: Exported | ExportedComment) -> bytes:
    """As indented JSON in UTF-8."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


async def _comments(
    house: House, author: Author, belongings: Belongings, language: str
) -> list[ExportedComment]:
    found: list[ExportedComment] = []
    last: str | None = None
    while True:
        some = await house.store.authors.comments_of(author.id, last, AT_ONCE)
        for one in some:
            found.append(await _comment(house, one, belongings.appeals.get(one.id, ()), language))
        if len(some) < AT_ONCE:
            return found
        last = some[-1].id


async def _comment(
    house: House, comment: CommentRecord, appeals: tuple[AppealRecord, ...], language: str
) -> ExportedComment:
    article = await house.store.article_by_id(comment.article)
    standing = await house.store.decision_of(comment.id)
    return ExportedComment(
        id=comment.id,
        article=article.url if article else "",
        title=article.title if article else "",
        parent=comment.parent,
        state=comment.state.value,
        name=comment.author_name,
        badge=comment.badge,
        text=comment.text,
        language=comment.language,
        submitted_at=iso(comment.submitted_at),
        published_at=_iso(comment.published_at),
        digest=shown(comment.digest),
        salt=comment.salt.hex() if comment.salt else None,
        picked=comment.picked,
        marks=comment.marks,
        question=comment.question,
        decided_at=iso(standing[2]) if standing else None,
        decided_by=("machine" if standing[0].by == "engine" else "person") if standing else None,
        statement=await statement_of(house, comment, language),
        appeals=tuple(
            ExportedAppeal(one.text, iso(one.made_at), one.outcome, _iso(one.answered_at), one.reply)
            for one in appeals
        ),
    )


def _account(author: Author) -> dict[str, Any] | None:
    account = author.account
    if account is None:
        return None
    return {
        "kind": account.kind,
        "email": account.email,
        "name": account.name,
        "badge": account.badge,
        "language": account.language,
        "tell": msgspec.structs.asdict(account.tell),
        "made_at": iso(account.made_at),
        "seen_at": iso(account.seen_at),
    }


def _iso(at: int | None) -> str | None:
    return None if at is None else iso(at)
