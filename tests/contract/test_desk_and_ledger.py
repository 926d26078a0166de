"""What every store promises about the desk, people and programs, and the ledger."""

from __future__ import annotations

import hashlib

import pytest
from tests.contract.making import add, approval, article, carry, change, new, publish, rejection
from tests.listed import listed

from gatepost.conversation import entries
from gatepost.conversation.ports import NameTaken, Store
from gatepost.conversation.records import Moderator, SessionRecord, TokenRecord
from gatepost.store.ledger.encoding import canonical, digest, genesis
from gatepost.vocabulary import Decision, Outcome, State, Verdict


async def test_queues_and_counts(store: Store) -> None:
    for site in ("s", "t"):
        await store.ensure_article(article("a", site))
    refer = Decision(Outcome.REFER, "engine")
    verdict = Verdict(Outcome.REFER, (), {}, 0.5, "en", "e", "g")
    referred = [new(where=where) for where in ("s-a", "t-a", "s-a")]
    for comment in referred:
        await add(store, comment)
        drafts = (entries.verdict(verdict), entries.decision(refer))
        await carry(store, change(comment.id, State.PENDING, *drafts, verdict=verdict, decision=refer))
    public, rejected = new(), new()
    await publish(store, public)
    await add(store, rejected)
    await carry(store, rejection(rejected))
    await add(store, new())
    one, two, three = (comment.id for comment in referred)

    async def waiting(site: str | None, kind: str, after: str | None = None, limit: int = 9) -> list[str]:
        return [item.comment.id for item in await listed(store, site, kind, after, limit)]

    assert await waiting(None, "referred") == [one, two, three]
    assert await waiting("s", "referred") == [one, three]
    assert await waiting(None, "referred", limit=1) == [one]
    assert await waiting(None, "referred", after=one) == [two, three]
    assert await waiting(None, "decided") == [rejected.id, public.id]
    assert await waiting("s", "decided", after=rejected.id) == [public.id]
    assert await waiting("t", "decided") == []
    assert await waiting(None, "appeals") == []
    assert await store.counts(None) == {
        **{"pending": 4, "approved": 1, "rejected": 1, "withdrawn": 0, "erased": 0},
        **{"unscreened": 1, "appeals": 0, "reports": 0, "second": 0, "referred": 3},
    }
    assert (await store.counts("t"))["pending"] == 1
    item = await store.queue_item(one)
    assert item is not None
    assert (item.verdict, item.decision, item.article.id, item.parent) == (verdict, refer, "s-a", None)
    assert await store.queue_item("none") is None


async def test_people_and_their_browsers(store: Store) -> None:
    ann = Moderator("1", "Ann", "admin", "hash")
    await store.add_moderator(ann)
    await store.add_moderator(Moderator("1", "Ann", "editor", "new hash"))
    with pytest.raises(NameTaken):
        await store.add_moderator(Moderator("2", "Ann", "admin"))
    changed = Moderator("1", "Ann", "editor", "new hash")
    assert await store.moderator("1") == await store.moderator_by_name("Ann") == changed
    assert await store.moderators() == [changed]
    assert await store.moderator("2") is None
    session = SessionRecord(b"h", "1", 10, 20, "Firefox")
    await store.add_session(session)
    assert await store.session(b"h") == session
    assert await store.sessions("1") == [session]
    await store.add_session(SessionRecord(b"i", "1", 30, 40))
    assert await store.session(b"h") is None  # expired meanwhile, so it was swept out
    await store.end_session(b"i")
    assert await store.sessions("1") == []


async def test_a_link_signs_in_once_and_in_time(store: Store) -> None:
    await store.add_moderator(Moderator("1", "Ann", "admin"))
    await store.add_link(b"a", "1", 100)
    await store.add_link(b"b", "1", 100)
    assert await store.take_link(b"a", 100) == "1"
    assert await store.take_link(b"a", 100) is None
    assert await store.take_link(b"b", 101) is None
    assert await store.take_link(b"c", 1) is None


async def test_tokens_of_programs(store: Store) -> None:
    token = TokenRecord(b"h", "newsletter", ("check", "desk"), 5)
    await store.add_token(token)
    with pytest.raises(NameTaken):
        await store.add_token(TokenRecord(b"i", "newsletter", (), 6))
    assert await store.token(b"h") == token
    assert await store.tokens() == [token]
    assert await store.end_token("newsletter")
    assert not await store.end_token("newsletter")
    assert await store.token(b"h") is None


async def test_chains_follow_the_written_rules(store: Store) -> None:
    for key in ("a", "b"):
        await store.ensure_article(article(key))
    for number in range(6):
        await publish(store, new(where="s-a" if number % 2 else "s-b"))
    everything = [entry async for entry in store.entries()]
    assert [(entry.chain, entry.seq) for entry in everything] == [
        (chain, seq) for chain in ("s-a", "s-b") for seq in range(12)
    ]
    previous = b""
    for entry in everything:
        previous = genesis(entry.chain) if entry.seq == 0 else previous
        assert entry.previous == previous
        rewritten = canonical(entry.chain, entry.seq, entry.kind.value, entry.comment, entry.at, entry.body)
        assert entry.canonical == rewritten
        assert entry.digest == digest(previous, rewritten)
        assert entry.digest == hashlib.sha256(b"gatepost/ledger/1\n" + previous + rewritten).digest()
        previous = entry.digest
    heads = await store.heads()
    assert [(head.chain, head.seq) for head in heads] == [("s-a", 11), ("s-b", 11)]
    assert heads[1].digest == previous
    assert await store.head("s-b") == heads[1]
    assert await store.head("none") is None
    assert [entry.seq async for entry in store.entries("s-a")] == list(range(12))
    assert [entry async for entry in store.entries("none")] == []


async def test_the_ledger_streams_beyond_one_stretch(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatepost.store.sql.store.STRETCH", 20)
    await store.ensure_article(article())
    sent = [new("t") for _ in range(11)]
    for comment in sent:
        await add(store, comment)
    await store.apply([approval(comment) for comment in sent])
    assert [entry.seq async for entry in store.entries()] == list(range(44))
