"""Whoever holds the database changes one thing in it, or writes a whole chain anew: it is found and named."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.contract.making import add, article, change, new, publish, rejection

from gatepost.conversation import entries
from gatepost.conversation.ports import EntryDraft, Store
from gatepost.store.keyring import Keyring
from gatepost.store.ledger import signed
from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.encoding import canonical, digest, genesis
from gatepost.store.ledger.signing import Ed25519Signer
from gatepost.store.ledger.trust import SeenCheckpoint
from gatepost.store.ledger.verify import Verification, Wish
from gatepost.store.sql import checkpoints as sql_checkpoints
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import Kind, State

LEDGER = ("chain", "seq", "kind", "comment", "at", "canonical", "previous", "digest")
CHECKPOINT = ("number", "at", "body", "signature", "key")
LEAF = ("checkpoint", "place", "chain", "first", "seq", "digest", "root")
Dice = Callable[[int], int]
"""A number below that."""


async def live(store: Store, keys: Keyring) -> None:
    """Three articles and the desk, with a checkpoint now and then, and the last at the end."""
    for round_ in range(3):
        for key in "abc":
            await store.ensure_article(article(key))
            where = f"s-{key}"
            await publish(store, new(where=where))
            rejected, withdrawn = new(where=where), new(where=where)
            await add(store, rejected)
            await store.apply([rejection(rejected)])
            await add(store, withdrawn)
            await store.apply([change(withdrawn.id, State.WITHDRAWN, entries.withdrawal())])
        await store.record("m", 100 + round_, EntryDraft(Kind.PEOPLE, {"by": "m", "round": round_}))
        await store.checkpoints.make(1_000 + round_, keys)


@dataclass
class Scene:
    """A folder with a database and its key, and the copy that is attacked."""

    whole: Path
    copy: Path
    key: str
    note: SeenCheckpoint
    connection: sqlite3.Connection = field(init=False)

    def rows(self, sql: str, *values: Any) -> list[Any]:
        return self.connection.execute(sql, values).fetchall()

    def begin(self) -> None:
        for rest in ("-wal", "-shm"):
            self.copy.with_name(self.copy.name + rest).unlink(missing_ok=True)
        shutil.copyfile(self.whole, self.copy)
        self.connection = sqlite3.connect(self.copy, isolation_level=None)
        self.connection.execute("PRAGMA synchronous = OFF")
        self.triggers = self.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in self.triggers:
            self.connection.execute(f"DROP TRIGGER {name}")

    def end(self) -> list[Damage]:
        """Put the triggers back, as the attacker would, and verify."""
        for _, sql in self.triggers:
            self.connection.execute(sql)
        self.connection.close()
        with open_ledger(self.copy) as ledger:
            wish = Wish(checkpoints=(self.note,), key=self.key)
            return list(Verification(ledger, wish).damages())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("attacked")
    keys = Keyring(folder)

    async def make() -> None:
        store = SQLiteStore(folder / "whole")
        await store.open()
        await live(store, keys)
        await store.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql_checkpoints, "MOST_ENTRIES", 5)
        asyncio.run(make())
    with closing(sqlite3.connect(folder / "whole")) as connection:  # all of it into the one file
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    note, key = keys.note(), keys.public()
    assert note is not None
    assert key is not None
    seen = SeenCheckpoint(note.number, note.digest, "the note")
    return Scene(folder / "whole", folder / "copy", key, seen)


def other(value: Any, dice: Dice) -> Any:
    """Another value of the same kind, or of another."""
    if isinstance(value, bytes):
        changed = bytearray(value)
        changed[dice(len(changed))] ^= 1 << dice(8)
        return [bytes(changed), value + b"x", value.decode("latin1"), b""][dice(4)]
    if isinstance(value, int):
        return [value + 1 + dice(3), value - 1, "text", b"bytes", -5][dice(5)]
    return [str(value) + "x", b"bytes", "s-b" if value != "s-b" else "s-a"][dice(3)]


def change_ledger(scene: Scene, dice: Dice) -> tuple[str, str]:
    column = LEDGER[dice(len(LEDGER))]
    rows = scene.rows(f"SELECT chain, seq, {column} FROM ledger")
    chain, seq, value = rows[dice(len(rows))]
    changed = other(value, dice)
    assume(changed != value)
    try:
        scene.rows(f"UPDATE ledger SET {column} = ? WHERE chain = ? AND seq = ?", changed, chain, seq)
    except sqlite3.IntegrityError:  # a row with this place is there: nothing was changed
        assume(False)
    return "chain", chain


def delete_entry(scene: Scene, dice: Dice) -> tuple[str, str]:
    rows = scene.rows("SELECT chain, seq FROM ledger")
    chain, seq = rows[dice(len(rows))]
    scene.rows("DELETE FROM ledger WHERE chain = ? AND seq = ?", chain, seq)
    if dice(2):  # and close the gap
        for (after,) in scene.rows("SELECT seq FROM ledger WHERE chain = ? AND seq > ?", chain, seq):
            scene.rows("UPDATE ledger SET seq = seq - 1 WHERE chain = ? AND seq = ?", chain, after)
    return "chain", chain


def cut_off(scene: Scene, dice: Dice) -> tuple[str, str]:
    rows = scene.rows("SELECT chain, seq FROM ledger")
    chain, seq = rows[dice(len(rows))]
    gone = scene.rows("SELECT DISTINCT comment FROM ledger WHERE chain = ? AND seq >= ?", chain, seq)
    scene.rows("DELETE FROM ledger WHERE chain = ? AND seq >= ?", chain, seq)
    for (comment,) in gone:  # with all traces of the comments that are not whole any more
        scene.rows("DELETE FROM ledger WHERE chain = ? AND comment = ?", chain, comment)
        for table, column in (("verdicts", "comment"), ("decisions", "comment"), ("comments", "id")):
            scene.rows(f"DELETE FROM {table} WHERE {column} = ?", comment)
    return "chain", chain


def swap_entries(scene: Scene, dice: Dice) -> tuple[str, str]:
    rows = scene.rows("SELECT chain, seq FROM ledger")
    chain, seq = rows[dice(len(rows))]
    (_, last) = max(row for row in rows if row[0] == chain)
    with_ = dice(last + 1)
    assume(with_ != seq)
    for before, after in ((seq, 9_999), (with_, seq), (9_999, with_)):
        scene.rows("UPDATE ledger SET seq = ? WHERE chain = ? AND seq = ?", after, chain, before)
    return "chain", chain


def rewritten(scene: Scene, chain: str, rows: list[Any]) -> None:
    """The chain with these entries (kind, comment, at, body), every number and digest computed anew."""
    scene.rows("DELETE FROM ledger WHERE chain = ?", chain)
    previous = genesis(chain)
    for seq, (kind, comment, at, body) in enumerate(rows):
        data = canonical(chain, seq, kind, comment, at, body)
        found = digest(previous, data)
        values = (chain, seq, kind, comment, at, data, previous, found)
        scene.rows("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *values)
        previous = found


def told(scene: Scene, chain: str) -> list[Any]:
    sql = "SELECT kind, comment, at, canonical FROM ledger WHERE chain = ? ORDER BY seq"
    return [
        (kind, comment, at, json.loads(data)["body"]) for kind, comment, at, data in scene.rows(sql, chain)
    ]


def write_chain_anew(scene: Scene, dice: Dice) -> tuple[str, str]:
    """One entry says another time, or is repeated, or is not there; the chain fits again behind it."""
    chains = scene.rows("SELECT DISTINCT chain FROM ledger")
    (chain,) = chains[dice(len(chains))]
    rows = told(scene, chain)
    whole = list(rows)
    place = dice(len(rows))
    kind, comment, at, body = rows[place]
    rows[place : place + 1] = [
        [(kind, comment, at + 1, body)],
        [(kind, comment, at, body), (kind, comment, at, body)],
        [],
    ][dice(3)]
    # An entry behind the last one is what the house itself writes all the time: no checkpoint covers it yet.
    assume(rows[: len(whole)] != whole)
    rewritten(scene, chain, rows)
    return "chain", chain


def drop_chain(scene: Scene, dice: Dice) -> tuple[str, str]:
    chain = "s-" + "abc"[dice(3)]
    scene.rows("DELETE FROM ledger WHERE chain = ?", chain)
    for (comment,) in scene.rows("SELECT id FROM comments WHERE article = ?", chain):
        for table, column in (("verdicts", "comment"), ("decisions", "comment"), ("comments", "id")):
            scene.rows(f"DELETE FROM {table} WHERE {column} = ?", comment)
    return "chain", chain


def change_checkpoint(scene: Scene, dice: Dice) -> tuple[str, str]:
    column = CHECKPOINT[dice(len(CHECKPOINT))]
    number = dice(3)
    ((value,),) = scene.rows(f"SELECT {column} FROM checkpoints WHERE number = ?", number)
    changed = other(value, dice)
    assume(changed != value)
    try:
        scene.rows(f"UPDATE checkpoints SET {column} = ? WHERE number = ?", changed, number)
    except sqlite3.IntegrityError:
        assume(False)
    return "checkpoint", f"checkpoint {number}"


def delete_checkpoint(scene: Scene, dice: Dice) -> tuple[str, str]:
    number = dice(3)
    scene.rows("DELETE FROM checkpoints WHERE number = ?", number)
    if dice(2):
        scene.rows("DELETE FROM checkpoint_heads WHERE checkpoint = ?", number)
    return "checkpoint", f"checkpoint {number}"


def change_leaf(scene: Scene, dice: Dice) -> tuple[str, str]:
    column = LEAF[dice(len(LEAF))]
    rows = scene.rows(f"SELECT checkpoint, place, {column} FROM checkpoint_heads")
    number, place, value = rows[dice(len(rows))]
    changed = other(value, dice)
    assume(changed != value)
    where = "WHERE checkpoint = ? AND place = ?"
    try:
        scene.rows(f"UPDATE checkpoint_heads SET {column} = ? {where}", changed, number, place)
    except sqlite3.IntegrityError:
        assume(False)
    return "checkpoint", f"checkpoint {number}"


def delete_or_copy_leaf(scene: Scene, dice: Dice) -> tuple[str, str]:
    rows = scene.rows("SELECT checkpoint, place FROM checkpoint_heads")
    number, place = rows[dice(len(rows))]
    if dice(2):
        scene.rows("DELETE FROM checkpoint_heads WHERE checkpoint = ? AND place = ?", number, place)
    else:
        scene.rows(
            "INSERT INTO checkpoint_heads SELECT checkpoint, place + 100, chain, first, seq, digest, root"
            " FROM checkpoint_heads WHERE checkpoint = ? AND place = ?",
            number,
            place,
        )
    return "checkpoint", f"checkpoint {number}"


def sign_anew(scene: Scene, dice: Dice) -> tuple[str, str]:
    """With a key of one's own, from some checkpoint to the last, every link as it should be."""
    forger, first = Ed25519Signer.new(), dice(3)
    for number in range(first, 3):
        ((data,),) = scene.rows("SELECT body FROM checkpoints WHERE number = ?", number)
        body = json.loads(data) | {"key": forger.key}
        if number > first:
            ((before,),) = scene.rows("SELECT body FROM checkpoints WHERE number = ?", number - 1)
            body["previous"] = f"sha256:{signed.digest_of(before).hex()}"
        forged = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        sql = "UPDATE checkpoints SET body = ?, signature = ?, key = ? WHERE number = ?"
        scene.rows(sql, forged, forger.sign(forged), forger.key, number)
    return "checkpoint", "checkpoint 2" if first == 0 else f"checkpoint {first}"


