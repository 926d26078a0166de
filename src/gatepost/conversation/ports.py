"""What the conversation needs from a store and an engine. Every store passes one contract suite.

Each method is one transaction: all of it is durable when it returns, or none of it happened. Ledger entries
are appended in the same transaction as the change that they record. Anything that cannot be stored raises
`StoreUnavailable`; the caller answers 503 and the reader keeps the text.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from gatepost.conversation.attendance.ports import AttendanceStore
from gatepost.conversation.authors.ports import Authors
from gatepost.conversation.checkpoints.ports import Checkpoints
from gatepost.conversation.escalations.ports import Escalations
from gatepost.conversation.figures.ports import Figures
from gatepost.conversation.keys import Keys
from gatepost.conversation.preferences.ports import PreferenceStore
from gatepost.conversation.queues.ports import Claims, Queues, Views
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
    ReportRecord,
    SessionRecord,
    TokenRecord,
)
from gatepost.conversation.suspensions.ports import Suspensions
from gatepost.conversation.talk.records import Taking, Wish
from gatepost.conversation.waiting.ports import WaitingStore
from gatepost.conversation.work.ports import Bus, Jobs
from gatepost.conversation.work.records import Lease, Seen
from gatepost.vocabulary import Context, Decision, Entry, Kind, Sketch, State, Submission, Verdict

if TYPE_CHECKING:  # the rooms' ports name what stands here
    from gatepost.conversation.accounts.ports import AccountStore
    from gatepost.conversation.letters.ports import Letters
    from gatepost.conversation.readers.ports import ReaderAccounts
    from gatepost.conversation.readers.rights import ReaderRights
    from gatepost.conversation.reports.ports import Reports
    from gatepost.conversation.retention.ports import RetentionStore
    from gatepost.conversation.rules.ports import RulesStore
    from gatepost.conversation.second_looks.ports import SecondLooks
    from gatepost.conversation.talk.ports import Follows, Marks, Places

SKETCH_WINDOW = 7 * 24 * 60 * 60 * 1_000_000
"""How long a comment's sketch is kept and compared with later ones, in microseconds: seven days."""

MOST_ALIKE = 50
"""So many earlier sketches are handed out for one comment at most, the newest."""


MOST_SEEN = 500
"""So many entries are told one by one; who missed more looks at the whole list again."""


class StoreUnavailable(Exception):
    """The store cannot be written or read now; nothing of the attempt remains.

    `advice`: what is wrong and what mends it, without paths or addresses: readiness shows it to whoever asks.
    """

    def __init__(self, said: str = "", advice: str = "") -> None:
        super().__init__(said)
        self.advice = advice


class StateChanged(Exception):
    """Somebody was faster: the comment is no longer in a state that this step starts from."""

    def __init__(self, comment: str, state: State) -> None:
        super().__init__(f"comment {comment} is {state.value}")
        self.comment = comment
        self.state = state


class DigestMismatch(Exception):
    """The stored text is not the submitted text: it is not published and an alarm is due."""


class ArticleClosed(Exception):
    """The article takes no more comments."""


class ParentMissing(Exception):
    """The comment answered is not public under this article (any more)."""


class AppealOpen(Exception):
    """An appeal against this rejection already waits for its answer."""


class NameTaken(Exception):
    """Another moderator or token has this name."""


class CursorInvalid(ValueError):
    """This `after` was not made by this store, or for another sort."""


class Added(Struct, frozen=True):
    """Result of `add_comment`. `replayed`: the Idempotency-Key was known and this is the earlier comment.

    `conflict`: the key was known with another request. `sealed_token` is the earlier one when replayed.
    """

    comment: CommentRecord
    entry: Entry
    replayed: bool = False
    conflict: bool = False
    sealed_token: bytes | None = None


class EntryDraft(Struct, frozen=True):
    """A ledger entry before the store gives it its place in the chain."""

    kind: Kind
    body: Mapping[str, Any]


