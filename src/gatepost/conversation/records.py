"""What the conversation keeps: plain records that every store hands out. Times are microseconds (UTC)."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.authors.records import AuthorRecord, NewAuthor
from gatepost.conversation.second_looks.records import Proposal
from gatepost.vocabulary import Decision, Entry, Sketch, State, Verdict


class ArticleRecord(Struct, frozen=True):
    """An article that comments hang on. `id` names its ledger chain; `key` is unique within a site.

    `revision` grows by one whenever what the public sees of the article's comments, or of its settings,
    changes. `closes_at`: None as the site says, 0 never, else when no more comments are taken. `slow_seconds`
    between two comments of one reader; None as the site says. `notice`: the newsroom's words over the form.
    `questions`: readers may ask the newsroom. `held`: a person decides about every comment. `known_at`: since
    when Gatepost knows the article; 0 when that is not known.
    """

    id: str
    site: str
    key: str
    url: str
    title: str = ""
    body: str = ""
    closed: bool = False
    revision: int = 0
    closes_at: int | None = None
    slow_seconds: int | None = None
    notice: str = ""
    questions: bool = False
    held: bool = False
    known_at: int = 0


class PageRecord(Struct, frozen=True):
    """What was read of an article from its own page, and when it was last tried.

    `read_at` is None until it could be read once; `failures` counts the tries since then that failed.
    `authors`: the names in the byline. `etag` lets the page say that it is unchanged.
    """

    article: str
    title: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    etag: str = ""
    read_at: int | None = None
    tried_at: int = 0
    failures: int = 0


class CommentRecord(Struct, frozen=True):
    """One comment as submitted. `text` and `salt` are None once erased.

    `digest` = SHA-256(salt, UTF-8 bytes of text). `depth` is 0 for a comment on the article itself.
    `replies` counts the approved direct replies. `author` is the id of an author whom the site knows again.
    `badge`: of the site's badges, as it was when sent; "" for a reader. `question`: it asks the newsroom, and
    `answer` is the newsroom's comment that answers. `marks`: readers who found it well argued.
    """

    id: str
    site: str
    article: str
    parent: str | None
    depth: int
    author_name: str
    text: str | None
    salt: bytes | None
    digest: bytes
    state: State
    submitted_at: int
    language: str = "und"
    published_at: int | None = None
    picked: bool = False
    replies: int = 0
    author: str | None = None
    badge: str = ""
    question: bool = False
    answer: str | None = None
    marks: int = 0


class NewComment(Struct, frozen=True):
    """What `submit` asks a store to make durable, in one transaction with its ledger entry.

    `token_hash` = SHA-256 of the receipt token. `sealed_token` lets a repeated Idempotency-Key get the same
    receipt again without the store ever knowing the token. `language` is the author's claim: it gives the
    text its direction until a verdict tells the language, and decides nothing. `sketch` serves to find the
    same text again when it comes nearly the same; it is forgotten with the text. `new_author` is made in the
    same transaction; the comment is then that author's. `follow`: its author wants to hear of new comments
    under the article.
    """

    id: str
    site: str
    article: str
    parent: str | None
    author_name: str
    text: str
    salt: bytes
    digest: bytes
    token_hash: bytes
    submitted_at: int
    language: str | None = None
    idempotency_hash: bytes | None = None
    fingerprint: bytes | None = None
    sealed_token: bytes | None = None
    sketch: Sketch = Sketch()
    author: str | None = None
    new_author: NewAuthor | None = None
    badge: str = ""
    question: bool = False
    follow: bool = False


class AppealRecord(Struct, frozen=True):
    """An objection to a rejection. `outcome` is None while it waits, then `upheld` or `overturned`.

    The ledger holds `digest` = SHA-256(salt, UTF-8 bytes of text); text and salt are erased with the comment.
    """

    id: str
    comment: str
    text: str
    made_at: int
    outcome: str | None = None
    answered_at: int | None = None
    answered_by: str | None = None
    reply: str = ""
    salt: bytes | None = None


class ReportRecord(Struct, frozen=True):
    """A reader's flag on a public comment. `open` until a moderator next decides about the comment.

    `reporter`: an author's id, or a hash that changes daily; "" when unknown. What does not `count` is kept,
    but brings the comment to nobody's attention. `upheld`: whether the decision that answered it rejected the
    comment; None until then.
    """

    id: str
    comment: str
    clause: str
    made_at: int
    text: str = ""
    open: bool = True
    reporter: str = ""
    counts: bool = True
    upheld: bool | None = None


class Claim(Struct, frozen=True):
    """A moderator has this comment's card before them, until then."""

    comment: str
    moderator: str
    until: int


class QueueItem(Struct, frozen=True):
    """All that a moderator's card shows of one comment.

    `seq` is the sequence number of the decision that stands, -1 for none: a decision that names it as `seen`
    is refused when another one stands by then. `risk`: parts per million. `wave`: what this comment shares
    with those nearly the same; `wave_size`: how many of them wait, with this one. `claim` may have ended.
    `record`: its author's, if the site knows one.
    `proposals` wait for a second look. `part`: the ids of the moderators who took the decision that stands;
    empty when the engine did.
    """

    comment: CommentRecord
    article: ArticleRecord
    verdict: Verdict | None = None
    decision: Decision | None = None
    decided_at: int | None = None
    appeal: AppealRecord | None = None
    parent: CommentRecord | None = None
    reports: tuple[ReportRecord, ...] = ()
    record: AuthorRecord | None = None
    seq: int = -1
    risk: int = 0
    wave: str | None = None
    wave_size: int = 0
    claim: Claim | None = None
    proposals: tuple[Proposal, ...] = ()
    part: frozenset[str] = frozenset()


class Page(Struct, frozen=True):
    """A stretch of an article's public comments: threads flattened parents-first, with a cursor to go on.

    A withdrawn or erased comment with something in the list right below it keeps its place there, without
    text and name, and counts in no total.

    A page may end inside a long thread: the parent of a comment is on this page, on an earlier one, or (when
    it was withdrawn, erased or overturned) on none.
    """

    comments: tuple[CommentRecord, ...]
    total: int
    revision: int
    after: str | None = None


class Moderator(Struct, frozen=True):
    """A person with a seat at the desk. `role`: moderator, editor, admin or auditor.

    A `disabled` one may not sign in any more and stays known for the record.
    """

    id: str
    name: str
    role: str
    password_hash: str = ""
    disabled: bool = False


class SessionRecord(Struct, frozen=True):
    """A signed-in browser. Only the hash of the cookie's token is kept.

    `via`: how it signed in (password, passkey, oidc, link, invitation). `seen_at`: when it was last used,
    within a few minutes.
    """

    token_hash: bytes
    moderator: str
    created_at: int
    expires_at: int
    label: str = ""
    via: str = ""
    seen_at: int | None = None


class TokenRecord(Struct, frozen=True):
    """A program's key. Only the hash is kept. `scopes`: `check`, `desk`."""

    token_hash: bytes
    name: str
    scopes: tuple[str, ...]
    created_at: int


class Head(Struct, frozen=True):
    """The newest entry of one chain."""

    chain: str
    seq: int
    digest: bytes


class History(Struct, frozen=True):
    """Everything recorded about one comment, oldest first."""

    comment: CommentRecord
    entries: tuple[Entry, ...]
