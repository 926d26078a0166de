"""The JSON of the reader API, as records: what contracts promise, field by field. Times are ISO 8601 in UTC.

Requests ignore fields that they do not know, so that newer clients can talk to older servers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from gatepost.conversation.statement import Statement
from gatepost.conversation.suspensions.announce import Announcement

Text = Annotated[str, Meta(max_length=200_000)]
"""Any text; its true limit (20,000 code points) is the conversation's to enforce, with a code of its own."""
Digest = Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")]
State = Literal["pending", "approved", "rejected", "withdrawn", "erased"]


# Requests
class ArticleIn(Struct, frozen=True):
    """The article by its address, or by the publisher's own `id`; the address then tells the site.

    `title` and `body` count only with the site's own `signature`.
    """

    url: str
    title: str = ""
    body: str = ""
    signature: str = ""
    id: str | None = None


class AuthorIn(Struct, frozen=True):
    """The name of an account comes before this one."""

    name: str = ""


class CommentIn(Struct, frozen=True):
    """A comment to post. `website` must stay empty: people do not see that field.

    `question`: it asks the newsroom. `follow`: letters about new comments are wanted.
    """

    article: ArticleIn
    text: Text
    author: AuthorIn = AuthorIn()
    parent: str | None = None
    language: str | None = None
    website: str = ""
    question: bool = False
    follow: bool = False


class AppealIn(Struct, frozen=True):
    """Why the author thinks that the rejection is wrong."""

    text: Text


class ReportIn(Struct, frozen=True):
    """Which clause a reader thinks a published comment breaks."""

    clause: str
    text: Text = ""


class CheckIn(Struct, frozen=True):
    """A text to try; nothing of it is stored."""

    text: Text
    article: ArticleIn | None = None
    language: str | None = None


class EmailSignInIn(Struct, frozen=True):
    """`article`: the address of the page that the link in the letter leads back to."""

    article: str
    email: str
    language: str | None = None


class ExchangeIn(Struct, frozen=True):
    """`token`: what the link in the letter carries behind `#gatepost-sign-in=`."""

    token: str
    article: str


class SsoIn(Struct, frozen=True):
    """`token`: a JWT that the publisher's server signed for this reader."""

    token: str
    article: str


class SignOutIn(Struct, frozen=True):
    """`everywhere`: in all browsers, not only in this one."""

    everywhere: bool = False


class TellIn(Struct, frozen=True):
    """What is left out stays as it is."""

    replies: bool | None = None
    mentions: bool | None = None
    decisions: bool | None = None


class MySettingsIn(Struct, frozen=True):
    """What is left out stays as it is. `language`: of letters."""

    name: str | None = None
    language: str | None = None
    tell: TellIn | None = None


class ConfirmIn(Struct, frozen=True):
    """`confirm` must be true: what is erased is gone."""

    confirm: bool = False


# Answers
class AuthorOut(Struct, frozen=True):
    name: str


class BadgeOut(Struct, frozen=True):
    """The site vouches for this author. `label` as the site wrote it, in its own language."""

    id: str
    label: str


class CommentOut(Struct, frozen=True):
    """One comment. `text` is what was submitted, to the code point; null once erased.

    `marks`: readers who found it well argued. `question`: it asks the newsroom; `answer`: the id of the
    newsroom's comment that answers it.
    """

    id: str
    parent: str | None
    depth: int
    author: AuthorOut
    text: str | None
    language: str
    direction: Literal["ltr", "rtl", "auto"]
    submitted_at: str
    published_at: str | None
    state: State
    replies: int
    picked: bool
    digest: Digest
    marks: int = 0
    question: bool = False
    answer: str | None = None
    badge: BadgeOut | None = None


class ThreadOut(CommentOut, frozen=True):
    """A comment of a list with its replies (four levels; deeper ones stand flat under the fourth).

    With `state` withdrawn or erased it is only a place: something stands below it, and it has no text and no
    name.
    """

    children: list[ThreadOut] = []


class ArticleOut(Struct, frozen=True):
    """`id` names its ledger chain; null while nothing of the article was ever public.

    `closes_at`: when it takes no more comments, or since when; null if that is not planned. `slow_seconds`:
    between two comments of one reader. `notice`: the newsroom's words over the form. `questions`: whether
    readers may ask the newsroom.
    """

    url: str
    id: str | None
    closed: bool
    closes_at: str | None = None
    slow_seconds: int = 0
    notice: str = ""
    questions: bool = False


class SiteOut(Struct, frozen=True):
    """What a page must know of its site. `who`: ways in which one may comment there (guest, email, sso).
    `check`: texts may be checked before they are sent."""

    name: str
    who: tuple[str, ...]
    check: bool


class ListOut(Struct, frozen=True):
    """Threads of approved comments. `after` goes into the next request; null at the end."""

    site: SiteOut
    article: ArticleOut
    comments: list[ThreadOut]
    total: int
    after: str | None


class LedgerOut(Struct, frozen=True):
    """The place in the ledger that records the submission."""

    chain: str
    seq: int
    digest: Digest


