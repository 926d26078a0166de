"""Posting a comment: the answer, the receipt, the site, and who may post from where."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from tests.api.gatepost_here import ARTICLE, SECRET, SITE, Client, problem, receipt
from tests.api.stub_engine import StubEngine

from gatepost.conversation.records import ArticleRecord
from gatepost.vocabulary import Outcome
from gatepost.web.signatures import sign_article

TEXTS = {
    "NUL": "a\0b",
    "CRLF": "one\r\ntwo\rthree\n",
    "spaces": "  kept \t ",
    "noncharacters": "\ufffe \uffff \U0010ffff",
    "bidi controls": "\u202etxt.exe\u202c \u2066x\u2069",
    "zalgo": "Z" + "\u0351\u0321\u033c" * 50,
    "decomposed": "e\u0301 is not \u00e9",
    "markup": "<script>alert(1)</script><b onclick='x'>&amp;</b>",
    "ZWNJ": "می\u200cخواهم",
    "emoji": "👩‍👩‍👧‍👦 fine",
    "longest": "ش" * 20_000,
    "longest outside the BMP": "😀" * 20_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
async def test_a_text_comes_back_to_the_code_point(client: Client, text: str) -> None:
    made = await client.said(text)
    assert made["state"] == "approved"
    assert made["comment"]["text"] == text
    (listed,) = (await client.listed())["comments"]
    assert listed["text"] == text
    one = (await client.get(f"/api/v1/comments/{made['id']}")).json()
    assert one["text"] == text
    digest = hashlib.sha256(bytes.fromhex(made["receipt"]["salt"]) + text.encode()).hexdigest()
    assert made["receipt"]["digest"] == one["digest"] == f"sha256:{digest}"


async def test_the_answer_names_the_comment_and_gives_a_receipt(client: Client) -> None:
    answer = await client.say()
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/comments/{made['id']}"
    assert answer.headers["cache-control"] == "no-store"
    assert len(made["receipt"]["token"]) == 32
    assert made["receipt"]["submitted_at"].endswith("Z")
    assert made["receipt"]["ledger"]["seq"] == 0
    assert "statement" not in made


async def test_a_rejection_says_clause_words_and_way_of_appeal_in_the_readers_language(
    client: Client,
) -> None:
    answer = await client.say("You idiot.", headers={"Accept-Language": "tr;q=0.9, de"})
    made = answer.json()
    statement = made["statement"]
    assert made["state"] == "rejected"
    assert statement["language"] == "tr"
    (clause,) = statement["clauses"]
    assert clause["id"] == "personal-attack"
    assert clause["evidence"] == [{"start": 4, "end": 9, "text": "idiot"}]
    assert statement["decided_by"] == "machine"
    assert statement["appeal"] == {
        "possible": True, "url": f"/api/v1/comments/{made['id']}/appeal", "state": None, "reply": "",
        "same_person": False,
    }  # fmt: skip
    assert "idiot" in statement["text"]


async def test_a_site_that_advises_leaves_every_comment_to_people(client: Client) -> None:
    """The shop has the shipped modes, and takes comments only on articles that it made known."""
    url = "https://shop.test/1"
    problem(await client.say(url=url), 404, "unknown-article")
    problem(await client.get("/api/v1/comments", params={"article": url}), 404, "unknown-article")
    store = client.service.house.store
    await store.ensure_article(ArticleRecord("article-1", "closed-shop", url, url))
    made = await client.said(url=url)
    assert made["state"] == "pending"
    verdict = await store.verdict_of(made["id"])
    assert verdict is not None
    assert verdict.outcome is Outcome.APPROVE


async def test_a_slow_engine_means_pending_and_the_text_is_durable(
    client: Client, engine: StubEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.web.reader.posting.PATIENCE_SECONDS", 0.05)
    engine.hold()
    made = await client.said("Slow.")
    assert made["state"] == "pending"
    assert (await client.listed())["total"] == 0
    assert (await client.get(f"/api/v1/comments/{made['id']}")).status_code == 404
    own = await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))
    assert (own.json()["state"], own.json()["text"]) == ("pending", "Slow.")
    settled = asyncio.create_task(client.service.house.screener.settled(made["id"], 10))
    engine.release()
    await settled
    assert (await client.listed())["total"] == 1


async def test_a_repeated_key_gives_the_same_answer_and_stores_nothing(client: Client) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = await client.say(headers=headers)
    second = await client.say(headers=headers)
    assert second.status_code == 201
    assert second.json()["receipt"] == first.json()["receipt"]
    assert second.headers["idempotency-replayed"] == "true"
    assert (await client.listed())["total"] == 1
    problem(await client.say("Another text.", headers=headers), 422, "idempotency-key-reused")


async def test_tracking_marks_lead_to_the_same_article(client: Client) -> None:
    await client.said(url=f"{ARTICLE}?utm_source=mail&fbclid=1#comments")
    assert (await client.listed())["total"] == 1


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("https://elsewhere.test/a", 404, "unknown-article"),
        ("http://news.test/a", 404, "unknown-article"),
        ("https://news.test:8443/a", 404, "unknown-article"),
        ("https://news.test.evil.test/a", 404, "unknown-article"),
        ("https://news.test@evil.test/a", 404, "unknown-article"),
        ("https://shop.test/a", 404, "unknown-article"),
        ("javascript:alert(1)", 404, "unknown-article"),
        ("", 404, "unknown-article"),
        ("https://news.test/" + "a" * 3000, 404, "unknown-article"),
    ],
)
async def test_strange_articles_are_refused(client: Client, url: str, status: int, code: str) -> None:
    answer = await client.say(url=url)
    assert answer.status_code in {status, 422}
    assert answer.json()["code"] in {code, "url-invalid"}


async def test_a_closed_article_takes_nothing_and_can_still_be_read(client: Client, desk: Client) -> None:
    await client.said()
    (article,) = (await desk.get("/api/v1/desk/articles")).json()
    closed = await desk.post(f"/api/v1/desk/articles/{article['id']}/close")
    assert closed.json()["closed"] is True
    problem(await client.say(), 409, "article-closed")
    listed = await client.listed()
    assert (listed["total"], listed["article"]["closed"]) == (1, True)
    await desk.post(f"/api/v1/desk/articles/{article['id']}/open")
    await client.said()


async def test_a_reply_needs_a_public_parent_under_the_same_article(client: Client) -> None:
    made = await client.said()
    reply = await client.said("Indeed.", parent=made["id"])
    assert (reply["comment"]["parent"], reply["comment"]["depth"]) == (made["id"], 1)
    problem(await client.say(parent="nobody"), 422, "unknown-parent")
    problem(await client.say(parent=made["id"], url=f"{SITE}/other"), 422, "unknown-parent")
    rejected = await client.said("You idiot.")
    problem(await client.say(parent=rejected["id"]), 422, "unknown-parent")


@pytest.mark.parametrize("origin", [SITE, "http://localhost:9000"])
async def test_the_sites_own_pages_may_post_and_read_the_answer(client: Client, origin: str) -> None:
    answer = await client.say(headers={"Origin": origin})
    assert answer.status_code == 201
    assert answer.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "https://shop.test", "http://news.test", "\xff"]
)
async def test_other_pages_may_not_post(client: Client, origin: str) -> None:
    answer = await client.say(headers={"Origin": origin.encode("latin-1")})
    problem(answer, 403, "origin-not-allowed")
    assert (await client.listed())["total"] == 0


async def test_preflight_is_for_the_sites_pages_only(client: Client) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    ours = await client.options("/api/v1/comments", headers={"Origin": SITE, **asked})
    assert ours.status_code == 204
    assert ours.headers["access-control-allow-origin"] == SITE
    assert "POST" in ours.headers["access-control-allow-methods"]
    assert "Idempotency-Key" in ours.headers["access-control-allow-headers"]
    for origin in ("https://evil.test", "null"):
        strange = await client.options("/api/v1/comments", headers={"Origin": origin, **asked})
        assert "access-control-allow-origin" not in strange.headers
    desk = await client.options("/api/v1/desk/queue", headers={"Origin": SITE, **asked})
    assert "access-control-allow-origin" not in desk.headers


async def test_an_articles_words_count_only_when_the_site_signed_them(client: Client) -> None:
    store = client.service.house.store
    unsigned = {"url": ARTICLE, "title": "Made up", "body": "by a browser"}
    assert (await client.say(article=unsigned)).status_code == 201
    found = await store.article("news", ARTICLE)
    assert found is not None
    assert (found.title, found.body) == ("", "")
    problem(await client.say(article={**unsigned, "signature": "0" * 64}), 422, "signature-invalid")
    signature = sign_article(SECRET, ARTICLE, "A true title", "A true body")
    signed = {"url": ARTICLE, "title": "A true title", "body": "A true body", "signature": signature}
    assert (await client.say(article=signed)).status_code == 201
    found = await store.article("news", ARTICLE)
    assert found is not None
    assert (found.title, found.body) == ("A true title", "A true body")


async def test_fields_that_we_do_not_know_are_ignored(client: Client) -> None:
    answer = await client.say(future={"field": [1, 2]})
    assert answer.status_code == 201
