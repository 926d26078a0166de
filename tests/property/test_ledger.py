"""Random histories of comments: whole, they verify; with any one thing changed, they do not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.old_checkpoints import checkpoint

from gatepost.conversation import entries
from gatepost.conversation.checkpoints.records import Checkpoint
from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import Head
from gatepost.store.ledger.checkpoint import Seen, read_checkpoint
from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.encoding import NotCanonical, canonical, decode, digest, genesis, seal, thorough
from gatepost.store.ledger.source import Leaf, Row, StoredComment, StoredRecord, Stray
from gatepost.store.ledger.verify import Verification, Wish
from gatepost.vocabulary import Decision, Evidence, Finding, Outcome, Verdict

GROUND = Finding("threat", 0.97, "classifier", (Evidence(0, 3, "abc"),))


@dataclass
class History:
    """A ledger in memory: what a store would have kept, action by action."""

    chain: str
    rows: list[Row] = field(default_factory=list)
    stored: dict[str, StoredComment] = field(default_factory=dict)
    kept: list[StoredRecord] = field(default_factory=list)
    looks: dict[str, tuple[int, str]] = field(default_factory=dict)
    ended: dict[int, tuple[int, str]] = field(default_factory=dict)

    def write(self, comment: str, *drafts: EntryDraft) -> int:
        first = len(self.rows)
        for draft in drafts:
            previous = self.rows[-1].digest if self.rows else genesis(self.chain)
            at = 1_000 + len(self.rows)
            entry = seal(self.chain, len(self.rows), comment, at, draft, previous)
            self.rows.append(
                Row(
                    self.chain,
                    entry.seq,
                    draft.kind.value,
                    comment,
                    at,
                    entry.canonical,
                    previous,
                    entry.digest,
                )
            )
        return first

    def act(self, comment: str, action: str) -> None:
        """Carry the action out where it is possible, as the house would."""
        now = self.stored.get(comment)
        if now is None:
            salt, text = b"s" * 32, comment.encode()
            taken = hashlib.sha256(salt + text).digest()
            self.write(comment, entries.submission(taken, None))
            self.stored[comment] = StoredComment(comment, self.chain, "pending", taken, text, salt)
            return
        records = [one for one in self.kept if one.comment == comment]
        if action == "screen" and not records and now.state == "pending":
            verdict = Verdict(Outcome.REFER, (GROUND,), {}, 0.5, "en", "e", "g")
            self.write(comment, entries.verdict(verdict))
            self.kept.append(StoredRecord(comment, None, entries.verdict(verdict).body))
        elif action in ("approve", "reject") and records and now.state in ("pending", "approved", "rejected"):
            self._decide(now, action)
        elif action == "propose" and records and now.state in ("pending", "approved", "rejected"):
            self._propose(now)
        elif action == "take back" and comment in self.looks:
            self._take_back(now)
        elif action == "undo" and now.state in ("approved", "rejected") and comment not in self.looks:
            self._undo(now, records)
        elif action == "appeal" and now.state == "rejected":
            self.write(comment, entries.appeal("p", b"d" * 32))
        elif action == "withdraw" and now.state in ("pending", "approved", "rejected"):
            self._leave(now, entries.withdrawal(), "withdrawn")
        elif action == "erase" and now.state != "erased":
            self._leave(now, entries.erasure("author"), "erased")

    def _decide(self, now: StoredComment, action: str) -> None:
        target = {"approve": "approved", "reject": "rejected"}[action]
        if now.state == target:
            return
        grounds = (GROUND,) if action == "reject" else ()
        if self.looks.get(now.id, (0, action))[1] != action:
            return
        mode = "four-eyes" if now.id in self.looks else ""
        drafted = entries.decision(Decision(Outcome(action), "moderator:m", grounds, mode=mode))
        drafts = [drafted]
        if action == "approve":
            drafts.append(entries.publication(now.digest))
        elif now.state == "approved":
            drafts.append(entries.retraction("decision"))
        seq = self.write(now.id, *drafts)
        self.kept.append(StoredRecord(now.id, seq, drafted.body))
        if mode:
            self.ended[seq] = self.looks.pop(now.id)
        self._move(now, target)

    def _propose(self, now: StoredComment) -> None:
        """The first look: it never stands. The decider `m` takes the second."""
        if now.id in self.looks:
            return
        outcome = Outcome.REJECT if now.state == "approved" else Outcome.APPROVE
        proposal = Decision(Outcome.REFER, "moderator:n", mode="four-eyes", proposes=outcome)
        drafted = entries.decision(proposal)
        seq = self.write(now.id, drafted)
        self.kept.append(StoredRecord(now.id, seq, drafted.body, False))
        self.looks[now.id] = (seq, outcome.value)

    def _take_back(self, now: StoredComment) -> None:
        undone, _ = self.looks.pop(now.id)
        drafted = entries.decision(Decision(Outcome.REFER, "moderator:n", mode="four-eyes", undoes=undone))
        seq = self.write(now.id, drafted)
        self.kept.append(StoredRecord(now.id, seq, drafted.body, False))

    def _undo(self, now: StoredComment, records: list[StoredRecord]) -> None:
        undone = [one for one in records if one.seq is not None and one.standing][-1]
        drafted = entries.decision(Decision(Outcome.REFER, "moderator:m", undoes=undone.seq))
        drafts = [drafted] + ([entries.retraction("undo")] if now.state == "approved" else [])
        seq = self.write(now.id, *drafts)
        self.kept[self.kept.index(undone)] = StoredRecord(now.id, undone.seq, undone.body, False)
        self.kept.append(StoredRecord(now.id, seq, drafted.body, False))
        if undone.seq in self.ended:
            self.looks[now.id] = self.ended.pop(undone.seq)
        self._move(now, "pending")

    def _leave(self, now: StoredComment, entry: EntryDraft, state: str) -> None:
        self.looks.pop(now.id, None)
        self.write(now.id, entry, *([entries.retraction(state)] if now.state == "approved" else []))
        self._move(now, state)

    def _move(self, now: StoredComment, state: str) -> None:
        gone = state == "erased"
        self.stored[now.id] = StoredComment(
            now.id, now.article, state, now.digest, None if gone else now.text, None if gone else now.salt
        )


@dataclass
class Memory:
    """Histories as a `Ledger`; rows come by sequence number, as a database hands them out."""

    histories: dict[str, History]

    def guards(self) -> Iterable[str]:
        return ()

    def chains(self) -> Iterable[str]:
        return sorted(name for name, one in self.histories.items() if one.rows)

    def rows(self, chain: str, after: int = -1) -> Iterator[Row]:
        return iter(sorted((row for row in self.of(chain) if row.seq > after), key=lambda row: row.seq))

    def of(self, chain: str) -> list[Row]:
        return self.histories[chain].rows if chain in self.histories else []

    def of_comment(self, chain: str, comment: str, until: int) -> Iterator[Row]:
        return (row for row in self.rows(chain) if row.comment == comment and row.seq <= until)

    def comments(self, chain: str, after: int = -1) -> Iterator[StoredComment]:
        named = {row.comment for row in self.rows(chain, after)}
        return (one for name in self.histories for one in self.stored(name) if one.id in named)

    def stored(self, chain: str) -> Iterable[StoredComment]:
        return self.histories[chain].stored.values()

    def records(self, chain: str, after: int = -1) -> Iterator[StoredRecord]:
        named = {row.comment for row in self.rows(chain, after)}
        return (one for history in self.histories.values() for one in history.kept if one.comment in named)

    def counts(self) -> tuple[int, int]:
        every = self.histories.values()
        return sum(len(one.stored) for one in every), sum(len(one.kept) for one in every)

    def strays(self, chain: str | None = None) -> Iterator[Stray]:
        for name in self.histories:
            named = {row.comment for row in self.of(name)}
            for one in self.stored(name):
                if one.id not in named:
                    yield Stray("comment", name, one.id)

    def checkpoints(self, after: int = -1) -> Iterable[Checkpoint]:
        return ()

    def leaves(self, after: int = -1) -> Iterable[Leaf]:
        return ()

    def covers(self, chain: str) -> Iterable[Leaf]:
        return ()


ACTIONS = ("screen", "approve", "reject", "undo", "appeal", "withdraw", "erase", "propose", "take back")
Steps = list[tuple[int, int, str]]
steps: st.SearchStrategy[Steps] = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from(ACTIONS)), min_size=4, max_size=60
)


def play(chosen: Steps) -> Memory:
    histories = {name: History(name) for name in ("chain-0", "chain-1")}
    for chain, comment, action in chosen:
        histories[f"chain-{chain}"].act(f"comment-{chain}-{comment}", action)
    return Memory(histories)


def damages(memory: Memory, seen: Iterable[Seen] = ()) -> list[Damage]:
    return list(Verification(memory, Wish(seen=tuple(seen))).damages())


def all_seen(memory: Memory) -> list[Seen]:
    """What a checkpoint taken now has seen."""
    assert not damages(memory)
    newest = [one.rows[-1] for one in memory.histories.values() if one.rows]
    exported = checkpoint(Head(row.chain, row.seq, row.digest) for row in newest)
    seen, signed = read_checkpoint(json.dumps(exported).encode(), "checkpoint")
    assert signed == []
    return seen


@given(steps)
def test_an_untouched_ledger_verifies(chosen: Steps) -> None:
    memory = play(chosen)
    assert damages(memory) == []
    assert damages(memory, all_seen(memory)) == []


def lone(*decisions: Decision) -> list[str]:
    """What the ledger finds wrong with a screened comment about which these decisions were recorded."""
    history = History("chain")
    for action in ("submit", "screen"):
        history.act("c", action)
    for decision in decisions:
        drafted = entries.decision(decision)
        history.write(
            "c",
            drafted,
            *([entries.publication(history.stored["c"].digest)] if decision.outcome == "approve" else []),
        )
    return [
        damage.detail
        for damage in Verification(Memory({"chain": history})).damages()
        if damage.kind == "impossible"
    ]


def look(by: str, outcome: str) -> Decision:
    return Decision(Outcome.REFER, f"moderator:{by}", (GROUND,), mode="four-eyes", proposes=Outcome(outcome))


def test_four_eyes_need_two_people_in_the_ledger_too() -> None:
    def reject(by: str, mode: str) -> Decision:
        return Decision(Outcome.REJECT, f"moderator:{by}", (GROUND,), mode=mode)

    assert lone(look("a", "reject"), reject("b", "four-eyes")) == []
    assert lone(look("a", "reject"), look("b", "approve"), reject("c", "settled")) == []
    no_other = ["a decision by four eyes to which no other moderator had agreed"]
    assert lone(reject("b", "four-eyes")) == no_other
    assert lone(look("b", "reject"), reject("b", "four-eyes")) == no_other
    assert lone(look("a", "approve"), reject("b", "four-eyes")) == no_other
    assert lone(look("a", "reject"), reject("b", "settled")) == [
        "a disagreement is settled that there was not"
    ]
    assert lone(look("a", "reject"), reject("b", "")) == [
        "a decision by one moderator while a second look was wanted"
    ]
    taken_by_another = Decision(Outcome.REFER, "moderator:b", mode="four-eyes", undoes=2)
    assert lone(look("a", "reject"), taken_by_another) == [
        "it takes back entry 2, which another moderator proposed"
    ]


Mutation = Callable[[list[Row], int, int], bool]
"""Changes the rows at place i (with a second place or number j); False when that would change nothing."""


def flip(column: str) -> Mutation:
    def mutate(rows: list[Row], i: int, j: int) -> bool:
        data = bytearray(getattr(rows[i], column))
        data[j % len(data)] ^= 1 << (j % 7)
        rows[i] = rows[i]._replace(**{column: bytes(data)})
        return True

    return mutate


def replace(column: str, value: object) -> Mutation:
    def mutate(rows: list[Row], i: int, j: int) -> bool:
        changed = rows[i]._replace(**{column: value})
        differs, rows[i] = changed != rows[i], changed
        return differs

    return mutate


def delete(rows: list[Row], i: int, j: int) -> bool:
    del rows[i]
    return i < len(rows)  # of the last entry, see the tests on a lost end


def delete_and_renumber(rows: list[Row], i: int, j: int) -> bool:
    del rows[i]
    rows[i:] = [row._replace(seq=row.seq - 1) for row in rows[i:]]
    return i < len(rows)


def swap(rows: list[Row], i: int, j: int) -> bool:
    j %= len(rows)
    one, two = rows[i], rows[j]
    rows[i], rows[j] = two._replace(seq=one.seq), one._replace(seq=two.seq)
    return i != j


def insert_copy(rows: list[Row], i: int, j: int) -> bool:
    copied = rows[j % len(rows)]
    rows[i:] = [copied._replace(seq=rows[i].seq), *(row._replace(seq=row.seq + 1) for row in rows[i:])]
    return True


def insert_forged(rows: list[Row], i: int, j: int) -> bool:
    """A well-formed entry with a right digest, put in between; those after it keep theirs."""
    at, previous = rows[i].seq, rows[i].previous
    value = decode(rows[j % len(rows)].canonical)
    encoded = canonical(rows[i].chain, at, value["kind"], value["comment"], value["at"], value["body"])
    forged = Row(
        rows[i].chain,
        at,
        value["kind"],
        value["comment"],
        value["at"],
        encoded,
        previous,
        digest(previous, encoded),
    )
    rows[i:] = [forged, *(row._replace(seq=row.seq + 1) for row in rows[i:])]
    return True


def renumber(rows: list[Row], i: int, j: int) -> bool:
    rows[i:] = [row._replace(seq=row.seq + 1 + j % 3) for row in rows[i:]]
    return True


def rewrite_one(rows: list[Row], i: int, j: int) -> bool:
    """Another time in the entry, its digest made to fit; the next entry still names the old one."""
    row = rows[i]
    value = decode(row.canonical)
    encoded = canonical(row.chain, row.seq, row.kind, row.comment, row.at + 1, value["body"])
    rows[i] = row._replace(at=row.at + 1, canonical=encoded, digest=digest(row.previous, encoded))
    return i < len(rows) - 1


MUTATIONS: dict[str, Mutation] = {
    **{f"flip {column}": flip(column) for column in ("canonical", "previous", "digest")},
    "column kind": replace("kind", "report"),
    "column comment": replace("comment", "comment-0-9"),
    "column at": replace("at", 5),
    "column canonical": replace("canonical", b"{}"),
    "column missing": replace("digest", None),
    "delete": delete,
    "delete and renumber": delete_and_renumber,
    "swap": swap,
    "insert a copy": insert_copy,
    "insert a forgery": insert_forged,
    "renumber": renumber,
    "rewrite one": rewrite_one,
}


@settings(max_examples=400)
@given(steps, st.sampled_from(sorted(MUTATIONS)), st.integers(0, 10_000), st.integers(0, 10_000))
def test_any_single_change_is_found_and_its_chain_named(chosen: Steps, name: str, i: int, j: int) -> None:
    memory = play(chosen)
    chain = max(memory.histories.values(), key=lambda one: len(one.rows))
    if MUTATIONS[name](chain.rows, i % len(chain.rows), j):
        found = damages(memory)
        assert found, name
        assert {one.chain for one in found} == {chain.chain}
        assert all(str(one) for one in found)


@settings(max_examples=200)
@given(steps, st.integers(0, 10_000))
def test_the_loss_of_an_end_is_found_against_a_checkpoint(chosen: Steps, i: int) -> None:
    memory = play(chosen)
    seen = all_seen(memory)
    chain = max(memory.histories.values(), key=lambda one: len(one.rows))
    del chain.rows[i % len(chain.rows) :]
    assert [one for one in damages(memory, seen) if one.kind == "lost" and one.chain == chain.chain]


@settings(max_examples=200)
@given(steps, st.integers(0, 10_000))
def test_a_chain_written_anew_is_found_against_a_checkpoint(chosen: Steps, i: int) -> None:
    """Who holds everything can recompute every digest: only what others have seen tells."""
    memory = play(chosen)
    seen = all_seen(memory)
    chain = max(memory.histories.values(), key=lambda one: len(one.rows))
    previous = genesis(chain.chain)
    for place, row in enumerate(chain.rows):
        at = row.at + (place >= i % len(chain.rows))
        encoded = canonical(row.chain, row.seq, row.kind, row.comment, at, decode(row.canonical)["body"])
        chain.rows[place] = row._replace(
            at=at, canonical=encoded, previous=previous, digest=digest(previous, encoded)
        )
        previous = chain.rows[place].digest
    assert damages(memory) == []
    assert {one.kind for one in damages(memory, seen)} == {"lost"}


@settings(max_examples=200)
@given(
    steps,
    st.sampled_from(["state", "text", "digest", "gone", "record", "record gone", "standing"]),
    st.data(),
)
def test_stored_comments_and_records_must_agree(chosen: Steps, what: str, data: st.DataObject) -> None:
    memory = play(chosen)
    chain = max(memory.histories.values(), key=lambda one: len(one.rows))
    one = data.draw(st.sampled_from(sorted(chain.stored.values(), key=lambda stored: stored.id)))
    if what.startswith("record") or what == "standing":
        if not chain.kept:
            return
        place = data.draw(st.integers(0, len(chain.kept) - 1))
        record = chain.kept[place]
        if what == "record gone":
            del chain.kept[place]
        elif what == "record":
            chain.kept[place] = StoredRecord(record.comment, record.seq, None, record.standing)
        elif record.seq is None:
            return
        else:
            chain.kept[place] = StoredRecord(record.comment, record.seq, record.body, not record.standing)
    elif what == "gone":
        del chain.stored[one.id]
    elif what == "state":
        other = "approved" if one.state != "approved" else "rejected"
        chain.stored[one.id] = StoredComment(one.id, one.article, other, one.digest, one.text, one.salt)
    elif what == "text":
        chain.stored[one.id] = StoredComment(one.id, one.article, one.state, one.digest, b"other", b"salt")
    else:
        chain.stored[one.id] = StoredComment(one.id, one.article, one.state, b"\x00" * 32, one.text, one.salt)
    assert damages(memory)


bodies = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="ascii"), max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(st.characters(codec="ascii"), max_size=5), bodies, max_size=5))
def test_the_encoding_is_plain_ascii_and_comes_back(body: dict[str, object]) -> None:
    encoded = canonical("chain", 3, "report", "c", 5, body)
    assert encoded.isascii()
    assert decode(encoded)["body"] == body
    assert canonical("chain", 3, "report", "c", 5, dict(reversed(body.items()))) == encoded


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_upset_the_decoder(data: bytes) -> None:
    with suppress(NotCanonical):
        value = decode(data)
        assert canonical(*(value[name] for name in ("chain", "seq", "kind", "comment", "at", "body"))) == data


def either(decoder: Callable[[bytes], dict[str, object]], data: bytes) -> dict[str, object] | None:
    try:
        return decoder(data)
    except NotCanonical:
        return None


numbers = (
    st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.sampled_from([2**53 - 1, 2**53, 10**15])
)
loose = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=500)
@given(
    st.fixed_dictionaries(
        {"v": st.sampled_from([1, 1, 1, True, 2]), "chain": st.text(max_size=3), "kind": st.just("report")}
    ),
    st.fixed_dictionaries({"seq": numbers, "comment": st.text(max_size=3), "at": numbers}),
    loose,
    st.booleans(),
    st.data(),
)
def test_the_short_cut_decides_as_the_thorough_way(
    head: dict[str, object], rest: dict[str, object], body: object, escaped: bool, data: st.DataObject
) -> None:
    value = {**head, **rest, "body": {"b": body} if data.draw(st.booleans()) else body}
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=escaped)
    encoded = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(encoded) - 1))
        encoded[place : place + data.draw(st.integers(0, 1))] = data.draw(
            st.sampled_from([b"", b" ", b"0", b"1.0", b"e1", b",", b'"', b"\x7f", b"\\u0041", b"\xc3\xa9"])
        )
    assert either(decode, bytes(encoded)) == either(thorough, bytes(encoded))
