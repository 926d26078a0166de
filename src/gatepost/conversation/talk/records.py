"""What an article says of its comments, and what the store looks at when one comes in."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

SECOND = 1_000_000
DAY = 24 * 60 * 60 * SECOND
NEVER = 0
"""As `closes_at`: not even when the site's rule says so."""


class Wish(Struct, frozen=True, omit_defaults=True):
    """What is to be changed of an article; what is not named stays. See `ArticleRecord`."""

    closed: bool | UnsetType = UNSET
    closes_at: int | UnsetType | None = UNSET
    slow_seconds: int | UnsetType | None = UNSET
    notice: str | UnsetType = UNSET
    questions: bool | UnsetType = UNSET
    held: bool | UnsetType = UNSET


class Taking(Struct, frozen=True):
    """The site's rules for a comment that comes in. `close_after` in microseconds, 0 never.

    `staff`: what the newsroom writes is taken after an article has closed as well, and never too soon.
    `free_at`: when somebody whom the site does not know yet may comment here again, by the browser.
    """

    slow_seconds: int = 0
    close_after: int = 0
    staff: bool = False
    free_at: int = 0
