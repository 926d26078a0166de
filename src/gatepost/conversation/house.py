"""What every use case needs, built once where everything is plugged together."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import uuid_utils

from gatepost.conversation.attendance.attending import Attendance
from gatepost.conversation.checkpoints.making import Checkpointing
from gatepost.conversation.events import AtDesk, Event, Events
from gatepost.conversation.events import Change as Told
from gatepost.conversation.letters.ports import Post
from gatepost.conversation.letters.postman import Postman
from gatepost.conversation.page_reading import PageReader, PageReading, PageRules
from gatepost.conversation.ports import Screening, Store
from gatepost.conversation.readers.badges import NEWSROOM
from gatepost.conversation.readers.name_screening import NameScreening
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rounds import Rounds
from gatepost.conversation.rules.book import Book
from gatepost.conversation.rules.dry_runs import DryRuns
from gatepost.conversation.rules.records import FileSaid, InForce
from gatepost.conversation.screener import Screener
from gatepost.conversation.sites import Site, Sites
from gatepost.conversation.talk.paces import Paces
from gatepost.conversation.waiting.expecting import Waiting
from gatepost.conversation.work.records import LEASE
from gatepost.conversation.work.watching import Watching
from gatepost.engine.guidelines import Guidelines
from gatepost.vocabulary import DESK_CHAIN, State

_TOLD: dict[State, Told] = {State.WITHDRAWN: "withdrawn", State.ERASED: "erased"}


def now() -> int:
    """Microseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000


def ignore(name: str) -> None:
    """No signals wanted."""


def ignore_message(topic: str, message: str) -> None:
    """Nobody else listens to what other processes say."""


def same_engine(screening: Screening, guidelines: Guidelines) -> Screening:
    """An engine that knows no guidelines has nothing to change."""
    return screening


@dataclass(slots=True)
class House:
    """The parts, and a few small things that all use cases do alike.

    `signal(name)` counts what an operator should know: `screened`, `engine-failed`, `engine-gave-up`,
    `store-failed`, `digest-mismatch`, `page-read`, `page-unread`,
    `queue-alarm` (comments wait too long), `round-failed`, `letter-sent`, `letter-failed` (for now),
    `letter-undeliverable`, `checkpoint-failed`. `backoff`: the seconds before each further
    try of a failing engine; after one failure more than that a person gets the comment.

    `screening`, `guidelines` and `sites` change together, by `enforce`: take them from `in_force` where two
    of them must fit. `rescreen` puts the loaded models under other guidelines. `said`: see `FileSaid`.

    `checkpoints`: how often what was written is bound together and signed, and by whose key.

    `post` carries letters to readers away; without it none are written. `base_url`: where readers reach this
    server. `works`: this process screens, sends letters and makes the rounds; otherwise it leaves all that to
    others. `worker` is its name among them, and `lease` how long it may be silent (microseconds).
    """

    store: Store
    screening: Screening
    guidelines: Guidelines
    sites: Sites
    clock: Callable[[], int] = now
    events: Events = field(default_factory=Events)
    desk: Events = field(default_factory=Events)
    paces: Paces = field(default_factory=Paces)
    signal: Callable[[str], None] = ignore
    backoff: Sequence[float] = (1.0, 10.0)
    page_reader: PageReader | None = None
    page_rules: PageRules = field(default_factory=PageRules)
    rescreen: Callable[[Screening, Guidelines], Screening] = same_engine
    book: Book = field(default_factory=Book)
    said: FileSaid = field(default_factory=FileSaid)
    rules_number: int = 0
    post: Post | None = None
    base_url: str = ""
    works: bool = True
    lease: int = LEASE
    worker: str = field(default_factory=lambda: f"{os.getpid()}-{secrets.token_hex(8)}")
    names: NameScreening = field(default_factory=NameScreening)
    checkpoints: Checkpointing = field(default_factory=Checkpointing)
    dry_runs: DryRuns = field(init=False)
    pages: PageReading = field(init=False)
    screener: Screener = field(init=False)
    attendance: Attendance = field(init=False)
    waiting: Waiting = field(init=False)
    rounds: Rounds = field(init=False)
    postman: Postman = field(init=False)
    watching: Watching = field(init=False)
    heard: Callable[[str, str], None] = ignore_message

    def __post_init__(self) -> None:
        self.pages = PageReading(self, self.page_reader, self.page_rules)
        self.screener = Screener(self)
        self.attendance = Attendance(self)
        self.waiting = Waiting(self)
        self.rounds = Rounds(self)
        self.dry_runs = DryRuns(self)
        self.postman = Postman(self, self.post, self.base_url)
        self.watching = Watching(self)
        self.store.letters.on = self.post is not None

    @property
    def in_force(self) -> InForce:
        """The rules that hold at this moment."""
        return InForce(self.screening, self.guidelines, self.sites, self.rules_number)

    def enforce(self, rules: InForce) -> None:
        """Other rules hold from now on. In one step of the event loop, so that nobody sees half of it."""
        self.screening, self.guidelines = rules.screening, rules.guidelines
        self.sites, self.rules_number = rules.sites, rules.number

    async def open(self) -> None:
        """Open the store and take up what an earlier process left unscreened."""
        await self.store.open()
        await self.start()

    async def start(self) -> None:
        """Begin to work, if this process does, and to listen to others."""
        self.watching.start()
        if self.works:
            await self.screener.start()
            self.rounds.start()
            self.postman.start()

    def end(self) -> None:
        """The process is about to stop: begin nothing more. What comes from now on is left to others."""
        self.screener.end()
        self.postman.end()

    async def stop(self) -> None:
        """Finish what was begun, each part within its limit, and give the rest back."""
        self.end()
        await asyncio.gather(
            self.dry_runs.stop(), self.rounds.stop(), self.postman.stop(), self.screener.stop()
        )
        await self.watching.stop()

    async def close(self) -> None:
        """Stop screening, end streams, close the store. What is pending stays and is taken up again."""
        await self.stop()
        self.events.close()
        self.desk.close()
        await self.store.close()

    def new_id(self) -> str:
        """An id that sorts by the time it was made."""
        return str(uuid_utils.uuid7())

    def site_of(self, comment: CommentRecord) -> Site:
        """The comment's site; one that left the configuration keeps the shipped, cautious settings."""
        return self.sites.of(comment.site)

    async def find(self, comment: str) -> CommentRecord:
        """The comment, or `Refusal("not-found")`."""
        found = await self.store.comment(comment)
        if found is None:
            raise Refusal("not-found", "There is no comment with this id.")
        return found

    def tell_desk(self, kind: AtDesk, comment: str = "") -> None:
        """Tell whoever sits at the desk."""
        self.watching.tell(Event(kind, DESK_CHAIN, comment))

    def announce(self, before: State, comment: CommentRecord) -> None:
        """Tell the desk; and the public, when its view has changed."""
        self.tell_desk("moved", comment.id)
        if comment.state is State.APPROVED and before is not State.APPROVED:
            self.watching.tell(Event("approved", comment.article, comment.id))
        elif before is State.APPROVED and comment.state is not State.APPROVED:
            told = _TOLD.get(comment.state, "retracted")
            self.watching.tell(Event(told, comment.article, comment.id))
        else:
            return
        if comment.badge == NEWSROOM and comment.parent is not None:
            self.watching.tell(Event("answered", comment.article, comment.parent))
