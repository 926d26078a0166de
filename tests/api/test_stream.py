"""Server-sent events: what changes reaches the readers within a second; nothing unapproved ever does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
from tests.api.gatepost_here import ARTICLE, SITE, Client, LiveServer, problem, receipt

from gatepost.conversation.article_keys import canonical_url
from gatepost.web.reader.stream import _events

Event = tuple[str, dict[str, Any]]


def events(answer: httpx.Response) -> Iterator[Event]:
    """By the specification's line ends only: a text may hold U+2028, which is none."""
    name, rest = "", b""
    for chunk in answer.iter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"event: "):
                name = line.removeprefix(b"event: ").decode()
            elif line.startswith(b"data: "):
                yield name, json.loads(line.removeprefix(b"data: "))


def post(live: LiveServer, text: str) -> dict[str, Any]:
    body = {"article": {"url": ARTICLE}, "text": text, "author": {"name": "Ann"}}
    answer = httpx.post(f"{live.url}/api/v1/comments", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_readers_hear_of_what_is_published_and_of_what_leaves(live: LiveServer) -> None:
    post(live, "Before.")
    params = {"article": f"{ARTICLE}?utm_source=x"}
    with httpx.stream(
        "GET", f"{live.url}/api/v1/stream", params=params, headers={"Origin": SITE}, timeout=10
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["access-control-allow-origin"] == SITE
        heard = events(answer)
        assert next(heard) == ("open", {})
        post(live, "You idiot.")
        made = post(live, "A line\r\nand \u2028 another.")
        name, comment = next(heard)
        assert (name, comment["id"], comment["text"]) == (
            "published",
            made["id"],
            "A line\r\nand \u2028 another.",
        )
        httpx.post(f"{live.url}/api/v1/comments/{made['id']}/withdraw", headers=receipt(made))
        assert next(heard) == ("removed", {"id": made["id"], "place": False})


def test_an_article_may_get_its_first_comment_while_readers_listen(live: LiveServer) -> None:
    with httpx.stream("GET", f"{live.url}/api/v1/stream", params={"article": ARTICLE}, timeout=10) as answer:
        heard = events(answer)
        assert next(heard)[0] == "open"
        post(live, "First!")
        assert next(heard)[0] in {"missed", "published"}


def test_open_streams_do_not_hold_the_server_up(live: LiveServer) -> None:
    post(live, "Before.")
    with httpx.stream("GET", f"{live.url}/api/v1/stream", params={"article": ARTICLE}, timeout=10) as answer:
        heard = events(answer)
        assert next(heard)[0] == "open"
        assert live.server is not None
        live.server.should_exit = True
        assert list(heard) == []


async def test_who_is_told_that_the_stream_is_open_is_listening_already(client: Client) -> None:
    await client.said()
    service = client.service
    site = service.house.sites.all[0]
    stream = _events(service, site, canonical_url(ARTICLE))
    assert b"event: open" in await anext(stream)
    assert service.house.events.listening == 1
    await stream.aclose()


async def test_streams_of_strange_articles_are_refused(client: Client) -> None:
    strange = await client.get("/api/v1/stream", params={"article": "https://elsewhere.test/"})
    problem(strange, 404, "unknown-article")
    problem(await client.get("/api/v1/stream"), 400, "invalid-parameter")
    client.service.streams = 5_000
    full = await client.get("/api/v1/stream", params={"article": ARTICLE})
    problem(full, 503, "busy")
