"""Whether the comments, verdicts and decisions in the store are what their entries say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.lives import Life
from gatepost.store.ledger.source import StoredComment, StoredRecord
from gatepost.vocabulary import State

Lives = Mapping[str, Life]


def comments(chain: str, lives: Lives, stored: Iterable[StoredComment]) -> Iterator[Damage | None]:
    """What is wrong, and None for each comment that was looked at."""
    unseen = dict(lives)
    for comment in stored:
        yield None
        life = unseen.pop(comment.id, None)
        if life is None:
            yield Damage("comment", "the comment has no entry in the ledger", chain, None, comment.id)
            continue
        for wrong in _disagreements(comment, chain, life.state, life.digest):
            yield Damage("comment", wrong, chain, None, comment.id)
    for gone in unseen:
        yield Damage("comment", "the ledger knows this comment, the store does not", chain, None, gone)


def records(chain: str, lives: Lives, stored: Iterable[StoredRecord]) -> Iterator[Damage | None]:
    """As `comments`, for verdicts and decisions."""
    expected: set[tuple[str, int | None]] = set()
    for comment, life in lives.items():
        expected.update((comment, seq) for seq in life.decisions)
        if life.verdict is not None:
            expected.add((comment, None))
    for record in stored:
        yield None
        what = "verdict" if record.seq is None else "decision"
        place = (chain, record.seq, record.comment)
        if (record.comment, record.seq) not in expected:
            yield Damage("record", f"the stored {what} has no entry in the ledger", *place)
            continue
        expected.discard((record.comment, record.seq))
        life = lives[record.comment]
        entry = life.verdict if record.seq is None else life.decisions[record.seq]
        if record.body != entry:
            yield Damage("record", f"the stored {what} is not the one in the ledger", *place)
        elif record.seq is not None and record.standing != life.standing(record.seq):
            yield Damage("record", "the ledger says otherwise about whether this decision stands", *place)
    for comment, seq in sorted(expected, key=str):
        what = "verdict" if seq is None else "decision"
        yield Damage("record", f"the {what} in the ledger is gone from the store", chain, seq, comment)


def _disagreements(comment: StoredComment, chain: str, state: State, digest: str | None) -> Iterator[str]:
    if comment.article != chain:
        yield f"the comment is stored under {comment.article}, its entries are here"
    if comment.state != state.value:
        yield f"the comment is stored as {comment.state}, its entries make it {state.value}"
    if not isinstance(comment.digest, bytes) or f"sha256:{comment.digest.hex()}" != digest:
        yield "the stored digest is not the submitted one"
    if state is State.ERASED:
        if comment.text is not None or comment.salt is not None:
            yield "the comment was erased, but its text or salt is still there"
    elif comment.text is None or comment.salt is None:
        yield "text or salt is gone, but no erasure is recorded"
    elif not (isinstance(comment.salt, bytes) and isinstance(comment.text, bytes)):
        yield "the stored text is no text"
    elif hashlib.sha256(comment.salt + comment.text).digest() != comment.digest:
        yield "the stored text is not the submitted text"
