"""An article is known by its canonical address, or by the publisher's own id; a refusal leaves none."""

from __future__ import annotations

import asyncio

import pytest
from tests.api.gatepost_here import ARTICLE, SECRET, SITE, UNTOUCHED, Client, problem

from gatepost.conversation.article_keys import key_for
from gatepost.web.signatures import sign_article

ELSEWHERE = "https://evil.test/x"


def named(identity: str, url: str = ARTICLE, text: str = "A fair point.") -> dict[str, object]:
    return {"article": {"url": url, "id": identity}, "text": text, "author": {"name": "Ann"}}


async def test_one_id_under_two_addresses_is_one_article(client: Client) -> None:
    first = await client.post("/api/v1/comments", json=named("story-7"))
    assert first.status_code == 201
    moved = await client.post("/api/v1/comments", json=named("story-7", f"{SITE}/moved", "Me too."))
    assert moved.json()["receipt"]["ledger"]["chain"] == first.json()["receipt"]["ledger"]["chain"]
    for url in (ARTICLE, f"{SITE}/moved", f"{SITE}/anything"):
        assert (await client.listed(article=url, article_id="story-7"))["total"] == 2
    # The same address without the id is another article, and so is an id that is spelled like an address.
    assert (await client.listed())["total"] == 0
    assert (await client.listed(article_id=ARTICLE))["total"] == 0


async def test_no_id_is_ever_the_key_of_an_address(client: Client) -> None:
    await client.said()
    for identity in (ARTICLE, f"id:{ARTICLE}", "id:", "https://"):
        assert key_for(ARTICLE, identity).startswith("id:")
        assert (await client.listed(article_id=identity))["total"] == 0


async def test_the_site_is_asked_with_an_id_as_without(client: Client) -> None:
    problem(await client.post("/api/v1/comments", json=named("7", ELSEWHERE)), 404, "unknown-article")
    problem(
        await client.post("/api/v1/comments", json=named("7", "https://shop.test/1")), 404, "unknown-article"
    )
    for path in ("/api/v1/comments", "/api/v1/stream"):
        params = {"article": ELSEWHERE, "article_id": "7"}
        problem(await client.get(path, params=params), 404, "unknown-article")
    # Two sites may use the same id for different articles.
    made = await client.post("/api/v1/comments", json=named("7"))
    assert made.status_code == 201
    params = {"article": "https://shop.test/1", "article_id": "7"}
    problem(await client.get("/api/v1/comments", params=params), 404, "unknown-article")


@pytest.mark.parametrize("identity", ["", "a\0b", "a\nb", "\u202e", "x" * 2_049])
async def test_what_is_no_id(client: Client, identity: str) -> None:
    problem(await client.post("/api/v1/comments", json=named(identity)), 422, "article-id-invalid")
    for path in ("/api/v1/comments", "/api/v1/stream"):
        answer = await client.get(path, params={"article": ARTICLE, "article_id": identity})
        code = answer.json()["code"]
        assert code in ("article-id-invalid", "invalid-parameter"), code


async def test_a_registered_site_makes_its_articles_known_by_id(client: Client, desk: Client) -> None:
    url = "https://shop.test/1"
    known = await desk.post("/api/v1/desk/articles", json={"url": url, "title": "T", "article_id": "7"})
    assert known.status_code == 200
    assert (await client.post("/api/v1/comments", json=named("7", url))).status_code == 201
    problem(await client.post("/api/v1/comments", json=named("8", url)), 404, "unknown-article")
    problem(await client.say(url=url), 404, "unknown-article")


async def test_a_signature_is_for_one_id(client: Client) -> None:
    """Else the signed words of one article could be hung on another."""
    words = {"url": ARTICLE, "title": "T", "body": "B"}
    signature = sign_article(SECRET, **words, article_id="7")
    body = {**named("7"), "article": {**words, "id": "7", "signature": signature}}
    made = await client.post("/api/v1/comments", json=body)
    assert made.status_code == 201, made.text
    kept = await client.service.house.store.article("news", "id:7")
    assert kept is not None
    assert (kept.title, kept.body) == ("T", "B")
    for identity in ("8", None):
        wrong = {**body, "article": {**words, "id": identity, "signature": signature}}
        problem(await client.post("/api/v1/comments", json=wrong), 422, "signature-invalid")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "", "//news.test/a", f"{SITE}/a b", f"{SITE}/" + "a" * 10_000]
)
async def test_what_is_no_address_is_called_that_everywhere(client: Client, url: str) -> None:
    problem(await client.say(url=url), 422, "url-invalid")
    checked = await client.post("/api/v1/check", json={"text": "x", "article": {"url": url}})
    problem(checked, 422, "url-invalid")
    if len(url) <= 2_048:
        for path in ("/api/v1/comments", "/api/v1/stream"):
            problem(await client.get(path, params={"article": url}), 422, "url-invalid")


async def test_a_refused_comment_leaves_no_article_behind(client: Client) -> None:
    store = client.service.house.store
    problem(await client.say(url=f"{SITE}/new", parent="nobody"), 422, "unknown-parent")
    problem(await client.say("", url=f"{SITE}/new"), 422, "text-empty")
    other = await client.said()
    problem(await client.say(url=f"{SITE}/new", parent=other["id"]), 422, "unknown-parent")
    assert [article.url for article in await store.articles()] == [ARTICLE]


async def test_first_comments_at_once_share_one_article(client: Client) -> None:
    made = await asyncio.gather(
        *(client.said(str(n), headers={"Idempotency-Key": f"k{n}"}) for n in range(8))
    )
    assert len({one["receipt"]["ledger"]["chain"] for one in made}) == 1
    for number, one in enumerate(made):
        again = await client.said(str(number), headers={"Idempotency-Key": f"k{number}"})
        assert again["receipt"] == one["receipt"]
    assert (await client.listed())["total"] == 8


async def test_a_comment_that_waits_does_not_show_in_list_or_etag(client: Client) -> None:
    nothing = await client.get("/api/v1/comments", params={"article": ARTICLE})
    assert nothing.status_code == 200
    assert nothing.json() == {
        "site": {"name": "News", "who": ["guest"], "check": True},
        "article": UNTOUCHED,
        "comments": [],
        "total": 0,
        "after": None,
    }
    await client.said("perhaps")
    await client.said("You idiot.")
    waiting = await client.get("/api/v1/comments", params={"article": ARTICLE})
    assert (waiting.headers["etag"], waiting.text) == (nothing.headers["etag"], nothing.text)
    await client.said()
    public = await client.get("/api/v1/comments", params={"article": ARTICLE})
    assert public.headers["etag"] != nothing.headers["etag"]
