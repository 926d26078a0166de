"""The words of the house, frozen: everything else composes by these.

All offsets are Unicode code points into the untouched original text, start inclusive, end exclusive.
All times are integers: microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

MAX_CODE_POINTS = 20_000
"""A comment longer than this is refused (`text-too-long`); anything shorter is screened whole."""

LANGUAGES = ("en", "ar", "ckb", "kmr", "tr", "fa")
"""The languages of the first newsrooms: interface, guidelines and reasons exist in all of them."""

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "ur", "he", "sd", "ug"})


class Outcome(StrEnum):
    """What the engine, or a person, thinks should happen to a comment."""

    APPROVE = "approve"
    REFER = "refer"
    REJECT = "reject"


class State(StrEnum):
    """Where a comment stands. Only approved comments are ever public."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Submission(Struct, frozen=True):
    """A text as its author sent it. `language` is the author's or caller's claim; None means: detect."""

    text: str
    language: str | None = None


class Article(Struct, frozen=True):
    """What the publisher wrote, as far as the engine may know it. `authors`: the names in its byline."""

    title: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()


class Sketch(Struct, frozen=True):
    """What is kept of a text to find it again when it comes nearly the same: minima of hashes, 0..2**32-1.

    No word can be read back from it. `values` is empty for a text too short to be compared.
    """

    values: tuple[int, ...] = ()


class Context(Struct, frozen=True):
    """What surrounds a comment, gathered by `conversation/` or the caller; the engine looks up nothing.

    `participants`: display names in the thread, the author of the parent first. `hosts`: the publisher's own
    host names, to which a link is no promotion. `earlier`: sketches of other comments lately sent to the
    same site that may be alike.
    """

    article: Article | None = None
    parent: str | None = None
    participants: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    earlier: tuple[Sketch, ...] = ()


class TextView(Struct, frozen=True):
    """One reading of a text with the way back: `text[i]` was read from `original[starts[i]:ends[i]]`.

    `starts` and `ends` have as many items as `text` has code points and never decrease. An identity view
    leaves both empty, so that clean text pays nothing.
    """

    original: str
    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that `text[start:end]` was read from (empty stays empty)."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else min(start, len(self.original))
            return at, at
        if not self.starts:
            return start, end
        return self.starts[start], self.ends[end - 1]


class Evidence(Struct, frozen=True):
    """Words of the untouched text that led to a finding."""

    start: int
    end: int
    text: str


class Target(StrEnum):
    """Whom an attack is directed at. `NOBODY`: an idiom, an object, an idea; `UNKNOWN`: it cannot be told."""

    COMMENTER = "commenter"
    AUTHOR = "author"
    PUBLIC_FIGURE = "public-figure"
    INSTITUTION = "institution"
    GROUP = "group"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class Finding(Struct, frozen=True):
    """One detector's belief that one clause is touched.

    `probability` is calibrated, 0..1. `note` names the plain sentence that explains it (engine/reasons).
    `refer_only` findings may never ground a rejection: an entry no native reader has reviewed, say.
    `target`: whom it is directed at, where that was asked.
    """

    clause: str
    probability: float
    by: str
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    refer_only: bool = False
    target: Target = Target.UNKNOWN


class Verdict(Struct, frozen=True):
    """The engine's view of one comment: see the screening contract for every field.

    `grounds` is empty when approved. `steps` names each step of the policy that led here, in order.
    `features`: what was measured besides the contract's clauses, 0..1 each (docs/reference/screen.md).
    """

    outcome: Outcome
    grounds: tuple[Finding, ...]
    probabilities: Mapping[str, float | None]
    violation: float
    language: str
    engine: str
    guidelines: str
    steps: tuple[str, ...] = ()
    features: Mapping[str, float] = {}


class Kind(StrEnum):
    """What a ledger entry records."""

    SUBMISSION = "submission"
    VERDICT = "verdict"
    DECISION = "decision"
    PUBLICATION = "publication"
    RETRACTION = "retraction"
    APPEAL = "appeal"
    REPORT = "report"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"
    # Of the desk's own chain; the entry's `comment` is the id of what it is about:
    SUSPENSION = "suspension"
    ESCALATION = "escalation"
    GUIDELINES = "guidelines"
    PEOPLE = "people"


DESK_CHAIN = "desk"
"""The chain of what is decided about people and rules rather than about one comment."""


class Decision(Struct, frozen=True):
    """A recorded outcome: final (approve, reject) or referring (the comment waits for a person).

    `by` is `engine` or `moderator:ID`. A rejection names at least one clause. `undoes` is the sequence
    number of the decision that this one takes back. `appeal` is the id of the appeal that this one answers.
    `proposes`: of a referral by four eyes, what this moderator would decide.
    """

    outcome: Outcome
    by: str
    grounds: tuple[Finding, ...] = ()
    engine: str = ""
    guidelines: str = ""
    mode: str = ""
    undoes: int | None = None
    appeal: str | None = None
    proposes: Outcome | None = None


class Entry(Struct, frozen=True):
    """One line of the ledger: ids, clause ids, offsets, versions and digests; never text, names or salts.

    `chain` is the article's id or `DESK_CHAIN`, `seq` counts from 0 within it. `digest` = SHA-256 over the
    versioned canonical encoding and `previous` (32 bytes, the digest before it or the chain's genesis).
    `canonical` holds those encoded bytes, exactly as they were digested.
    """

    chain: str
    seq: int
    kind: Kind
    comment: str
    at: int
    body: Mapping[str, Any]
    previous: bytes
    digest: bytes
    canonical: bytes = b""
