"""Cards for many comments at once: one statement for each kind of thing that a card shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, func, literal_column, select

from gatepost.conversation.authors.records import AuthorRecord
from gatepost.conversation.records import Claim, CommentRecord, QueueItem
from gatepost.store.sql import authors, codec, proposals
from gatepost.store.sql.constructs import among
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import appeals, articles, claims, comments, decisions, reports, verdicts

_json = msgspec.json.Encoder().encode


def _for_all(*columns: Any, which: Any) -> Select[Any]:
    return select(*columns).where(among(which, bindparam("ids")))


_COMMENTS = sql(_for_all(comments.c.risk, comments.c.wave, *codec.COMMENT, which=comments.c.id))
_ARTICLES = sql(_for_all(*codec.ARTICLE, which=articles.c.id))
_PARENTS = sql(_for_all(*codec.COMMENT, which=comments.c.id))
_VERDICTS = sql(_for_all(verdicts.c.comment, verdicts.c.record, which=verdicts.c.comment))
_STANDING = sql(
    _for_all(
        decisions.c.comment, decisions.c.seq, decisions.c.at, decisions.c.record, which=decisions.c.comment
    )
    .where(decisions.c.standing == literal_column("1"))
    .order_by(decisions.c.seq)
)
_APPEALS = sql(_for_all(*codec.APPEAL, which=appeals.c.comment).order_by(appeals.c.made_at, appeals.c.id))
_REPORTS = sql(_for_all(*codec.REPORT, which=reports.c.comment).order_by(reports.c.made_at, reports.c.id))
_CLAIMS = sql(_for_all(claims.c.comment, claims.c.moderator, claims.c.until, which=claims.c.comment))
_LOOKS = sql(_for_all(*proposals.COLUMNS, which=proposals.OF).order_by(proposals.SEQ))
_WAVES = sql(
    _for_all(comments.c.wave, func.count(), which=comments.c.wave)
    .where(
        comments.c.state == literal_column("'pending'"),
        comments.c.screened == literal_column("1"),
    )
    .group_by(comments.c.wave)
).hinted({"FROM comments ": "FROM comments INDEXED BY ix_comments_wave "})


def items(cursor: Cursor, wanted: Sequence[str]) -> list[QueueItem]:
    """The cards of these comments, in this order; those that are not there are left out."""
    if not wanted:
        return []

    def ask(statement: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        return cursor.execute(statement, {"ids": _json(ids).decode()}).fetchall() if ids else []

    found = {row[2]: (row[0], row[1], codec.comment(row[2:])) for row in ask(_COMMENTS, wanted)}
    records = [record for _, _, record in found.values()]
    places = {row[0]: codec.article(row) for row in ask(_ARTICLES, _distinct(one.article for one in records))}
    parents: dict[str | None, CommentRecord] = {
        row[0]: codec.comment(row)
        for row in ask(_PARENTS, _distinct(one.parent for one in records if one.parent))
    }
    verdict = dict(ask(_VERDICTS, wanted))
    standing = {row[0]: row[1:] for row in ask(_STANDING, wanted)}
    appeal = {row[1]: codec.appeal(row) for row in ask(_APPEALS, wanted)}
    flags: dict[str, list[Any]] = {}
    for row in ask(_REPORTS, wanted):
        flags.setdefault(row[1], []).append(codec.report(row))
    claim = {row[0]: Claim(*row) for row in ask(_CLAIMS, wanted)}
    looks: dict[str, list[Any]] = {}
    for row in ask(_LOOKS, wanted):
        looks.setdefault(row[0], []).append(row)
    sizes = dict(ask(_WAVES, _distinct(wave for _, wave, _ in found.values() if wave)))
    known: dict[str | None, AuthorRecord] = {
        author: authors.record(cursor, author)
        for author in _distinct(one.author for one in records if one.author)
    }
    made = []
    for id_ in wanted:
        if id_ not in found:
            continue
        risk, wave, record = found[id_]
        seq, at, packed = standing.get(id_, (-1, None, None))
        text = record.text
        decision = None if packed is None else codec.unpack_decision(packed, text)
        made.append(
            QueueItem(
                record,
                places[record.article],
                codec.unpack_verdict(verdict[id_], text) if id_ in verdict else None,
                decision,
                at,
                appeal.get(id_),
                parents.get(record.parent),
                tuple(flags.get(id_, ())),
                known.get(record.author),
                seq,
                risk,
                wave,
                sizes.get(wave, 0),
                claim.get(id_),
                proposals.open_among(looks.get(id_, ()), text),
                proposals.part_among(looks.get(id_, ()), decision, seq),
            )
        )
    return made


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(values))
