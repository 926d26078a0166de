"""Every error that HTTP answers: one table of stable codes, and the Problem that carries one (RFC 9457).

A program reads `code`; a person reads `detail`, which says what to do next. A code never changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

from litestar.openapi.datastructures import ResponseSpec
from msgspec import UNSET, Struct, UnsetType

from gatepost.conversation.refusals import Stands
from gatepost.conversation.suspensions.announce import Announcement
from gatepost.web.request_ids import this_request
from gatepost.web.times import iso

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "https://gatepost.example/problems/"

CODES: Mapping[str, tuple[int, str]] = {
    # the request itself
    "malformed-json": (400, "The body is not valid JSON"),
    "not-unicode": (400, "The text is not valid Unicode"),
    "invalid-field": (400, "A field is missing or has the wrong type"),
    "invalid-parameter": (400, "A parameter is missing or has the wrong form"),
    "invalid-request": (400, "The request cannot be understood"),
    "route-not-found": (404, "There is nothing at this address"),
    "method-not-allowed": (405, "This address does not know that method"),
    "body-too-large": (413, "The body is too large"),
    "unsupported-media-type": (415, "The body must be JSON"),
    # what the conversation refuses: as in conversation/refusals.py (a test compares them)
    "text-empty": (422, "The text is empty"),
    "text-too-long": (422, "The text is too long"),
    "name-invalid": (422, "The name cannot be used"),
    "name-reserved": (422, "This name is the newsroom's"),
    "name-refused": (422, "The name breaks a guideline"),
    "email-invalid": (422, "That is no e-mail address"),
    "link-gone": (410, "The link cannot be used any more"),
    "sign-in-required": (403, "Sign in to comment here"),
    "sign-in-unavailable": (403, "One cannot sign in here like this"),
    "url-invalid": (422, "That is no address of an article"),
    "article-id-invalid": (422, "That is no id of an article"),
    "unknown-clause": (422, "The guidelines have no such clause"),
    "ground-missing": (422, "A rejection needs a clause"),
    "cursor-invalid": (422, "The cursor cannot be used"),
    "sort-unknown": (422, "There is no such order"),
    "filter-invalid": (422, "The list cannot be filtered like this"),
    "too-many": (422, "These are too many at once"),
    "unknown-parent": (422, "The comment replied to is not there"),
    "idempotency-key-reused": (422, "The Idempotency-Key was used for another request"),
    "unknown-article": (404, "No site of ours has this article"),
    "not-found": (404, "There is nothing here that you may see"),
    "article-closed": (409, "The article takes no more comments"),
    "suspended": (403, "You cannot comment here for a time"),
    "unattended": (409, "Nobody is at the moderators' desk"),
    "outside-hours": (409, "Comments are taken at other hours"),
    "already-suspended": (409, "The author is suspended already"),
    "not-suspended": (409, "There is no suspension that holds"),
    "another-must-answer": (403, "Another moderator has to answer"),
    "until-invalid": (422, "That is no time at which this can end"),
    "recipient-unknown": (422, "A comment cannot be escalated to them"),
    "already-closed": (409, "The escalation is closed already"),
    "not-yours": (403, "Only the one who decided can undo"),
    "own-decision": (403, "Another moderator must answer this appeal"),
    "own-proposal": (403, "Another moderator must take the second look"),
    "needs-settling": (403, "Two moderators disagree: an editor settles it"),
    "already-decided": (409, "Somebody has decided already"),
    "not-screened-yet": (409, "The engine has not read the comment yet"),
    "not-appealable": (409, "There is no rejection to appeal against"),
    "already-appealed": (409, "This rejection was appealed before"),
    "no-open-appeal": (409, "No appeal waits for an answer"),
    "not-reportable": (409, "Only published comments can be reported"),
    "undo-too-late": (409, "It is too late to undo this"),
    "nothing-to-undo": (409, "There is no decision to undo"),
    "digest-mismatch": (409, "The stored text is not the submitted text"),
    "sample-closed": (409, "The comment does not wait for a second view"),
    "period-invalid": (422, "There is no such period"),
    "key-unknown": (422, "There is no such key"),
    "key-taken": (422, "One key cannot do two things"),
    "preference-invalid": (422, "This cannot be set so"),
    "state-changed": (409, "The comment has moved on"),
    "role-unknown": (422, "There is no such role"),
    "name-taken": (409, "Somebody has this name already"),
    "last-admin": (409, "Nobody would be left who manages the people"),
    "invitation-gone": (410, "The invitation cannot be used any more"),
    "identity-taken": (409, "Another moderator has this account"),
    "guidelines-invalid": (422, "The guidelines cannot be used"),
    "rules-changed": (409, "Another version came into force meanwhile"),
    "rules-unchanged": (409, "These rules are in force already"),
    "dry-run-missing": (409, "This draft has not been tried on comments yet"),
    "dry-run-busy": (409, "Too many dry runs are at work"),
    "own-comment": (403, "That is your own comment"),
    "mail-off": (409, "This server sends no letters"),
    "email-required": (403, "This takes an account with an e-mail address"),
    "questions-off": (409, "The newsroom takes no questions here"),
    "slow-mode": (429, "Comments are taken slowly here"),
    "settings-invalid": (422, "The article cannot be set so"),
    # where the request comes from
    "signature-invalid": (422, "The site's signature does not match"),
    "origin-not-allowed": (403, "This page may not post here"),
    "cross-site": (403, "The request came from another site"),
    "form-token-invalid": (403, "The form is out of date"),
    "rate-limited": (429, "Too many requests"),
    "flooding": (429, "The same text came many times"),
    "honeypot": (422, "A field that people do not see was filled in"),
    "work-required": (428, "Some work has to be done first"),
    "check-off": (403, "The site does not check before sending"),
    # people and programs
    "not-signed-in": (401, "Sign in first"),
    "sso-token-invalid": (401, "The publisher's token does not hold"),
    "sso-unavailable": (503, "The publisher's keys cannot be had"),
    "token-invalid": (401, "The token is not valid"),
    "scope-missing": (403, "The token may not do this"),
    "right-missing": (403, "Your role may not do this"),
    "sign-in-refused": (401, "The name or the password is wrong"),
    "not-proven": (403, "Say again who you are"),
    "passkey-refused": (422, "The passkey was not accepted"),
    "ceremony-gone": (410, "The sign-in took too long"),
    # the house
    "store-unavailable": (503, "The comment could not be stored"),
    "busy": (503, "Too much is asked at once"),
    "internal-error": (500, "Something went wrong on our side"),
}


class FieldFault(Struct, frozen=True):
    """Where in the request a value is wrong, and how."""

    where: str
    message: str


class StandsOut(Struct, frozen=True):
    """With `already-decided`, where it is known: whose decision stands, which, its `seq`, and when."""

    by: str
    outcome: str
    seq: int
    at: str


class WorkOut(Struct, frozen=True):
    """With `work-required`: find a nonce with which SHA-256 of `CHALLENGE:NONCE` begins with `bits` zeros."""

    challenge: str
    bits: int


class NamedClause(Struct, frozen=True):
    """A clause that a name breaks, with its title in the reader's language."""

    id: str
    title: str


