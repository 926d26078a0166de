"""A letter as the outbox keeps it, who it goes to, and the message that it becomes."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE


class Kind(StrEnum):
    """Why somebody is written to.

    sign-in: the link that proves an address. reply: somebody answered. mention: somebody named one. article:
    new comments under an article that one follows. decision: about one's own comment or appeal. answer: the
    newsroom answered one's question.
    """

    SIGN_IN = "sign-in"
    REPLY = "reply"
    MENTION = "mention"
    ARTICLE = "article"
    DECISION = "decision"
    ANSWER = "answer"


DIGEST_PAUSE = 15 * MINUTE
"""At most one letter about the same followed article to the same reader in this time."""

TRIED_FOR = 24 * HOUR
"""After that a letter that could not be sent is given up."""

LINK_TRIED_FOR = 30 * MINUTE
"""A link to sign in is no use to anybody later."""

KEPT = 30 * 24 * HOUR
"""So long the outbox remembers, without words, that it wrote to somebody."""

_PAUSES = (1, 5, 15, 60, 120, 240)


def pause(tries: int) -> int:
    """Microseconds until the next try, after so many."""
    return _PAUSES[min(max(tries, 1), len(_PAUSES)) - 1] * MINUTE


def tried_for(kind: str) -> int:
    """How long a letter of this kind is tried, in microseconds."""
    return LINK_TRIED_FOR if kind == Kind.SIGN_IN else TRIED_FOR


class Said(Struct, frozen=True, omit_defaults=True):
    """What cannot be looked up when a letter is sent; kept as JSON and emptied afterwards.

    `to`, `link`, `language`: of a link to sign in. `since`: a followed article's letter tells of what was
    published from then on (microseconds).
    """

    to: str = ""
    link: str = ""
    language: str = ""
    since: int = 0


class Letter(Struct, frozen=True):
    """One letter in the outbox. `about` is a comment's id; of the kind `article` an article's.

    `author` is None for a link to an address that has no account yet. `tries`: how often sending was begun.
    """

    id: str
    kind: str
    site: str
    made_at: int
    due_at: int
    author: str | None = None
    about: str | None = None
    said: Said = Said()
    tries: int = 0


class Addressee(Struct, frozen=True):
    """A reader who can be written to, and what they want to be told."""

    author: str
    site: str
    email: str
    name: str
    language: str
    replies: bool = True
    mentions: bool = True
    decisions: bool = True

    def wants(self, kind: str) -> bool:
        """Whether this kind is switched on. An article that one follows is switched off by not following."""
        return {
            Kind.REPLY: self.replies,
            Kind.ANSWER: self.replies,
            Kind.MENTION: self.mentions,
            Kind.DECISION: self.decisions,
        }.get(Kind(kind), True)


class Message(Struct, frozen=True):
    """A letter ready to be sent. `unsubscribe`: the address that ends this kind of letter by one click.

    `key` is the same at every try, so that a letter that comes twice is known as the same. `thread` is what
    belongs together in a mailbox. `sender` is the name shown with our address.
    """

    key: str
    to: str
    subject: str
    text: str
    language: str
    sender: str = ""
    unsubscribe: str = ""
    thread: str = ""
