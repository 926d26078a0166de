"""Escalating: every refusal, an erasure under a hold, evidence that anybody can check, the ledger whole."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from tests.houses import Home

from gatepost.conversation.erase import erase
from gatepost.conversation.escalations.escalate import DAY, close, escalate
from gatepost.conversation.escalations.evidence import evidence
from gatepost.conversation.refusals import Refusal
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import State

TEXT = "reject \0 this\r\n threat"


async def refused(code: str, step: object) -> None:
    with pytest.raises(Refusal) as error:
        await step  # type: ignore[misc]
    assert error.value.code == code


def check_ledger(at_home: Home) -> None:
    with open_ledger(at_home.store.path) as ledger:
        assert list(Verification(ledger).damages()) == []


async def test_what_cannot_be_done(at_home: Home) -> None:
    house = at_home.house
    comment = await at_home.post(TEXT)
    await refused("not-found", escalate(house, "mina", "none", "police", "A threat."))
    await refused("recipient-unknown", escalate(house, "mina", comment.id, "army", "A threat."))
    await refused("text-empty", escalate(house, "mina", comment.id, "police", " "))
    await refused("text-too-long", escalate(house, "mina", comment.id, "police", "x" * 4_001))
    for days in (0, 366):
        until = at_home.clock() + days * DAY
        await refused("until-invalid", escalate(house, "mina", comment.id, "police", "A threat.", until))
    await refused("not-found", close(house, "mina", "none"))
    await refused("not-found", evidence(house, "mina", "none", settles=True))
    made = await escalate(house, "mina", comment.id, "police", "A threat.")
    await refused("not-yours", evidence(house, "omar", made.id, settles=False))
    await close(house, "omar", made.id, "Reported.")
    await refused("already-closed", close(house, "omar", made.id))
    await erase(house, comment.id, "author")
    await refused("already-decided", escalate(house, "mina", comment.id, "police", "A threat."))


async def test_an_erasure_under_a_hold_takes_the_words_from_everybody_but_the_evidence(
    at_home: Home,
) -> None:
    house = at_home.house
    comment = await at_home.post(TEXT)
    made = await escalate(house, "mina", comment.id, "police", "A threat.", at_home.clock() + 30 * DAY)
    await erase(house, comment.id, "author")
    seen = await house.find(comment.id)
    assert (seen.state, seen.text, seen.author_name) == (State.ERASED, None, "")
    item = await house.store.queue_item(comment.id)
    assert item is not None
    assert item.comment.text is None
    check_ledger(at_home)
    bundle = await evidence(house, "mina", made.id, settles=False)
    assert (bundle.comment.text, bundle.comment.author_name, bundle.comment.kept) == (TEXT, "Ann", True)
    await house.rounds.make()
    assert await house.store.escalations.kept(comment.id) is not None
    at_home.clock.at += 30 * DAY
    await house.rounds.make()
    assert await house.store.escalations.kept(comment.id) is None
    bundle = await evidence(house, "omar", made.id, settles=True)
    assert (bundle.comment.text, bundle.comment.salt, bundle.comment.kept) == (None, None, False)
    check_ledger(at_home)
    assert TEXT.encode() not in at_home.store.path.read_bytes()


async def test_closing_erases_what_was_kept_at_once(at_home: Home) -> None:
    comment = await at_home.post(TEXT)
    made = await escalate(at_home.house, "mina", comment.id, "legal", "A threat.", at_home.clock() + 30 * DAY)
    await erase(at_home.house, comment.id, "author")
    await close(at_home.house, "omar", made.id, "Nothing came of it.")
    assert await at_home.store.escalations.kept(comment.id) is None
    check_ledger(at_home)


async def test_the_evidence_can_be_checked_by_its_own_rules(at_home: Home) -> None:
    root = await at_home.post("fine root")
    await at_home.post("fine neighbour", parent=root.id)
    comment = await at_home.post(TEXT, parent=root.id)
    made = await escalate(at_home.house, "mina", comment.id, "police", "A threat.")
    bundle = msgspec.json.decode(
        msgspec.json.encode(await evidence(at_home.house, "mina", made.id, settles=False))
    )
    words = bundle["comment"]
    digest = hashlib.sha256(bytes.fromhex(words["salt"]) + words["text"].encode()).hexdigest()
    assert words["text"] == TEXT
    assert words["digest"] == f"sha256:{digest}"
    assert words["digest"] in bundle["entries"][0]["canonical"]
    for entry in [*bundle["entries"], *bundle["desk_entries"]]:
        previous = bytes.fromhex(entry["previous"].removeprefix("sha256:"))
        again = hashlib.sha256(b"gatepost/ledger/1\n" + previous + entry["canonical"].encode())
        assert entry["digest"] == f"sha256:{again.hexdigest()}"
    assert [one["text"] for one in bundle["thread"]] == ["fine root", "fine neighbour"]
    assert [one["body"]["action"] for one in bundle["desk_entries"]] == ["escalate", "evidence"]
    assert bundle["article"]["url"] == "https://news.example/a/1"
    assert bundle["made_for"] == "moderator:mina"
    assert {head["chain"] for head in bundle["heads"]} == {"desk", bundle["article"]["id"]}
