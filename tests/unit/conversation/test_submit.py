from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.houses import ARTICLE, Home, home

from gatepost.conversation.refusals import Refusal
from gatepost.conversation.submit import iso
from gatepost.conversation.talk.records import Wish
from gatepost.conversation.tokens import hash_of_hex
from gatepost.conversation.withdraw import withdraw
from gatepost.vocabulary import State

UNTOUCHED = [
    "a\x00b",
    "line\r\nline\n",
    "\ufffe\uffff",
    "\u202eabc\u202c",
    " lead and trail ",
    "Z\u0351\u036b",
    "<script>",
]


async def refused(home: Home, code: str, **draft: object) -> Refusal:
    with pytest.raises(Refusal) as error:
        await home.send(**draft)  # type: ignore[arg-type]
    assert error.value.code == code
    return error.value


@pytest.mark.parametrize("text", UNTOUCHED)
async def test_the_text_is_never_changed(at_home: Home, text: str) -> None:
    posted = await at_home.post(text)
    assert posted.state is State.APPROVED
    stored = await at_home.store.comment(posted.id)
    assert stored is not None
    assert stored.text == text
    assert stored.salt is not None
    assert stored.digest == hashlib.sha256(stored.salt + text.encode()).digest()


async def test_the_receipt_opens_the_comment_and_proves_the_text(at_home: Home) -> None:
    sent = await at_home.send("fine words")
    receipt = sent.receipt
    assert (
        receipt.digest == "sha256:" + hashlib.sha256(bytes.fromhex(receipt.salt) + b"fine words").hexdigest()
    )
    assert receipt.submitted_at == iso(sent.comment.submitted_at)
    token_hash = hash_of_hex(receipt.token)
    assert token_hash is not None
    assert await at_home.store.owner_of(token_hash) == sent.comment.id
    history = await at_home.store.history(sent.comment.id)
    assert history is not None
    first = history.entries[0]
    assert receipt.ledger == {
        "chain": first.chain,
        "seq": first.seq,
        "digest": f"sha256:{first.digest.hex()}",
    }


async def test_a_repeated_key_gives_the_same_receipt_once(at_home: Home) -> None:
    first = await at_home.send("fine", idempotency_key="k-1")
    again = await at_home.send("fine", idempotency_key="k-1")
    assert again.replayed
    assert not first.replayed
    assert again.receipt == first.receipt
    assert again.comment.id == first.comment.id
    other = await at_home.send("fine", idempotency_key="k-2")
    assert other.comment.id != first.comment.id
    counts = await at_home.store.counts(None)  # one look: the worker is at it meanwhile
    assert counts["approved"] + counts["pending"] == 2


async def test_a_key_with_another_request_is_refused(at_home: Home) -> None:
    await at_home.send("fine", idempotency_key="k")
    for other in ({"text": "else"}, {"name": "Bob"}, {"url": ARTICLE + "2"}):
        await refused(at_home, "idempotency-key-reused", idempotency_key="k", **other)


async def test_a_key_grows_old(at_home: Home) -> None:
    await at_home.send("fine", idempotency_key="k")
    at_home.clock.at += 25 * 3_600 * 1_000_000
    await refused(at_home, "idempotency-key-reused", idempotency_key="k")


async def test_a_replay_works_after_the_article_was_closed(at_home: Home) -> None:
    first = await at_home.send("fine", idempotency_key="k")
    await at_home.store.set_up(first.comment.article, Wish(closed=True))
    assert (await at_home.send("fine", idempotency_key="k")).receipt == first.receipt
    await refused(at_home, "article-closed", text="late")


async def test_strange_addresses_and_articles_are_refused(at_home: Home, tmp_path: Path) -> None:
    await refused(at_home, "unknown-article", url="https://evil.example/a")
    await refused(at_home, "url-invalid", url="nonsense")
    async with home(tmp_path / "other.sqlite3", articles="registered") as strict:
        await refused(strict, "unknown-article")


async def test_tracking_marks_lead_to_the_same_article(at_home: Home) -> None:
    one = await at_home.send("fine", url=ARTICLE + "?utm_source=mail")
    two = await at_home.send("fine", url=ARTICLE + "#comments")
    assert one.comment.article == two.comment.article
    own = await at_home.send("fine", article_key="77")
    assert own.comment.article != one.comment.article


async def test_only_public_comments_of_the_article_can_be_answered(at_home: Home) -> None:
    public = await at_home.post("fine")
    rejected = await at_home.post("reject this")
    elsewhere = await at_home.post("fine", url=ARTICLE + "2")
    answer = await at_home.post("fine answer", parent=public.id)
    assert (answer.parent, answer.depth) == (public.id, 1)
    for bad in (rejected.id, elsewhere.id, "nonsense", ""):
        await refused(at_home, "unknown-parent", parent=bad)
    await withdraw(at_home.house, public.id)
    await refused(at_home, "unknown-parent", parent=public.id)


async def test_nothing_of_a_refused_comment_is_stored(at_home: Home) -> None:
    await at_home.post("fine")
    before = await at_home.store.heads()
    await refused(at_home, "text-empty", text="  ")
    await refused(at_home, "name-invalid", name="\n")
    await refused(at_home, "unknown-parent", parent="nonsense")
    assert await at_home.store.heads() == before


async def test_the_engine_hears_of_article_and_parent(at_home: Home) -> None:
    first = await at_home.post("fine", title="A title", body="A body")
    await at_home.post("fine too", parent=first.id)
    last = at_home.engine.contexts[-1]
    assert last.parent == "fine"
    assert last.article is not None
    assert (last.article.title, last.article.body) == ("A title", "A body")
