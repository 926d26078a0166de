"""What anyone needs to check that the published text is the submitted text, byte for byte."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.tokens import shown
from gatepost.vocabulary import Entry, Kind, State

DIGEST_RULE = "SHA-256(salt bytes, then the UTF-8 bytes of the text)"
ENTRY_RULE = 'SHA-256("gatepost/ledger/1\\n", then the previous digest, then the canonical bytes)'
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


class ProvenHead(Struct, frozen=True):
    """The newest entry of the chain now: keep it, and later changes before it show."""

    chain: str
    seq: int
    digest: str


class Proof(Struct, frozen=True):
    """Text digest, salt and the comment's entries. `salt` is empty once the comment is erased."""

    comment: str
    chain: str
    state: State
    digest: str
    salt: str
    entries: tuple[ProvenEntry, ...]
    head: ProvenHead
    rules: dict[str, str]


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
    return Proof(
        comment.id,
        comment.article,
        comment.state,
        shown(comment.digest),
        comment.salt.hex() if comment.salt else "",
        tuple(
            _proven(entry)
            for entry in history.entries
            if entry.kind is not Kind.REPORT and entry.seq not in looks
        ),
        ProvenHead(head.chain, head.seq, shown(head.digest)),
        {"digest": DIGEST_RULE, "entry": ENTRY_RULE, "genesis": GENESIS_RULE},
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