def change_the_store(scene: Scene, dice: Dice) -> tuple[str, str]:
    """What is derived from the entries, or stands beside them."""
    comments = scene.rows("SELECT id, article FROM comments")
    comment, chain = comments[dice(len(comments))]
    statements = [
        "UPDATE comments SET text = x'6f74686572' WHERE id = ?",
        "UPDATE comments SET salt = x'6f74686572' WHERE id = ?",
        "UPDATE comments SET text = 'text' WHERE id = ?",
        "UPDATE comments SET digest = x'00' WHERE id = ?",
        "UPDATE comments SET state = 'erased' WHERE id = ?",
        "UPDATE comments SET article = 's-' || char(96 + (unicode(substr(article, 3)) - 95) % 3 + 1)"
        " WHERE id = ?",
        "DELETE FROM comments WHERE id = ?",
        "DELETE FROM verdicts WHERE comment = ?",
        "DELETE FROM decisions WHERE comment = ?",
        "UPDATE verdicts SET record = replace(record, 'engine', 'motor') WHERE comment = ?",
        "UPDATE decisions SET standing = 1 - standing WHERE comment = ?",
    ]
    assume(scene.connection.execute(statements[dice(len(statements))], (comment,)).rowcount)
    return "chain", chain


ATTACKS = (
    change_ledger,
    delete_entry,
    cut_off,
    swap_entries,
    write_chain_anew,
    drop_chain,
    change_checkpoint,
    delete_checkpoint,
    change_leaf,
    delete_or_copy_leaf,
    sign_anew,
    change_the_store,
)


def test_the_scene_itself_is_sound(scene: Scene) -> None:
    scene.begin()
    leaves = scene.rows("SELECT count(*) FROM checkpoint_heads")
    assert scene.end() == []
    assert leaves[0][0] > 15  # chains are cut, and some are in every checkpoint


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_every_attack_is_found_and_named(
    scene: Scene, attack: Callable[[Scene, Dice], tuple[str, str]], data: st.DataObject
) -> None:
    scene.begin()
    with closing(scene.connection):
        where, name = attack(scene, lambda below: data.draw(st.integers(0, below - 1)))
        found = scene.end()
    if where == "chain":
        assert [one for one in found if one.chain == name], found
    else:
        assert [one for one in found if one.kind == "checkpoint" and name in one.detail], found
    assert all(str(one) for one in found)
