"""Lists of comments: threads, order, pages, caches. Only approved comments are ever in one."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs
from tests.api.gatepost_here import ARTICLE, SITE, UNTOUCHED, Client, receipt

from gatepost.conversation.sites import Sites


async def test_an_article_without_comments_is_an_empty_list_and_is_not_created(client: Client) -> None:
    listed = await client.listed()
    assert listed == {
        "site": {"name": "News", "who": ["guest"], "check": True},
        "article": UNTOUCHED,
        "comments": [],
        "total": 0,
        "after": None,
    }
    assert await client.service.house.store.articles() == []


async def test_only_approved_comments_are_listed(client: Client) -> None:
    await client.said("Fine.")
    await client.said("You idiot.")
    await client.said("Well, perhaps.")
    listed = await client.listed()
    assert [comment["text"] for comment in listed["comments"]] == ["Fine."]
    assert listed["total"] == 1


async def test_threads_hold_replies_as_children(client: Client) -> None:
    root = await client.said("Root.")
    first = await client.said("First.", parent=root["id"])
    await client.said("Second.", parent=root["id"])
    await client.said("Deeper.", parent=first["id"])
    await client.said("Another root.")
    listed = await client.listed()
    assert listed["total"] == 5
    assert [comment["text"] for comment in listed["comments"]] == ["Root.", "Another root."]
    children = listed["comments"][0]["children"]
    assert [child["text"] for child in children] == ["First.", "Second."]
    assert [child["text"] for child in children[0]["children"]] == ["Deeper."]
    assert (listed["comments"][0]["replies"], children[0]["depth"]) == (2, 1)
    newest = await client.listed(sort="newest")
    assert [comment["text"] for comment in newest["comments"]] == ["Another root.", "Root."]
    discussed = await client.listed(sort="most_discussed")
    assert discussed["comments"][0]["text"] == "Root."
    assert (await client.listed(sort="picks"))["total"] in {0, 5}


async def test_pages_cover_everything_once(client: Client) -> None:
    said = [(await client.said(f"Number {number}."))["id"] for number in range(7)]
    seen: list[str] = []
    after: str | None = None
    for _ in range(4):
        page = await client.listed(limit=2, **({"after": after} if after else {}))
        seen += [comment["id"] for comment in page["comments"]]
        after = page["after"]
        if after is None:
            break
    assert after is None
    assert seen == said


def _depth(comments: list[dict[str, Any]]) -> int:
    """Levels of nesting, counted without recursion."""
    level, depth = comments, 0
    while level:
        depth += 1
        level = [child for comment in level for child in comment["children"]]
    return depth


async def test_a_chain_of_replies_stays_shallow_json(client: Client) -> None:
    parent = (await client.said("0"))["id"]
    chain = [parent]
    for number in range(1, 120):
        parent = (await client.said(str(number), parent=parent))["id"]
        chain.append(parent)
    listed = await client.listed(limit=500)
    assert listed["total"] == 120
    assert _depth(listed["comments"]) == 6
    fourth = listed["comments"][0]
    for _ in range(4):
        (fourth,) = fourth["children"]
    assert [comment["id"] for comment in fourth["children"]] == chain[5:]
    assert [comment["parent"] for comment in fourth["children"]] == chain[4:-1]


async def test_an_etag_saves_the_answer_until_something_changes(client: Client) -> None:
    made = await client.said()
    params = {"article": ARTICLE}
    first = await client.get("/api/v1/comments", params=params)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    for header in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = await client.get("/api/v1/comments", params=params, headers={"If-None-Match": header})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other_order = await client.get("/api/v1/comments", params={**params, "sort": "newest"})
    assert other_order.headers["etag"] != tag
    await client.post(f"/api/v1/comments/{made['id']}/withdraw", headers=receipt(made))
    changed = await client.get("/api/v1/comments", params=params, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json()["total"] == 0


async def test_another_label_of_a_badge_is_another_answer(client: Client) -> None:
    """Settings change with a restart; a browser that comes back must not keep a badge that is gone."""
    await client.said()
    tags = set()
    site = client.service.house.sites.of("news")
    for changed in (
        site,
        structs.replace(site, badges={"author": "Our author"}),
        structs.replace(site, badges={"author": "Guest author"}),
        structs.replace(site, newsroom="The desk"),
    ):
        client.service.house.sites = Sites([changed])
        for path in ("/api/v1/comments", "/thread"):
            tags.add((await client.get(path, params={"article": ARTICLE})).headers["etag"])
    assert len(tags) == 8


async def test_a_rejected_comment_changes_no_etag(client: Client) -> None:
    await client.said()
    before = (await client.get("/api/v1/comments", params={"article": ARTICLE})).headers["etag"]
    await client.said("You idiot.")
    after = (await client.get("/api/v1/comments", params={"article": ARTICLE})).headers["etag"]
    assert after == before


@pytest.mark.parametrize("origin", ["https://evil.test", "null"])
async def test_other_sites_pages_cannot_read_answers(client: Client, origin: str) -> None:
    answer = await client.get("/api/v1/comments", params={"article": ARTICLE}, headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    ours = await client.get("/api/v1/comments", params={"article": ARTICLE}, headers={"Origin": SITE})
    assert ours.headers["access-control-allow-origin"] == SITE
