"""The SQLite store: every method of the port on one page, each handed to the writer or to a reader."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from gatepost.conversation.ports import Added, Change, EntryDraft
from gatepost.conversation.records import (
    AppealRecord,
    ArticleRecord,
    CommentRecord,
    Head,
    History,
    Moderator,
    NewComment,
    Page,
    PageRecord,
    QueueItem,
    SessionRecord,
    TokenRecord,
)
from gatepost.conversation.talk.records import Taking, Wish
from gatepost.store.sqlite import (
    articles,
    chains,
    changes,
    comments,
    desk,
    opening,
    pages,
    people,
    sketches,
    threads,
)
from gatepost.store.sqlite.accounts import SQLiteAccounts
from gatepost.store.sqlite.attendance import SQLiteAttendance
from gatepost.store.sqlite.authors import SQLiteAuthors
from gatepost.store.sqlite.claims import SQLiteClaims
from gatepost.store.sqlite.escalations import SQLiteEscalations
from gatepost.store.sqlite.figures import SQLiteFigures
from gatepost.store.sqlite.follows import SQLiteFollows
from gatepost.store.sqlite.keys import SQLiteKeys
from gatepost.store.sqlite.letters import SQLiteLetters
from gatepost.store.sqlite.marks import SQLiteMarks
from gatepost.store.sqlite.orders import Orders
from gatepost.store.sqlite.places import SQLitePlaces
from gatepost.store.sqlite.preferences import SQLitePreferences
from gatepost.store.sqlite.queues import SQLiteQueues
from gatepost.store.sqlite.reader_accounts import SQLiteReaderAccounts
from gatepost.store.sqlite.reader_rights import SQLiteReaderRights
from gatepost.store.sqlite.readers import Readers
from gatepost.store.sqlite.reports import SQLiteReports
from gatepost.store.sqlite.rules import SQLiteRules
from gatepost.store.sqlite.second_looks import SQLiteSecondLooks
from gatepost.store.sqlite.suspensions import SQLiteSuspensions
from gatepost.store.sqlite.upkeep import Upkeep
from gatepost.store.sqlite.views import SQLiteViews
from gatepost.store.sqlite.waiting import SQLiteWaiting
from gatepost.store.sqlite.writer import Writer
from gatepost.vocabulary import DESK_CHAIN, Decision, Entry, Sketch, Verdict

STRETCH = 1_000
"""Ledger entries read at a time while streaming."""


class SQLiteStore:
    """A store in the file `path`; it is made, or brought to the newest schema, by `open`."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._writer = Writer(self.path)
        self._readers = Readers(self.path)
        self._upkeep = Upkeep(self._writer)
        self._orders = Orders()
        self.authors = SQLiteAuthors(self._writer, self._readers)
        self.figures = SQLiteFigures(self._writer, self._readers)
        self.preferences = SQLitePreferences(self._writer, self._readers)
        self.keys = SQLiteKeys(self._writer, self._readers)
        self.letters = SQLiteLetters(self._writer, self._readers)
        self.places = SQLitePlaces(self._writer, self._readers)
        self.follows = SQLiteFollows(self._writer, self._readers)
        self.marks = SQLiteMarks(self._writer, self._readers)
        self.accounts = SQLiteAccounts(self._writer, self._readers)
        self.queues = SQLiteQueues(self._writer, self._readers)
        self.claims = SQLiteClaims(self._writer, self._readers)
        self.views = SQLiteViews(self._writer, self._readers)
        self.suspensions = SQLiteSuspensions(self._writer, self._readers)
        self.escalations = SQLiteEscalations(self._writer, self._readers)
        self.attendance = SQLiteAttendance(self._writer, self._readers)
        self.waiting = SQLiteWaiting(self._writer, self._readers)
        self.rules = SQLiteRules(self._writer, self._readers)
        self.second_looks = SQLiteSecondLooks(self._writer, self._readers)
        self.reports = SQLiteReports(self._writer, self._readers)
        self.readers = SQLiteReaderAccounts(self._writer, self._readers)
        self.rights = SQLiteReaderRights(self._writer, self._readers, self._upkeep)

    async def open(self) -> None:
        await asyncio.to_thread(self._open)
        self._upkeep.start()

    def _open(self) -> None:
        opening.bring_up_to_date(self.path)
        self._writer.open()
        self._readers.open()

    async def close(self) -> None:
        await self._upkeep.stop()
        await asyncio.to_thread(self._close)

    async def caught_up(self) -> None:
        """Wait until every text that is stored by now can be found."""
        await self._upkeep.caught_up()

    def _close(self) -> None:
        self._writer.close()
        self._readers.close()

    async def ping(self) -> None:
        await self._readers.run(lambda cursor: cursor.execute("SELECT 1").fetchone())
        await self._writer.run(lambda cursor: None)  # takes the write lock, which a read-only file refuses

    # Articles
    async def ensure_article(self, article: ArticleRecord) -> ArticleRecord:
        found = await self.article(article.site, article.key)
        if found is not None and not articles.lacks(found, article):
            return found
        return await self._writer.run(partial(articles.ensure, wanted=article))

    async def article(self, site: str, key: str) -> ArticleRecord | None:
        return await self._readers.run(partial(articles.by_key, site=site, key=key))

    async def article_by_id(self, article: str) -> ArticleRecord | None:
        return await self._readers.run(partial(articles.by_id, article=article))

    async def articles(self, site: str | None = None) -> Sequence[ArticleRecord]:
        return await self._readers.run(partial(articles.every, site=site))

    async def set_up(self, article: str, wish: Wish) -> ArticleRecord:
        return await self._writer.run(partial(articles.set_up, article=article, wish=wish))

    async def page_read(self, article: str) -> PageRecord | None:
        return await self._readers.run(partial(pages.of_article, article=article))

    async def keep_page_read(self, page: PageRecord) -> None:
        await self._writer.run(partial(pages.keep, page=page))

    # Comments
    async def add_comment(
        self,
        comment: NewComment,
        entry: EntryDraft,
        article: ArticleRecord | None = None,
        *,
        closed: bool = False,
        taking: Taking = Taking(),  # noqa: B008 - frozen
    ) -> Added:
        added = await self._writer.run(
            partial(comments.add, new=comment, entry=entry, article=article, closed=closed, taking=taking)
        )
        self._upkeep.texts_came()
        return added

    async def comment(self, comment: str) -> CommentRecord | None:
        return await self._readers.run(partial(comments.by_id, comment=comment))

    async def owner_of(self, token_hash: bytes) -> str | None:
        return await self._readers.run(partial(comments.owner_of, token_hash=token_hash))

    async def history(self, comment: str) -> History | None:
        return await self._readers.run(partial(comments.history, comment=comment))

    async def decision_of(self, comment: str) -> tuple[Decision, int, int] | None:
        return await self._readers.run(partial(comments.decision_of, comment=comment))

    async def verdict_of(self, comment: str) -> Verdict | None:
        return await self._readers.run(partial(comments.verdict_of, comment=comment))

    async def appeal_of(self, comment: str) -> AppealRecord | None:
        return await self._readers.run(partial(comments.appeal_of, comment=comment))

    async def notes_of(self, comment: str) -> Sequence[tuple[str, str, int]]:
        return await self._readers.run(partial(comments.notes_of, comment=comment))

    async def apply(self, changes_: Sequence[Change]) -> Sequence[CommentRecord | Exception]:
        if not any(change.erase for change in changes_):
            return await self._carry_out(changes_)
        async with self._upkeep.erasing():
            results = await self._carry_out(changes_)
        await self._writer.sweep()
        return results

    async def _carry_out(self, changes_: Sequence[Change]) -> list[CommentRecord | Exception]:
        letters = self.letters.on
        return await self._writer.run_each(
            [partial(changes.carry_out, change=change, letters=letters) for change in changes_]
        )

    async def alike(self, comments_: Sequence[str]) -> Sequence[tuple[Sketch, ...]]:
        return await self._readers.run(partial(sketches.alike, comments=comments_))

    async def names_in_thread(self, comment: str, limit: int) -> Sequence[str]:
        return await self._readers.run(partial(pages.names_in_thread, comment=comment, limit=limit))

    async def unscreened(self, limit: int, after: str | None = None) -> Sequence[CommentRecord]:
        return await self._readers.run(partial(comments.unscreened, limit=limit, after=after))

    async def page(self, article: str, sort: str, after: str | None, limit: int) -> Page:
        return await self._readers.run(
            partial(threads.page, article=article, sort=sort, after=after, limit=limit, orders=self._orders)
        )

    async def page_with(self, article: str, sort: str, comment: str, limit: int) -> str | None:
        return await self._readers.run(
            partial(
                threads.page_with,
                article=article,
                sort=sort,
                comment=comment,
                limit=limit,
                orders=self._orders,
            )
        )

    async def set_picked(self, comment: str, picked: bool, at: int) -> CommentRecord:
        return await self._writer.run(partial(changes.set_picked, comment=comment, picked=picked))

    # Desk
    async def queue_item(self, comment: str) -> QueueItem | None:
        return await self._readers.run(partial(desk.item, comment=comment))

    async def counts(self, site: str | None) -> Mapping[str, int]:
        return await self._readers.run(partial(desk.counts, site=site))

    # People and programs
    async def add_moderator(self, moderator: Moderator) -> None:
        await self._writer.run(partial(people.keep_moderator, moderator=moderator))

    async def moderator(self, moderator: str) -> Moderator | None:
        return await self._readers.run(partial(people.moderator, wanted=moderator))

    async def moderator_by_name(self, name: str) -> Moderator | None:
        return await self._readers.run(partial(people.moderator_by_name, name=name))

    async def moderators(self) -> Sequence[Moderator]:
        return await self._readers.run(people.all_moderators)

    async def add_session(self, session: SessionRecord) -> None:
        await self._writer.run(partial(people.add_session, session=session))

    async def session(self, token_hash: bytes) -> SessionRecord | None:
        return await self._readers.run(partial(people.session, token_hash=token_hash))

    async def sessions(self, moderator: str) -> Sequence[SessionRecord]:
        return await self._readers.run(partial(people.sessions_of, moderator=moderator))

    async def end_session(self, token_hash: bytes) -> None:
        await self._writer.run(partial(people.end_session, token_hash=token_hash))

    async def add_link(self, token_hash: bytes, moderator: str, expires_at: int) -> None:
        await self._writer.run(
            partial(people.add_link, token_hash=token_hash, moderator=moderator, expires_at=expires_at)
        )

    async def take_link(self, token_hash: bytes, now: int) -> str | None:
        return await self._writer.run(partial(people.take_link, token_hash=token_hash, now=now))

    async def add_token(self, token: TokenRecord) -> None:
        await self._writer.run(partial(people.add_token, token=token))

    async def token(self, token_hash: bytes) -> TokenRecord | None:
        return await self._readers.run(partial(people.token, token_hash=token_hash))

    async def tokens(self) -> Sequence[TokenRecord]:
        return await self._readers.run(people.all_tokens)

    async def end_token(self, name: str) -> bool:
        return await self._writer.run(partial(people.end_token, name=name))

    # Ledger
    async def record(self, subject: str, at: int, entry: EntryDraft) -> Entry:
        (recorded,) = await self._writer.run(
            partial(chains.append, chain=DESK_CHAIN, comment=subject, at=at, drafts=(entry,))
        )
        return recorded

    async def entries(self, chain: str | None = None) -> AsyncIterator[Entry]:
        at, seq = (chain or "", -1)
        while True:
            stretch = await self._readers.run(partial(chains.stretch, chain=at, seq=seq, limit=STRETCH))
            for entry in stretch:
                if chain is not None and entry.chain != chain:
                    return
                yield entry
                at, seq = entry.chain, entry.seq
            if len(stretch) < STRETCH:
                return

    async def head(self, chain: str) -> Head | None:
        return await self._readers.run(partial(chains.head, chain=chain))

    async def heads(self) -> Sequence[Head]:
        return await self._readers.run(chains.heads)
