"""What is known of an author: an id, since when, perhaps an account, and what became of the comments."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.readers.records import Account


class Author(Struct, frozen=True):
    """Somebody whom one site knows again. The store keeps only the hash of the token that proves it.

    `account`: what is known beside that of who has signed in; None for a guest.
    """

    id: str
    site: str
    made_at: int
    account: Account | None = None


class NewAuthor(Struct, frozen=True):
    """An author who comes into being together with the first comment."""

    id: str
    key_hash: bytes


class AuthorRecord(Struct, frozen=True):
    """What became of an author's comments so far, counted now. Erased ones no longer belong to anybody.

    `appeals` counts objections to rejections, `overturned` those that were right. `first_seen`: microseconds.
    """

    approved: int = 0
    rejected: int = 0
    pending: int = 0
    withdrawn: int = 0
    appeals: int = 0
    overturned: int = 0
    suspensions: int = 0
    first_seen: int = 0