class ProblemBody(Struct, frozen=True, omit_defaults=True):
    """The JSON of every error: `application/problem+json`.

    `text`: what a reader is to be told, in the reader's language, where more than a program has to know.
    `until`: with `slow-mode`, when the same reader may comment here again.
    `request`: the name under which the server's log speaks of this request.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | UnsetType = UNSET
    errors: tuple[FieldFault, ...] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    suspension: Announcement | UnsetType = UNSET
    stands: StandsOut | UnsetType = UNSET
    work: WorkOut | UnsetType = UNSET
    until: str | UnsetType = UNSET
    clauses: tuple[NamedClause, ...] | UnsetType = UNSET
    request: str | UnsetType = UNSET


class Problem(Exception):
    """Raise this to answer with a stable code. `headers` go with the answer (Retry-After, Allow, ...)."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        errors: tuple[FieldFault, ...] = (),
        text: str = "",
        suspension: Announcement | None = None,
        stands: Stands | None = None,
        work: WorkOut | None = None,
        until: str = "",
        clauses: tuple[NamedClause, ...] = (),
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.status, self.title = CODES[code]
        self.detail = detail or self.title + "."
        self.headers = dict(headers or {})
        self.errors = errors
        self.text = text
        self.suspension = suspension
        self.stands = stands
        self.work = work
        self.until = until
        self.clauses = clauses

    def body(self) -> ProblemBody:
        return ProblemBody(
            type=TYPE_BASE + self.code,
            title=self.title,
            status=self.status,
            detail=self.detail,
            code=self.code,
            errors=self.errors or UNSET,
            text=self.text or UNSET,
            suspension=self.suspension or UNSET,
            stands=stands_out(self.stands) or UNSET,
            work=self.work or UNSET,
            until=self.until or UNSET,
            clauses=self.clauses or UNSET,
            request=this_request() or UNSET,
        )


def stands_out(stands: Stands | None) -> StandsOut | None:
    """The decision that stands, as JSON has it."""
    return StandsOut(stands.by, stands.outcome, stands.seq, iso(stands.at)) if stands else None


EVERYWHERE = ("invalid-request", "internal-error")
BODY = ("malformed-json", "not-unicode", "invalid-field", "body-too-large", "unsupported-media-type")


def documented(*codes: str) -> dict[int, ResponseSpec]:
    """The `responses` of a route for OpenAPI: one entry for each status that these codes answer with."""
    by_status: dict[int, list[str]] = {}
    for code in (*codes, *EVERYWHERE):
        listed = by_status.setdefault(CODES[code][0], [])
        if code not in listed:
            listed.append(code)
    return {
        status: ResponseSpec(
            data_container=ProblemBody,
            description="Problem: " + ", ".join(f"`{code}`" for code in listed),
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status, listed in sorted(by_status.items())
    }
