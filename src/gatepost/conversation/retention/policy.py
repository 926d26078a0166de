"""How long a site keeps what: one number of days a rule, 0 for as long as the newsroom likes.

Pure. What each rule takes away, and when its time begins, is said once: here and in docs/how-to/retention.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

DAY = 24 * 3_600 * 1_000_000

APPEAL_DAYS = 184
"""Six months, the longest there are: so long the DSA (art. 20(1)) lets authors complain about a rejection."""


class Policy(Struct, frozen=True):
    """Days; 0: kept. A comment that waits for a decision is never touched, whatever stands here.

    `rejected_days`: texts and names, from the rejection. `withdrawn_days`: the same, from the withdrawal.
    `published_days`: the same, from publication. `guests_days`: who a guest was, from the last comment: the
    comments stay, under a name that says nothing, and nothing ties them together. `accounts_days`: the same
    of an account that nobody signs in to. `appeals_days`: the words of appeals and of their answers, from the
    answer. `reports_days`: the words of reports that are answered, and who sent them. `notes_days`:
    moderators' notes, and the words of closed escalations. `suspensions_days`: the words of suspensions
    that are over, from their end. `retries_days`: what tells a comment that is sent again from a new one.
    """

    rejected_days: int = 0
    withdrawn_days: int = 0
    published_days: int = 0
    guests_days: int = 0
    accounts_days: int = 0
    appeals_days: int = 0
    reports_days: int = 0
    notes_days: int = 0
    suspensions_days: int = 0
    retries_days: int = 30

    def rules(self) -> Iterator[tuple[str, int]]:
        """Each rule that holds, with its days."""
        for rule in RULES:
            days = getattr(self, f"{rule}_days")
            if days > 0:
                yield rule, days


RULES = tuple(name.removesuffix("_days") for name in Policy.__struct_fields__)
TEXTS = frozenset({"rejected", "withdrawn", "published"})
"""Rules that erase comments: an entry for each in its article's chain. The others write one for many into
the desk's chain."""


def before(days: int, at: int) -> int:
    """What lies before this is older than so many days."""
    return at - days * DAY
