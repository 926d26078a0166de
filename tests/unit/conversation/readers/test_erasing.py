"""A reader erased: carried on after a kill, whole in the end; and everything handed out before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.houses import Home, home

from gatepost.conversation.appeal import appeal
from gatepost.conversation.authors.records import Author
from gatepost.conversation.authors.tokens import known
from gatepost.conversation.escalations.escalate import escalate
from gatepost.conversation.ports import Change, StoreUnavailable
from gatepost.conversation.readers.erase import AT_ONCE, erase_reader, resume
from gatepost.conversation.readers.export import encoded, export_comment, export_reader
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import State


async def a_reader(at_home: Home, *texts: str) -> tuple[Author, list[CommentRecord]]:
    """Somebody with these comments, settled."""
    first = await at_home.send(texts[0])
    assert first.reader is not None
    settled = await at_home.house.screener.settled(first.comment.id, 30)
    assert settled is not None
    author = await known(at_home.house, "site", first.reader)
    assert author is not None
    return author, [settled, *[await at_home.post(text, reader=first.reader) for text in texts[1:]]]


async def test_everything_goes_and_others_stay(at_home: Home) -> None:
    author, mine = await a_reader(at_home, "fine one", "reject two", "refer three")
    other = await at_home.post("fine other", parent=mine[0].id)
    done = await erase_reader(at_home.house, author.id)
    assert (done.comments, done.suspended_until) == (3, None)
    for comment in mine:
        found = await at_home.store.comment(comment.id)
        assert found is not None
        assert (found.state, found.text, found.author_name, found.author) == (State.ERASED, None, "", None)
    stays = await at_home.store.comment(other.id)
    assert stays is not None
    assert (stays.state, stays.text, stays.parent) == (State.APPROVED, "fine other", mine[0].id)
    with open_ledger(at_home.store.path) as ledger:
        assert list(Verification(ledger).damages()) == []
    with pytest.raises(Refusal) as refused:
        await erase_reader(at_home.house, author.id)
    assert refused.value.code == "not-found"


class FailingStore(SQLiteStore):
    """Stops working in the middle, as if the process was killed there."""

    left = 10**6

    async def apply(self, changes: Sequence[Change]) -> Sequence[CommentRecord | Exception]:
        if any(change.erase for change in changes):
            if self.left == 0:
                raise StoreUnavailable("killed")
            self.left -= 1
        return await super().apply(changes)


async def many(path: Path, number: int) -> str:
    async with home(path) as at_home:
        author, _ = await a_reader(at_home, *[f"fine {count}" for count in range(number)])
        return author.id


@pytest.mark.parametrize("steps", [0, 1])
async def test_killed_in_the_middle_it_is_carried_on_by_the_next_process(tmp_path: Path, steps: int) -> None:
    path, total = tmp_path / "db", AT_ONCE + 3
    author = await many(path, total)
    async with home(path, screening=False) as at_home:
        store = FailingStore(path)
        await store.open()
        store.left = steps
        at_home.house.store = store
        with pytest.raises(StoreUnavailable):
            await erase_reader(at_home.house, author)
        left = await store.authors.comments_of(author, limit=1_000)
        assert len(left) == total - steps * AT_ONCE
        await store.close()
    async with home(path, screening=False) as at_home:
        await at_home.house.rounds.make()
        assert await at_home.store.authors.by_id(author) is None
        assert await at_home.store.authors.comments_of(author) == []
        assert await at_home.store.rights.unfinished() == []
        assert await resume(at_home.house) == 0
        with open_ledger(path) as ledger:
            assert list(Verification(ledger).damages()) == []


async def test_killed_before_the_last_step_the_same_request_ends_it(tmp_path: Path) -> None:
    path = tmp_path / "db"
    author = await many(path, 2)
    async with home(path, screening=False) as at_home:
        await at_home.store.rights.begin_erasing(author, 5)
        assert not await at_home.store.rights.finish_erasing(author, 5)
        assert (await erase_reader(at_home.house, author)).comments == 2
        assert await at_home.store.authors.by_id(author) is None


async def test_nothing_is_taken_of_somebody_who_is_being_erased(at_home: Home) -> None:
    first = await at_home.send("fine")
    assert first.comment.author is not None
    await at_home.store.rights.begin_erasing(first.comment.author, at_home.clock())
    with pytest.raises(Refusal) as refused:
        await at_home.send("fine again", reader=first.reader)
    assert refused.value.code == "token-invalid"


async def test_what_an_escalation_holds_goes_into_its_drawer(at_home: Home) -> None:
    author, (comment,) = await a_reader(at_home, "fine words")
    until = at_home.clock() + 10**12
    await escalate(at_home.house, "m", comment.id, "legal", "Look at it.", until)
    await erase_reader(at_home.house, author.id)
    kept = await at_home.store.escalations.kept(comment.id)
    assert kept is not None
    assert kept.text == "fine words"


async def test_an_export_holds_what_is_kept(at_home: Home) -> None:
    author, mine = await a_reader(at_home, "fine one", "reject two")
    await appeal(at_home.house, mine[1].id, "That was no threat.")
    document = json.loads(encoded(await export_reader(at_home.house, author, "en")))
    assert document["author"]["id"] == author.id
    assert document["account"] is None
    two, one = document["comments"]
    assert (one["text"], one["state"], one["decided_by"], one["statement"]) == (
        "fine one",
        "approved",
        "machine",
        None,
    )
    assert one["digest"] == f"sha256:{mine[0].digest.hex()}"
    assert mine[0].salt is not None
    assert one["salt"] == mine[0].salt.hex()
    assert two["statement"]["clauses"][0]["id"] == "threat"
    assert two["appeals"][0]["text"] == "That was no threat."
    alone = json.loads(encoded(await export_comment(at_home.house, mine[0].id, "en")))
    assert alone == one
    with pytest.raises(Refusal):
        await export_comment(at_home.house, "nothing", "en")
