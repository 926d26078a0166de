"""What the house says no to: a stable code, a sentence that tells what to do, a hint at an HTTP status."""

from __future__ import annotations

from msgspec import Struct

STATUS = {
    "text-empty": 422,
    "text-too-long": 422,
    "not-unicode": 422,
    "name-invalid": 422,
    "url-invalid": 422,
    "article-id-invalid": 422,
    "unknown-clause": 422,
    "ground-missing": 422,
    "cursor-invalid": 422,
    "sort-unknown": 422,
    "filter-invalid": 422,
    "too-many": 422,
    "unknown-parent": 422,
    "idempotency-key-reused": 422,
    "name-reserved": 422,
    "name-refused": 422,
    "email-invalid": 422,
    "token-invalid": 401,
    "link-gone": 410,
    "sign-in-required": 403,
    "sign-in-unavailable": 403,
    "unknown-article": 404,
    "not-found": 404,
    "suspended": 403,
    "unattended": 409,
    "outside-hours": 409,
    "already-suspended": 409,
    "not-suspended": 409,
    "another-must-answer": 403,
    "until-invalid": 422,
    "recipient-unknown": 422,
    "already-closed": 409,
    "article-closed": 409,
    "not-yours": 403,
    "own-decision": 403,
    "own-proposal": 403,
    "needs-settling": 403,
    "already-decided": 409,
    "not-screened-yet": 409,
    "not-appealable": 409,
    "already-appealed": 409,
    "no-open-appeal": 409,
    "not-reportable": 409,
    "undo-too-late": 409,
    "nothing-to-undo": 409,
    "digest-mismatch": 409,
    "sample-closed": 409,
    "period-invalid": 422,
    "key-unknown": 422,
    "key-taken": 422,
    "preference-invalid": 422,
    "role-unknown": 422,
    "name-taken": 409,
    "last-admin": 409,
    "invitation-gone": 410,
    "identity-taken": 409,
    "guidelines-invalid": 422,
    "rules-changed": 409,
    "rules-unchanged": 409,
    "dry-run-missing": 409,
    "dry-run-busy": 409,
    "own-comment": 403,
    "mail-off": 409,
    "email-required": 403,
    "questions-off": 409,
    "slow-mode": 429,
    "settings-invalid": 422,
}
"""Every code that a use case may refuse with, and the HTTP status that suits it."""


class Stands(Struct, frozen=True):
    """The decision that stands in the way: whose, which, its sequence number in the ledger, when.

    `by` is `engine` or `moderator:ID`; `outcome` is approve, reject or refer.
    """

    by: str
    outcome: str
    seq: int
    at: int


class Refusal(Exception):
    """A use case refuses; nothing was changed. `detail` is for a person to read.

    `stands`: with `already-decided`, who was faster and what they decided, where that is known.
    """

    def __init__(self, code: str, detail: str, stands: Stands | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.stands = stands

    @property
    def status(self) -> int:
        return STATUS[self.code]