class ReceiptOut(Struct, frozen=True):
    """`token` opens this comment to its author and is shown once; all else is public knowledge."""

    digest: Digest
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    submitted_at: str
    token: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    ledger: LedgerOut


class EvidenceOut(Struct, frozen=True):
    """Code points of the untouched text."""

    start: int
    end: int
    text: str


class ReaderOut(Struct, frozen=True):
    """Sent as `Authorization: Bearer TOKEN` with the next comment, it says that the author is the same."""

    token: Annotated[str, Meta(pattern="^r_[0-9a-f]{32}$")]


class WaitingOut(Struct, frozen=True):
    """How long comments like this one really waited for a person lately, from being sent to being decided.

    Half of `sample` waited at most `median_seconds`, nine of ten `p90_seconds`. `attended`: a moderator was
    at the desk within the last quarter of an hour. `hours`: when comments are taken, if not always.
    """

    median_seconds: int
    p90_seconds: int
    sample: int
    attended: bool
    hours: str | None
    by: Literal["person"] = "person"


class PostedOut(Struct, frozen=True):
    """The answer to a post: the text is durable, decided or not. `reader` comes once, with the first one."""

    id: str
    state: State
    receipt: ReceiptOut
    comment: CommentOut
    statement: Statement | UnsetType = UNSET
    reader: ReaderOut | UnsetType = UNSET
    waiting: WaitingOut | UnsetType = UNSET


class OwnCommentOut(CommentOut, frozen=True):
    """One's own comment in any state, with the reasons where there are any.

    `waiting`: what is to be expected while it waits for a person, where enough is known.
    """

    statement: Statement | UnsetType = UNSET
    waiting: WaitingOut | UnsetType = UNSET


class MyCommentOut(Struct, frozen=True):
    """Where one of one's own comments stands."""

    id: str
    article: str
    state: State
    submitted_at: str
    text: str | None = None
    statement: Statement | UnsetType = UNSET


class TellOut(Struct, frozen=True):
    """Of what letters come."""

    replies: bool
    mentions: bool
    decisions: bool


class AccountOut(Struct, frozen=True):
    """`kind`: `email` or `sso`. `name` may be empty: then the form's name is used."""

    kind: Literal["email", "sso"]
    name: str
    email: str | None
    badge: BadgeOut | None
    language: str
    tell: TellOut


class MeOut(Struct, frozen=True):
    """What a site knows of the reader who asks. `suspensions`: all there were, the newest first.

    `account`: null for a guest.
    """

    site: str
    known_since: str
    suspended: bool
    suspensions: list[Announcement]
    comments: list[MyCommentOut]
    after: str | None
    account: AccountOut | None = None


class LetterOut(Struct, frozen=True):
    """A letter is on its way, if it can be."""

    sent: bool


class SessionOut(Struct, frozen=True):
    """A reader token that ends."""

    token: Annotated[str, Meta(pattern="^r_[0-9a-f]{32}$")]
    expires_at: str


class SignedInOut(Struct, frozen=True):
    """Send `reader.token` as `Authorization: Bearer TOKEN` from now on, in place of a guest's."""

    reader: SessionOut
    account: AccountOut


class SignedOutOut(Struct, frozen=True):
    """How many sessions ended; 0 when there was none."""

    ended: int


class ErasedOut(Struct, frozen=True):
    """How many comments were erased. `suspended_until`: of a suspension that holds, the end stays known."""

    comments: int
    suspended_until: str | None = None


class SpanOut(Struct, frozen=True):
    start: int
    end: int


class CheckedClauseOut(Struct, frozen=True):
    """A clause that the words at `spans` may break, as the guidelines word it."""

    clause: str
    title: str
    wording: str
    spans: list[SpanOut]


class CheckOut(Struct, frozen=True):
    """What readers may know before they post: which clauses, which words; no numbers."""

    clauses: list[CheckedClauseOut]
    language: str
    guidelines: str


class ScreenedGroundOut(Struct, frozen=True):
    clause: str
    probability: float
    evidence: list[EvidenceOut]
    by: str


class ScreenedOut(Struct, frozen=True):
    """The full output of `gatepost screen`, for programs with a token."""

    outcome: Literal["approve", "reject", "refer"]
    grounds: list[ScreenedGroundOut]
    probabilities: dict[str, float | None]
    violation: float
    language: str
    engine: str
    guidelines: str


class ClauseOut(Struct, frozen=True):
    id: str
    title: str
    wording: str


class GuidelinesOut(Struct, frozen=True):
    """The clauses as published, in one language."""

    name: str
    version: str
    language: str
    direction: Literal["ltr", "rtl"]
    preamble: str
    clauses: list[ClauseOut]
    welcomes: list[ClauseOut]


class DoneOut(Struct, frozen=True):
    """The step was taken; this is where the comment stands now."""

    id: str
    state: State


class AppealedOut(Struct, frozen=True):
    id: str
    comment: str
    state: Literal["waiting", "upheld", "overturned"]
    made_at: str


class ReportedOut(Struct, frozen=True):
    """`already_reviewed`: a moderator has found this comment in order under this clause before."""

    id: str
    reported: bool
    already_reviewed: bool
