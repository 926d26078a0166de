"""Versions of the rules, and drafts of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.rules.ports import MOST_DRAFTS, RulesChanged
from gatepost.conversation.rules.records import RuleDraft, RuleSettings, SiteRules, Version
from gatepost.store.sql import chains
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments, rule_drafts, rules
from gatepost.vocabulary import DESK_CHAIN

_NEWEST_NUMBER = sql(select(func.max(rules.c.number)))
_VERSIONS = sql(select(*rules.c).order_by(rules.c.number))
_VERSION = sql(select(*rules.c).where(rules.c.number == bindparam("number")))
_NEW = sql(insert(rules))
_new_draft = upsert(rule_drafts)
_KEEP_DRAFT = sql(
    _new_draft.on_conflict_do_update(index_elements=["id"], set_={"at": _new_draft.excluded["at"]})
)
_NEWEST_DRAFTS = select(rule_drafts.c.id).order_by(rule_drafts.c.at.desc()).limit(bindparam("most"))
_OLD_DRAFTS = sql(delete(rule_drafts).where(rule_drafts.c.id.not_in(_NEWEST_DRAFTS)))
_DRAFT = sql(select(*rule_drafts.c).where(rule_drafts.c.id == bindparam("id")))
_DRAFTS = sql(select(*rule_drafts.c).order_by(rule_drafts.c.at.desc(), rule_drafts.c.id))
_FORGET = sql(delete(rule_drafts).where(rule_drafts.c.id == bindparam("id")))
# Ids sort by the time that they were made.
_COMMENTS = sql(
    select(comments.c.id)
    .where(comments.c.text.is_not(None))
    .order_by(comments.c.id.desc())
    .limit(bindparam("limit"))
)


class SQLRules:
    """`store.rules`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def newest(self) -> Version | None:
        return await self._readers.run(_newest)

    async def versions(self) -> Sequence[Version]:
        return await self._readers.run(lambda cursor: [_version(row) for row in cursor.execute(_VERSIONS)])

    async def version(self, number: int) -> Version | None:
        return await self._readers.run(partial(_by_number, number=number))

    async def publish(self, version: Version, entry: EntryDraft) -> None:
        await self._writer.run(partial(_publish, version=version, entry=entry))

    async def keep_draft(self, draft: RuleDraft) -> None:
        await self._writer.run(partial(_keep_draft, draft=draft))

    async def draft(self, draft: str) -> RuleDraft | None:
        def read(cursor: Cursor) -> RuleDraft | None:
            row = cursor.execute(_DRAFT, {"id": draft}).fetchone()
            return _draft(row) if row else None

        return await self._readers.run(read)

    async def drafts(self) -> Sequence[RuleDraft]:
        return await self._readers.run(lambda cursor: [_draft(row) for row in cursor.execute(_DRAFTS)])

    async def forget_draft(self, draft: str) -> None:
        await self._writer.run(lambda cursor: cursor.execute(_FORGET, {"id": draft}) and None)

    async def newest_comments(self, limit: int) -> Sequence[str]:
        return await self._readers.run(
            lambda cursor: [row[0] for row in cursor.execute(_COMMENTS, {"limit": limit})]
        )


def _newest(cursor: Cursor) -> Version | None:
    (number,) = cursor.execute(_NEWEST_NUMBER).fetchone()
    return None if number is None else _by_number(cursor, number)


def _by_number(cursor: Cursor, number: int) -> Version | None:
    row = cursor.execute(_VERSION, {"number": number}).fetchone()
    return _version(row) if row else None


def _publish(cursor: Cursor, version: Version, entry: EntryDraft) -> None:
    newest = cursor.execute(_NEWEST_NUMBER).fetchone()[0] or 0
    if version.number != newest + 1:
        raise RulesChanged(newest)
    cursor.execute(
        _NEW,
        {
            "number": version.number,
            "version": version.version,
            "guidelines": version.text.encode(),
            "settings": version.settings.encoded(),
            "by": version.by,
            "at": version.at,
            "note": version.note.encode(),
        },
    )
    chains.append(cursor, DESK_CHAIN, version.version, version.at, (entry,))


def _keep_draft(cursor: Cursor, draft: RuleDraft) -> None:
    cursor.execute(
        _KEEP_DRAFT,
        {
            "id": draft.id,
            "base": draft.base,
            "guidelines": draft.text.encode(),
            "settings": msgspec.json.encode(draft.sites, order="sorted"),
            "by": draft.by,
            "at": draft.at,
        },
    )
    cursor.execute(_OLD_DRAFTS, {"most": MOST_DRAFTS})


def _version(row: tuple[Any, ...]) -> Version:
    number, version, guidelines, settings, by, at, note = row
    rules = msgspec.json.decode(settings, type=RuleSettings)
    return Version(number, version, guidelines.decode(), rules, by, at, note.decode())


def _draft(row: tuple[Any, ...]) -> RuleDraft:
    _, base, guidelines, settings, by, at = row
    sites = msgspec.json.decode(settings, type=dict[str, SiteRules])
    return RuleDraft(base, guidelines.decode(), sites, by, at)
