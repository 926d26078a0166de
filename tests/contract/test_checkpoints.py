"""What every store promises about signed checkpoints of the ledger."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.contract.making import add, article, new, publish

from gatepost.conversation import entries
from gatepost.conversation.checkpoints import ports
from gatepost.conversation.checkpoints.ports import KeyMissing
from gatepost.conversation.checkpoints.records import Checkpoint, Inclusion
from gatepost.conversation.ports import EntryDraft, Store
from gatepost.store.keyring import Keyring
from gatepost.store.ledger import merkle, signed
from gatepost.store.ledger.signing import Ed25519Signer, is_signed
from gatepost.store.sql import checkpoints as sql_checkpoints
from gatepost.vocabulary import DESK_CHAIN, Kind


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path)


async def holds(store: Store, one: Inclusion, chain: str) -> None:
    """Climb every way of the inclusion, as an outsider would."""
    body = signed.read_body(one.checkpoint.body)
    assert is_signed(one.checkpoint.body, one.checkpoint.signature, body.key)
    top = merkle.climb(merkle.leaf_hash(one.leaf), one.place, body.leaves, one.path)
    assert body.root == f"sha256:{top.hex()}"
    digests = {entry.seq: entry.digest async for entry in store.entries(chain)}
    leaf = signed.read_leaf(one.leaf)
    assert (leaf.chain, leaf.digest) == (chain, digests[leaf.seq])
    size = leaf.seq - leaf.first + 1
    for seq, beside in one.entries.items():
        assert merkle.climb(merkle.leaf_hash(digests[seq]), seq - leaf.first, size, beside) == leaf.root


async def test_a_checkpoint_binds_what_was_written_since_the_last(store: Store, keys: Keyring) -> None:
    assert await store.checkpoints.make(1, keys) == []
    assert await store.checkpoints.newest() is None
    for key in ("a", "b"):
        await store.ensure_article(article(key))
    await store.ensure_article(article("silent"))
    await publish(store, new(where="s-a"))
    await publish(store, new(where="s-b"))
    await store.record("m", 5, EntryDraft(Kind.PEOPLE, {"by": "m"}))
    (first,) = await store.checkpoints.make(2, keys)
    body = signed.read_body(first.body)
    assert (body.number, body.at, body.leaves, body.previous, body.next) == (0, 2, 3, None, None)
    assert body.key == first.key == keys.public()
    assert await store.checkpoints.make(3, keys) == []

    await publish(store, new(where="s-b"))
    (second,) = await store.checkpoints.make(4, keys)
    body = signed.read_body(second.body)
    assert (body.number, body.leaves) == (1, 1)
    assert body.previous == f"sha256:{hashlib.sha256(first.body).hexdigest()}"
    assert await store.checkpoints.newest() == await store.checkpoints.one(1) == second
    assert await store.checkpoints.one(2) is None
    assert await store.checkpoints.listed(-1, 9) == [first, second]
    assert await store.checkpoints.listed(0, 9) == [second]
    assert await store.checkpoints.listed(-1, 1) == [first]
    for chain, wanted in (("s-a", [4]), ("s-b", [4, 4]), (DESK_CHAIN, [1])):
        found = await store.checkpoints.inclusions(chain, range(20))
        assert [len(one.entries) for one in found] == wanted
        for one in found:
            await holds(store, one, chain)


async def test_what_no_checkpoint_covers_is_in_none(store: Store, keys: Keyring) -> None:
    await store.ensure_article(article())
    await publish(store, new())
    await store.checkpoints.make(1, keys)
    await add(store, new())
    (one,) = await store.checkpoints.inclusions("s-a", [4, 2])
    assert list(one.entries) == [2]
    assert await store.checkpoints.inclusions("s-a", [4]) == []
    assert await store.checkpoints.inclusions("none", [0]) == []


async def test_long_chains_and_many_are_cut(
    store: Store, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (sql_checkpoints.MOST_LEAVES, sql_checkpoints.MOST_ENTRIES) == (
        ports.MOST_LEAVES,
        ports.MOST_ENTRIES,
    )
    monkeypatch.setattr(sql_checkpoints, "MOST_LEAVES", 2)
    monkeypatch.setattr(sql_checkpoints, "MOST_ENTRIES", 3)
    monkeypatch.setattr(sql_checkpoints, "CHAINS_AT_ONCE", 2)
    for key in "abcde":
        await store.ensure_article(article(key))
        for _ in range(4 if key == "c" else 1):
            await publish(store, new(where=f"s-{key}"))
    made = await store.checkpoints.make(1, keys)
    # a, b, d, e: 4 entries in two leaves each; c: 16 entries in six.
    assert [signed.read_body(one.body).leaves for one in made] == [2] * 7
    for key in "abcde":
        found = await store.checkpoints.inclusions(f"s-{key}", range(20))
        assert [seq for one in found for seq in one.entries] == list(range(16 if key == "c" else 4))
        for one in found:
            await holds(store, one, f"s-{key}")


async def test_two_processes_make_no_number_twice(make_store: Callable[[], Store], tmp_path: Path) -> None:
    stores = [make_store(), make_store()]
    for store in stores:
        await store.open()
    rings = [Keyring(tmp_path), Keyring(tmp_path)]
    await stores[0].ensure_article(article())
    for number in range(8):
        await add(stores[0], new())
        both: Sequence[Sequence[Checkpoint]] = await asyncio.gather(
            *(store.checkpoints.make(number, ring) for store, ring in zip(stores, rings, strict=True))
        )
        assert sum(map(len, both)) == 1
    listed = await stores[1].checkpoints.listed(-1, 100)
    assert [one.number for one in listed] == list(range(8))
    assert {one.key for one in listed} == {rings[0].public()}
    for store in stores:
        await store.close()


async def test_a_new_key_is_announced_by_the_old_one(store: Store, keys: Keyring, tmp_path: Path) -> None:
    await store.ensure_article(article())
    await publish(store, new())
    old, heir = keys.signer(None), keys.heir()
    assert keys.heir().key == heir.key != old.key
    (announcing,) = await store.checkpoints.make(1, keys, heir=heir.key)
    body = signed.read_body(announcing.body)
    assert (body.key, body.next, body.heir) == (old.key, heir.key, heir.key)
    # The process ends here, before it takes the new key up: whoever comes next does.
    await publish(store, new())
    (following,) = await store.checkpoints.make(2, Keyring(tmp_path))
    assert following.key == heir.key == Keyring(tmp_path).public()
    # One that had the old key in its memory looks again.
    await publish(store, new())
    (last,) = await store.checkpoints.make(3, keys)
    assert last.key == heir.key
    # Nothing was written, and it is announced all the same.
    (empty,) = await store.checkpoints.make(4, keys, heir=Ed25519Signer.new().key)
    assert signed.read_body(empty.body).leaves == 0
    with pytest.raises(KeyMissing, match="must be signed by"):
        await store.checkpoints.make(5, keys)


async def test_only_the_right_key_signs(store: Store, keys: Keyring, tmp_path: Path) -> None:
    await store.ensure_article(article())
    await add(store, new())
    await store.checkpoints.make(1, keys)
    await add(store, new())
    (tmp_path / "other").mkdir()
    with pytest.raises(KeyMissing, match="there is no"):
        await store.checkpoints.make(2, Keyring(tmp_path / "other"))
    with pytest.raises(KeyMissing, match="GATEPOST_CHECKPOINT_KEY holds"):
        await store.checkpoints.make(2, Keyring(tmp_path, pem=Ed25519Signer.new().pem().decode()))
    given = Keyring(tmp_path / "other", pem=keys.signer(None).pem().decode())
    assert len(await store.checkpoints.make(2, given)) == 1


async def test_the_desk_counts_as_a_chain(store: Store, keys: Keyring) -> None:
    await store.record("m", 5, EntryDraft(Kind.PEOPLE, entries.withdrawal().body))
    (made,) = await store.checkpoints.make(1, keys)
    assert signed.read_body(made.body).leaves == 1