class Change(Struct, frozen=True):
    """One step in a comment's life: from one of the states `expected` to `state`, with its entries.

    The store refuses with `StateChanged` when the comment is in no expected state. With `publish` it
    re-computes the digest from the stored bytes first and refuses with `DigestMismatch`. It raises the
    article's revision whenever the comment enters or leaves `approved`, or is picked.

    Guards, each refused with `StateChanged`: `needs_no_verdict` and `needs_verdict`; `needs_open_appeal` and
    `needs_no_open_appeal` (an appeal that came meanwhile must not be passed over); `standing` (the sequence
    number of the decision that the caller saw standing, -1 for none; None: do not look); `proposals` (the
    numbers of those that the caller saw open; None: do not look). A decision that `proposes` opens one; a
    final one ends all that are open; taking it back opens them again.

    `appeal` is kept (new, or the same id with its answer or without); `AppealOpen` when another one waits.
    `report` is kept as it is, whoever made it (`reports.take` looks first: use that for readers).
    `closes_reports` ends the comment's open reports; a final decision also judges them, and what it approves
    is cleared of their clauses. `note` is for moderators' eyes and
    never enters the ledger. `erase` forgets text, salt, sketch, name, notes, and the words of appeals and
    reports. The sketch is forgotten on a withdrawal too: who takes a comment back may send it again.
    A newsroom's public answer to a question is noted with the question. Where letters are sent, those that
    the step gives a reason for are written with it; they wait for `quiet` microseconds, in which the step may
    be taken back. Where a person decides about every comment, the engine's own final decision is refused with
    `ArticleHeld`.
    An erased comment's text, salt and name go to `Escalations.kept` while an escalation holds them.
    """

    comment: str
    at: int
    expected: tuple[State, ...]
    state: State
    entries: tuple[EntryDraft, ...]
    verdict: Verdict | None = None
    decision: Decision | None = None
    note: str = ""
    appeal: AppealRecord | None = None
    publish: bool = False
    erase: bool = False
    report: ReportRecord | None = None
    closes_reports: bool = False
    needs_open_appeal: bool = False
    needs_no_open_appeal: bool = False
    needs_no_verdict: bool = False
    needs_verdict: bool = False
    standing: int | None = None
    proposals: tuple[int, ...] | None = None
    quiet: int = 0


