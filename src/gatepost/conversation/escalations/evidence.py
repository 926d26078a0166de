"""Everything about an escalated comment in one file, which anybody can check without this server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from gatepost.conversation.escalations.entries import entry
from gatepost.conversation.escalations.escalate import find
from gatepost.conversation.escalations.records import EscalationRecord
from gatepost.conversation.house import House
from gatepost.conversation.proof import DIGEST_RULE, ENTRY_RULE, GENESIS_RULE, ProvenHead
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.second_looks.records import disputed
from gatepost.conversation.submit import iso
from gatepost.conversation.tokens import shown
from gatepost.vocabulary import DESK_CHAIN, Entry

FORMAT = "gatepost/evidence/1"
MOST_OF_THREAD = 200


class EvidenceEntry(Struct, frozen=True):
    """One ledger entry, whole. `canonical` is plain ASCII: its characters are what was digested."""

    chain: str
    seq: int
    kind: str
    at: str
    body: dict[str, Any]
    canonical: str
    previous: str
    digest: str


class EvidenceComment(Struct, frozen=True):
    """The comment. `text` and `salt` are null once they were erased and no longer kept; `kept` says that the
    comment was erased and its words are here because of an escalation."""

    id: str
    site: str
    author: str | None
    author_name: str
    text: str | None
    salt: str | None
    digest: str
    state: str
    language: str
    submitted_at: str
    published_at: str | None
    kept: bool


class EvidenceThread(Struct, frozen=True):
    """A public comment of the same thread."""

    id: str
    parent: str | None
    author_name: str
    text: str | None
    submitted_at: str


class EvidenceArticle(Struct, frozen=True):
    id: str
    url: str
    title: str
    body: str


class EvidenceEscalation(Struct, frozen=True):
    id: str
    to: str
    reason: str
    by: str
    made_at: str
    keep_until: str | None
    closed_at: str | None
    answer: str


class Bundle(Struct, frozen=True):
    """The file. `rules` say how every digest in it is recomputed; `heads` are the chains' newest entries."""

    format: str
    made_at: str
    made_for: str
    escalation: EvidenceEscalation
    comment: EvidenceComment
    article: EvidenceArticle
    thread: tuple[EvidenceThread, ...]
    entries: tuple[EvidenceEntry, ...]
    desk_entries: tuple[EvidenceEntry, ...]
    heads: tuple[ProvenHead, ...]
    rules: dict[str, str]


async def evidence(house: House, moderator_id: str, escalation_id: str, *, settles: bool) -> Bundle:
    """For who escalated, or with `settles` (the right to) for others. That it was taken is written down.

    A colleague's look that waits for a second one is as secret here as at the desk: its entry is in the
    evidence once the second look is taken.

    Raises `Refusal`: `not-found`, `not-yours`.
    """
    escalation = await find(house, escalation_id)
    by, at = f"moderator:{moderator_id}", house.clock()
    if escalation.by != by and not settles:
        raise Refusal("not-yours", "The evidence is for who escalated the comment, and for editors.")
    facet = house.store.escalations
    await facet.record(escalation.id, at, entry("evidence", escalation, by))
    history = await house.store.history(escalation.comment)
    assert history is not None
    article = await house.store.article_by_id(history.comment.article)
    assert article is not None
    thread = await facet.thread_of(escalation.comment, MOST_OF_THREAD)
    secret = await _secret(house, escalation.comment, moderator_id)
    heads = [await house.store.head(chain) for chain in (history.comment.article, DESK_CHAIN)]
    return Bundle(
        FORMAT,
        iso(at),
        by,
        _escalation(escalation),
        await _comment(house, history.comment),
        EvidenceArticle(article.id, article.url, article.title, article.body),
        tuple(
            EvidenceThread(one.id, one.parent, one.author_name, one.text, iso(one.submitted_at))
            for one in thread
            if one.id != escalation.comment
        ),
        _entries([one for one in history.entries if one.seq not in secret]),
        _entries(await facet.entries_of(escalation.id)),
        tuple(ProvenHead(one.chain, one.seq, shown(one.digest)) for one in heads if one is not None),
        {"digest": DIGEST_RULE, "entry": ENTRY_RULE, "genesis": GENESIS_RULE},
    )


async def _comment(house: House, comment: CommentRecord) -> EvidenceComment:
    kept = await house.store.escalations.kept(comment.id) if comment.text is None else None
    salt = kept.salt if kept else comment.salt
    return EvidenceComment(
        comment.id,
        comment.site,
        comment.author,
        kept.author_name if kept else comment.author_name,
        kept.text if kept else comment.text,
        salt.hex() if salt else None,
        shown(comment.digest),
        comment.state.value,
        comment.language,
        iso(comment.submitted_at),
        _time(comment.published_at),
        kept is not None,
    )


def _escalation(one: EscalationRecord) -> EvidenceEscalation:
    return EvidenceEscalation(
        one.id,
        one.to,
        one.reason,
        one.by,
        iso(one.made_at),
        _time(one.keep_until),
        _time(one.closed_at),
        one.answer,
    )


async def _secret(house: House, comment: str, moderator_id: str) -> set[int]:
    """The entries of looks that this moderator must not see before looking as well."""
    looks = await house.store.second_looks.proposals(comment)
    return set() if disputed(looks) else {one.seq for one in looks if one.moderator != moderator_id}


def _entries(entries: Sequence[Entry]) -> tuple[EvidenceEntry, ...]:
    return tuple(
        EvidenceEntry(
            one.chain,
            one.seq,
            one.kind.value,
            iso(one.at),
            dict(one.body),
            one.canonical.decode("ascii"),
            shown(one.previous),
            shown(one.digest),
        )
        for one in entries
    )


def _time(at: int | None) -> str | None:
    return None if at is None else iso(at)
