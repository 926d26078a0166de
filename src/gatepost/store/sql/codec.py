"""Between rows and records.

Verdicts and decisions are kept without the evidence's words: those live in the text alone, so that erasing
the text erases them everywhere.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gatepost.conversation.readers.records import Account, Tell
from gatepost.conversation.records import AppealRecord, ArticleRecord, CommentRecord, ReportRecord
from gatepost.store.tables import appeals, articles, comments, reports
from gatepost.vocabulary import Decision, Evidence, Finding, State, Verdict

ARTICLE = tuple(
    articles.c[name]
    for name in [
        "id",
        "site",
        "key",
        "url",
        "title",
        "body",
        "closed",
        "revision",
        "closes_at",
        "slow_seconds",
        "notice",
        "questions",
        "held",
        "known_at",
    ]
)
COMMENT = tuple(
    comments.c[name]
    for name in [
        "id",
        "site",
        "article",
        "parent",
        "depth",
        "author_name",
        "text",
        "salt",
        "digest",
        "state",
        "submitted_at",
        "language",
        "published_at",
        "picked",
        "replies",
        "author",
        "badge",
        "question",
        "answer",
        "marks",
    ]
)
APPEAL = tuple(
    appeals.c[name]
    for name in ["id", "comment", "text", "made_at", "outcome", "answered_at", "answered_by", "reply", "salt"]
)
REPORT = tuple(
    reports.c[name]
    for name in ["id", "comment", "clause", "made_at", "text", "open", "reporter", "counts", "upheld"]
)

_STATES = {state.value: state for state in State}
_encode = msgspec.json.Encoder().encode
_decode_verdict = msgspec.json.Decoder(Verdict).decode
_decode_decision = msgspec.json.Decoder(Decision).decode


def article(row: tuple[Any, ...]) -> ArticleRecord:
    id_, site, key, url, title, body, closed, revision, closes_at, slow, notice, questions, held, known_at = (
        row
    )
    return ArticleRecord(
        id_,
        site,
        key,
        url,
        title.decode(),
        body.decode(),
        bool(closed),
        revision,
        closes_at,
        slow,
        notice.decode() if notice else "",
        bool(questions),
        bool(held),
        known_at,
    )


def comment(row: tuple[Any, ...]) -> CommentRecord:
    (
        id_,
        site,
        article_,
        parent,
        depth,
        name,
        text,
        salt,
        digest,
        state,
        at,
        language,
        published,
        picked,
        replies,
        author,
        badge,
        question,
        answer,
        marks,
    ) = row
    return CommentRecord(
        id_,
        site,
        article_,
        parent,
        depth,
        name.decode(),
        None if text is None else text.decode(),
        salt,
        digest,
        _STATES[state],
        at,
        language,
        published,
        bool(picked),
        replies,
        author,
        badge,
        bool(question),
        answer,
        marks,
    )


def account(row: tuple[Any, ...]) -> Account | None:
    """A row of `reader_accounts`; None for the empty one of a join."""
    author, kind, email, name, badge, language, replies, mentions, decisions, made_at, seen_at = row
    if author is None:
        return None
    tell = Tell(bool(replies), bool(mentions), bool(decisions))
    address = None if email is None else email.decode()
    return Account(author, kind, address, name.decode(), badge, language, tell, made_at, seen_at)


def appeal(row: tuple[Any, ...]) -> AppealRecord:
    id_, comment_, text, made_at, outcome, answered_at, answered_by, reply, salt = row
    return AppealRecord(
        id_, comment_, text.decode(), made_at, outcome, answered_at, answered_by, reply.decode(), salt
    )


def report(row: tuple[Any, ...]) -> ReportRecord:
    id_, comment_, clause, made_at, text, is_open, reporter, counts, upheld = row
    return ReportRecord(
        id_,
        comment_,
        clause,
        made_at,
        text.decode(),
        bool(is_open),
        reporter,
        bool(counts),
        None if upheld is None else bool(upheld),
    )


def pack_verdict(verdict: Verdict) -> bytes:
    return _encode(_without_words(verdict))


def unpack_verdict(data: bytes, text: str | None) -> Verdict:
    verdict: Verdict = _with_words(_decode_verdict(data), text)
    return verdict


def pack_decision(decision: Decision) -> bytes:
    return _encode(_without_words(decision))


def unpack_decision(data: bytes, text: str | None) -> Decision:
    decision: Decision = _with_words(_decode_decision(data), text)
    return decision


Grounded = Any  # Verdict or Decision: mypy has no way to say "a Struct with grounds" for msgspec's replace


def _without_words(record: Grounded) -> Grounded:
    if not record.grounds:
        return record
    return msgspec.structs.replace(record, grounds=tuple(_rewrite(ground, "") for ground in record.grounds))


def _with_words(record: Grounded, text: str | None) -> Grounded:
    if not record.grounds or text is None:
        return record
    return msgspec.structs.replace(record, grounds=tuple(_rewrite(ground, text) for ground in record.grounds))


def _rewrite(finding: Finding, text: str) -> Finding:
    if not finding.evidence:
        return finding
    parts = tuple(Evidence(part.start, part.end, text[part.start : part.end]) for part in finding.evidence)
    return msgspec.structs.replace(finding, evidence=parts)
