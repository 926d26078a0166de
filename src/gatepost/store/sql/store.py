"""A store over SQL: every method of the port on one page, each handed to the writer or to a reader."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial

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
from gatepost.conversation.work.records import Lease, Seen
from gatepost.store.sql import (
    articles,
    chains,
    changes,
    comments,
    desk,
    pages,
    people,
    sketches,
    threads,
    watching,
)
from gatepost.store.sql.accounts import SQLAccounts
from gatepost.store.sql.attendance import SQLAttendance
from gatepost.store.sql.authors import SQLAuthors
from gatepost.store.sql.checkpoints import SQLCheckpoints
from gatepost.store.sql.claims import SQLClaims
from gatepost.store.sql.cursor import Readers, Writer
from gatepost.store.sql.escalations import SQLEscalations
from gatepost.store.sql.figures import SQLFigures
from gatepost.store.sql.follows import SQLFollows
from gatepost.store.sql.keys import SQLKeys
from gatepost.store.sql.letters import SQLLetters
from gatepost.store.sql.marks import SQLMarks
from gatepost.store.sql.orders import Orders
from gatepost.store.sql.places import SQLPlaces
from gatepost.store.sql.preferences import SQLPreferences
from gatepost.store.sql.queues import SQLQueues
from gatepost.store.sql.reader_accounts import SQLReaderAccounts
from gatepost.store.sql.reader_rights import SQLReaderRights
from gatepost.store.sql.reports import SQLReports
from gatepost.store.sql.retention import SQLRetention
from gatepost.store.sql.rules import SQLRules
from gatepost.store.sql.second_looks import SQLSecondLooks
from gatepost.store.sql.suspensions import SQLSuspensions
from gatepost.store.sql.upkeep import Upkeep
from gatepost.store.sql.views import SQLViews
from gatepost.store.sql.waiting import SQLWaiting
from gatepost.store.sql.work import SQLJobs
from gatepost.vocabulary import DESK_CHAIN, Decision, Entry, Kind, Sketch, Verdict

STRETCH = 1_000
"""Ledger entries read at a time while streaming."""
ERASED_AT_ONCE = 25
"""Texts that are erased in one transaction, between which others write; then the index is emptied once."""


class SQLStore:
    """All but opening and closing, which the databases' own stores add."""

    _take_in = staticmethod(comments.add)
    """What is done with a new comment in its transaction."""

    def __init__(self, writer: Writer, readers: Readers, upkeep: Upkeep) -> None:
        self._writer, self._readers, self._upkeep = writer, readers, upkeep
        self._orders = Orders()
        self.authors = SQLAuthors(self._writer, self._readers)
        self.figures = SQLFigures(self._writer, self._readers)
        self.preferences = SQLPreferences(self._writer, self._readers)
        self.keys = SQLKeys(self._writer, self._readers)
        self.letters = SQLLetters(self._writer, self._readers)
        self.places = SQLPlaces(self._writer, self._readers)
        self.follows = SQLFollows(self._writer, self._readers)
        self.marks = SQLMarks(self._writer, self._readers)
        self.accounts = SQLAccounts(self._writer, self._readers)
        self.queues = SQLQueues(self._writer, self._readers)
        self.claims = SQLClaims(self._writer, self._readers)
        self.views = SQLViews(self._writer, self._readers)
        self.suspensions = SQLSuspensions(self._writer, self._readers)
        self.escalations = SQLEscalations(self._writer, self._readers)
        self.attendance = SQLAttendance(self._writer, self._readers)
        self.waiting = SQLWaiting(self._writer, self._readers)
        self.rules = SQLRules(self._writer, self._readers)
        self.second_looks = SQLSecondLooks(self._writer, self._readers)
        self.reports = SQLReports(self._writer, self._readers)
        self.readers = SQLReaderAccounts(self._writer, self._readers)
        self.checkpoints = SQLCheckpoints(self._writer, self._readers)
        self.jobs = SQLJobs(self._writer, self._readers)
        self.rights = SQLReaderRights(self._writer, self._readers, self._upkeep)
        self.retention = SQLRetention(self._writer, self._readers, self._upkeep)

    async def caught_up(self) -> None:
        """Wait until every text that is stored by now can be found."""
        await self._upkeep.caught_up()

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
        lease: Lease | None = None,
    ) -> Added:
        added = await self._writer.run(
            partial(
                self._take_in,
                new=comment,
                entry=entry,
                article=article,
                closed=closed,
                taking=taking,
                lease=lease,
            )
        )
        self._upkeep.texts_came()
        return added

    async def comment(self, comment: str) -> CommentRecord | None:
        return await self._readers.run(partial(comments.by_id, comment=comment))

    async def comments(self, comments_: Sequence[str]) -> Sequence[CommentRecord]:
        return await self._readers.run(partial(comments.by_ids, wanted=comments_))

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
        results: list[CommentRecord | Exception] = []
        async with self._upkeep.erasing():
            for first in range(0, len(changes_), ERASED_AT_ONCE):
                results += await self._carry_out(changes_[first : first + ERASED_AT_ONCE])
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

    async def seen(self, asked: Sequence[Seen]) -> Sequence[tuple[Seen, Sequence[tuple[Kind, str]]]]:
        if not asked:
            return ()
        return await self._readers.run(partial(watching.seen, asked=asked))

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
