"""The reader token: by it a site knows again who commented, and by nothing else."""

from __future__ import annotations

import re

import pytest
from tests.api.gatepost_here import Client, problem, receipt

from gatepost.conversation.records import ArticleRecord


def reader(made: dict) -> dict[str, str]:  # type: ignore[type-arg]
    return {"Authorization": f"Bearer {made['reader']['token']}"}


async def author_of(client: Client, made: dict) -> str | None:  # type: ignore[type-arg]
    found = await client.service.house.store.comment(made["id"])
    assert found is not None
    return found.author


async def test_the_first_comment_gives_a_token_and_the_next_ones_are_the_same_authors(
    client: Client,
) -> None:
    first = await client.said()
    assert re.fullmatch("r_[0-9a-f]{32}", first["reader"]["token"])
    second = await client.said("More.", headers=reader(first))
    assert "reader" not in second
    stranger = await client.said("Me too.")
    assert await author_of(client, first) == await author_of(client, second)
    assert await author_of(client, stranger) != await author_of(client, first)


async def test_nobody_else_is_shown_who_wrote_what(client: Client) -> None:
    first = await client.said()
    author = await author_of(client, first)
    token = first["reader"]["token"]
    seen = [
        await client.get(f"/api/v1/comments/{first['id']}"),
        await client.get(f"/api/v1/comments/{first['id']}/proof"),
        await client.get("/api/v1/comments", params={"article": "https://news.test/2026/a-story"}),
    ]
    for answer in seen:
        assert answer.status_code == 200
        assert author is not None
        assert author not in answer.text
        assert token not in answer.text


@pytest.mark.parametrize("token", ["", "r_", "r_" + "0" * 32, "r_" + "z" * 32, "0" * 32, "gp_abc", "r_é"])
async def test_a_token_that_opens_nothing_is_refused_before_anything_is_taken(
    client: Client, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}".encode()}
    body = problem(await client.say(headers=headers), 401, "token-invalid")
    assert "nothing was stored" in body["detail"]
    assert (await client.listed())["total"] == 0
    made = await client.said()
    assert (await client.get(f"/api/v1/comments/{made['id']}", headers=headers)).status_code == 200


async def test_another_scheme_is_none_of_our_business(client: Client) -> None:
    """A proxy may ask for a name and a password before it lets anybody in."""
    made = await client.said(headers={"Authorization": "Basic YTpi"})
    assert "reader" in made


async def test_a_token_is_good_for_one_site_only(client: Client) -> None:
    first = await client.said()
    url = "https://shop.test/1"
    await client.service.house.store.ensure_article(ArticleRecord("article-1", "closed-shop", url, url))
    problem(await client.say(url=url, headers=reader(first)), 401, "token-invalid")


async def test_a_repeated_key_gives_the_same_reader_token(client: Client) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first, second = await client.say(headers=headers), await client.say(headers=headers)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.json()["reader"] == first.json()["reader"]
    known = {**reader(first.json()), "Idempotency-Key": "k-2"}
    third, fourth = await client.say("More.", headers=known), await client.say("More.", headers=known)
    assert fourth.headers["idempotency-replayed"] == "true"
    assert "reader" not in third.json()
    assert "reader" not in fourth.json()
    assert fourth.json()["receipt"] == third.json()["receipt"]


async def test_the_reader_token_opens_every_comment_of_ones_own(client: Client) -> None:
    first = await client.said()
    rejected = await client.said("You idiot.", headers=reader(first))
    path = f"/api/v1/comments/{rejected['id']}"
    own = await client.get(path, headers=reader(first))
    assert own.json()["statement"]["clauses"][0]["id"] == "personal-attack"
    assert own.headers["cache-control"] == "private, no-cache"
    appealed = await client.post(f"{path}/appeal", json={"text": "A quotation."}, headers=reader(first))
    assert appealed.status_code == 201
    gone = await client.post(f"{path}/withdraw", headers=reader(first))
    assert gone.json()["state"] == "withdrawn"


async def test_the_reader_token_opens_nobody_elses(client: Client) -> None:
    mine, other = await client.said(), await client.said("You idiot.")
    path = f"/api/v1/comments/{other['id']}"
    problem(await client.get(path, headers=reader(mine)), 404, "not-found")
    problem(await client.post(f"{path}/withdraw", headers=reader(mine)), 404, "not-found")
    assert (await client.get(path, headers=receipt(other))).status_code == 200


async def test_a_refused_comment_makes_no_author(client: Client) -> None:
    problem(await client.say(parent="nobody"), 422, "unknown-parent")
    made = await client.said()
    record = await client.service.house.store.authors.record(await author_of(client, made) or "")
    assert record.approved == 1