class Store(Protocol):
    """Where the conversation is kept. Each room of the desk has a facet of its own."""

    @property
    def authors(self) -> Authors: ...

    @property
    def figures(self) -> Figures: ...

    @property
    def preferences(self) -> PreferenceStore: ...

    @property
    def accounts(self) -> AccountStore: ...

    @property
    def queues(self) -> Queues: ...

    @property
    def claims(self) -> Claims: ...

    @property
    def views(self) -> Views: ...

    @property
    def suspensions(self) -> Suspensions: ...

    @property
    def escalations(self) -> Escalations: ...

    @property
    def attendance(self) -> AttendanceStore: ...

    @property
    def waiting(self) -> WaitingStore: ...

    @property
    def rules(self) -> RulesStore: ...

    @property
    def second_looks(self) -> SecondLooks: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def letters(self) -> Letters: ...

    @property
    def marks(self) -> Marks: ...

    @property
    def readers(self) -> ReaderAccounts: ...

    @property
    def places(self) -> Places: ...

    @property
    def follows(self) -> Follows: ...

    @property
    def rights(self) -> ReaderRights: ...

    @property
    def checkpoints(self) -> Checkpoints: ...

    @property
    def retention(self) -> RetentionStore: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def bus(self) -> Bus: ...

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def ping(self) -> None:
        """Raise `StoreUnavailable` unless the store answers reads and could take a write."""

    # Articles
    async def ensure_article(self, article: ArticleRecord) -> ArticleRecord:
        """The article with this site and key, made from `article` if new; empty title and body filled."""

    async def article(self, site: str, key: str) -> ArticleRecord | None: ...

    async def article_by_id(self, article: str) -> ArticleRecord | None: ...

    async def articles(self, site: str | None = None) -> Sequence[ArticleRecord]: ...

    async def set_up(self, article: str, wish: Wish) -> ArticleRecord:
        """Change what the wish names. Raises `KeyError`."""

    async def page_read(self, article: str) -> PageRecord | None:
        """What was read of the article from its own page."""

    async def keep_page_read(self, page: PageRecord) -> None:
        """In place of what was kept before."""

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
        """Make a submission durable with its ledger entry, and with the job to screen it: with `lease` that
        worker has it already, without anybody may take it.

        With `article` its article is made, or filled, in the same transaction, as `ensure_article` would; the
        comment hangs on the one that is there then. A refused comment leaves no article behind.

        `closed`: nothing new is taken now (`ArticleClosed`); a repeated Idempotency-Key is still answered.

        `taking`: the site's rules; the article's own come before them.

        Raises `ArticleClosed`, `ParentMissing` (no approved comment with this id under this article),
        `Suspended`, `QuestionsOff` or, in slow mode, `TooSoon`.
        """

    async def comment(self, comment: str) -> CommentRecord | None: ...

    async def comments(self, comments_: Sequence[str]) -> Sequence[CommentRecord]:
        """Those of these ids that there are."""

    async def owner_of(self, token_hash: bytes) -> str | None:
        """The id of the comment that this receipt token belongs to."""

    async def history(self, comment: str) -> History | None: ...

    async def decision_of(self, comment: str) -> tuple[Decision, int, int] | None:
        """The standing decision with its ledger sequence number and its time: the newest one that was neither
        taken back nor took back another."""

    async def verdict_of(self, comment: str) -> Verdict | None: ...

    async def appeal_of(self, comment: str) -> AppealRecord | None:
        """The newest appeal."""

    async def notes_of(self, comment: str) -> Sequence[tuple[str, str, int]]:
        """Moderators' notes as (who, note, when), oldest first; none of a look that waits for a second."""

    async def apply(self, changes: Sequence[Change]) -> Sequence[CommentRecord | Exception]:
        """Carry out each change on its own; a refused one gives its exception in its place."""

    async def alike(self, comments: Sequence[str]) -> Sequence[tuple[Sketch, ...]]:
        """For each comment the sketches of those that may be alike, newest first, at most `MOST_ALIKE`: sent
        to the same site before it, at most `SKETCH_WINDOW` earlier, neither withdrawn nor erased since."""

    async def names_in_thread(self, comment: str, limit: int) -> Sequence[str]:
        """Display names in the public part of this comment's thread, each once, who wrote last first."""

    async def unscreened(self, limit: int, after: str | None = None) -> Sequence[CommentRecord]:
        """Pending comments without a verdict, oldest first: what a killed process left behind."""

    async def page(self, article: str, sort: str, after: str | None, limit: int) -> Page: ...

    async def page_with(self, article: str, sort: str, comment: str, limit: int) -> str | None:
        """The `after` of the page of `limit` comments on which this one stands: "" is the first page.

        None where it stands on none.
        """

    async def set_picked(self, comment: str, picked: bool, at: int) -> CommentRecord: ...

    # Desk
    async def queue_item(self, comment: str) -> QueueItem | None: ...

    async def counts(self, site: str | None) -> Mapping[str, int]:
        """How many comments stand in each state, plus `appeals` (waiting), `unscreened`, and `reports`
        (comments with open ones); `second` counts what waits for a second look, and those do not count in
        appeals and reports. `referred` counts what waits for a first look."""

    # People and programs
    async def add_moderator(self, moderator: Moderator) -> None: ...

    async def moderator(self, moderator: str) -> Moderator | None: ...

    async def moderator_by_name(self, name: str) -> Moderator | None: ...

    async def moderators(self) -> Sequence[Moderator]: ...

    async def add_session(self, session: SessionRecord) -> None: ...

    async def session(self, token_hash: bytes) -> SessionRecord | None: ...

    async def sessions(self, moderator: str) -> Sequence[SessionRecord]: ...

    async def end_session(self, token_hash: bytes) -> None: ...

    async def add_link(self, token_hash: bytes, moderator: str, expires_at: int) -> None:
        """A link that signs in once."""

    async def take_link(self, token_hash: bytes, now: int) -> str | None:
        """The moderator of an unused, unexpired link, which is used up by this."""

    async def add_token(self, token: TokenRecord) -> None: ...

    async def token(self, token_hash: bytes) -> TokenRecord | None: ...

    async def tokens(self) -> Sequence[TokenRecord]:
        """Every program's token that works, oldest first."""

    async def end_token(self, name: str) -> bool: ...

    async def seen(self, asked: Sequence[Seen]) -> Sequence[tuple[Seen, Sequence[tuple[Kind, str]]]]:
        """Each article as it is now, and, if its revision is another, which entries its chain got since (kind
        and comment), at most `MOST_SEEN`; none where the end of the chain was not known."""

    # Ledger
    async def record(self, subject: str, at: int, entry: EntryDraft) -> Entry:
        """Append to the desk's own chain: something that concerns people or rules. `subject`: whose id."""

    def entries(self, chain: str | None = None) -> AsyncIterator[Entry]:
        """Every entry, by chain and sequence number, streamed."""

    async def head(self, chain: str) -> Head | None:
        """The newest entry of this chain."""

    async def heads(self) -> Sequence[Head]: ...


class Screening(Protocol):
    """The engine as the conversation sees it; blocking and pure, called in a thread."""

    @property
    def version(self) -> str: ...

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]: ...
