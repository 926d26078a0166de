"""What anyone needs to check that the published text is the submitted text, byte for byte."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from gatepost.conversation.checkpoints.records import Inclusion
from gatepost.conversation.house import House
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.tokens import shown
from gatepost.vocabulary import Entry, Kind, State

DIGEST_RULE = "SHA-256(salt bytes, then the UTF-8 bytes of the text)"
ENTRY_RULE = 'SHA-256("gatepost/ledger/1\\n", then the previous digest, then the canonical bytes)'
LEAF_RULE = "SHA-256(0x00, then the entry's digest, or the characters of the leaf): RFC 6962"
NODE_RULE = "SHA-256(0x01, then the left hash, then the right one): RFC 6962"
CHECKPOINT_RULE = "Ed25519 over the characters of the body; the next body names SHA-256(body) as previous"
GENESIS_RULE = 'SHA-256("gatepost/ledger/1/genesis\\n", then the chain id)'


class ProvenEntry(Struct, frozen=True):
    """One ledger entry. `canonical` is plain ASCII: its characters are the bytes that were digested.

    It is empty for verdicts and decisions, whose `body` is shortened: their numbers and spans would teach how
    to write around the engine, and what it suspected of a published comment is nobody's business. Their
    digests stay, so that the chain can be followed.
    """

    seq: int
    kind: str
    at: int
    body: dict[str, Any]
    canonical: str
    previous: str
    digest: str


class ProvenCheckpoint(Struct, frozen=True):
    """A signed checkpoint. `body` is plain ASCII: its characters are the bytes that were signed."""

    number: int
    body: str
    signature: str


class ProvenPath(Struct, frozen=True):
    """The hashes beside the way from one entry up to the root of its stretch."""

    seq: int
    path: tuple[str, ...]


class ProvenInclusion(Struct, frozen=True):
    """That entries stand in a checkpoint.

    `leaf`: JSON of [chain, first, seq, digest, root], its characters the bytes that were hashed: the entries
    `first` to `seq` of the chain have this root. `path` leads from there to the checkpoint's root; `place` is
    the leaf's. All hashes of paths are in hexadecimal.
    """

    checkpoint: ProvenCheckpoint
    place: int
    leaf: str
    path: tuple[str, ...]
    entries: tuple[ProvenPath, ...]


class ProvenHead(Struct, frozen=True):
    """The newest entry of the chain now: keep it, and later changes before it show."""

    chain: str
    seq: int
    digest: str


class Proof(Struct, frozen=True):
    """Text digest, salt and the comment's entries. `salt` is empty once the comment is erased.

    `inclusion`: of those entries that a signed checkpoint covers by now; the next one covers the rest.
    """

    comment: str
    chain: str
    state: State
    digest: str
    salt: str
    entries: tuple[ProvenEntry, ...]
    head: ProvenHead
    rules: dict[str, str]
    inclusion: tuple[ProvenInclusion, ...] = ()


async def proof(house: House, comment_id: str) -> Proof:
    """The proof of one comment; the caller decides who may see it. Raises `Refusal("not-found")`.

    Readers' reports are left out: they are nobody's proof of anything. So are looks that wait for a second
    one: whoever knows all but the one word of such an entry finds that word by trying which gives the digest.
    """
    history = await house.store.history(comment_id)
    head = await house.store.head(history.comment.article) if history else None
    if history is None or head is None:
        raise Refusal("not-found", "There is no comment with this id.")
    comment = history.comment
    looks = {one.seq for one in await house.store.second_looks.proposals(comment_id)}
    shown_entries = [
        entry for entry in history.entries if entry.kind is not Kind.REPORT and entry.seq not in looks
    ]
    included = await house.store.checkpoints.inclusions(
        comment.article, [entry.seq for entry in shown_entries]
    )
    return Proof(
        comment.id,
        comment.article,
        comment.state,
        shown(comment.digest),
        comment.salt.hex() if comment.salt else "",
        tuple(map(_proven, shown_entries)),
        ProvenHead(head.chain, head.seq, shown(head.digest)),
        {
            "digest": DIGEST_RULE,
            "entry": ENTRY_RULE,
            "genesis": GENESIS_RULE,
            "leaf": LEAF_RULE,
            "node": NODE_RULE,
            "checkpoint": CHECKPOINT_RULE,
        },
        tuple(map(_included, included)),
    )


SHOWN = {
    Kind.VERDICT: ("language", "engine", "guidelines"),
    Kind.DECISION: ("outcome", "by", "mode", "engine", "guidelines", "undoes", "appeal", "uphold"),
}


def _proven(entry: Entry) -> ProvenEntry:
    shown_of = SHOWN.get(entry.kind)
    body = dict(entry.body)
    return ProvenEntry(
        entry.seq,
        entry.kind.value,
        entry.at,
        body if shown_of is None else {name: body[name] for name in shown_of if name in body},
        entry.canonical.decode("ascii") if shown_of is None else "",
        shown(entry.previous),
        shown(entry.digest),
    )


def _included(inclusion: Inclusion) -> ProvenInclusion:
    signed = inclusion.checkpoint
    return ProvenInclusion(
        ProvenCheckpoint(signed.number, signed.body.decode("ascii"), signed.signature.hex()),
        inclusion.place,
        inclusion.leaf.decode("ascii"),
        tuple(one.hex() for one in inclusion.path),
        tuple(
            ProvenPath(seq, tuple(one.hex() for one in beside)) for seq, beside in inclusion.entries.items()
        ),
    )
