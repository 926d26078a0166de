"""HEAD answers wherever GET does: the same headers, no body, and it changes nothing."""

from __future__ import annotations

import http.client

import pytest
from tests.api.gatepost_here import ARTICLE, Client, LiveServer, problem

LIST = f"/api/v1/comments?article={ARTICLE}"


@pytest.mark.parametrize(
    "path",
    [LIST, "/api/v1/guidelines", "/api/schema/openapi.json", "/healthz", "/widget.js", "/desk/sign-in"],
)
async def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    asked, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    own = ("date", "set-cookie", "x-request-id")
    same = {name: value for name, value in asked.headers.items() if name not in own}
    assert {name: head.headers[name] for name in same} == same


async def test_head_knows_etags_and_errors(client: Client) -> None:
    tag = (await client.head(LIST)).headers["etag"]
    assert (await client.head(LIST, headers={"If-None-Match": tag})).status_code == 304
    gone = await client.head("/api/v1/comments/nobody")
    assert (gone.status_code, gone.content) == (404, b"")
    allowed = await client.request("OPTIONS", "/api/v1/comments")
    assert allowed.headers["allow"] == "GET, HEAD, POST, OPTIONS"


async def test_head_of_what_only_takes_posts(client: Client) -> None:
    answer = await client.head("/api/v1/check")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


async def test_head_does_not_use_a_link_up(client: Client) -> None:
    """Mail scanners look at every link with HEAD."""
    moderator = await client.service.accounts.add_moderator("Mo", "correct horse battery")
    token = await client.service.accounts.make_link(moderator.id)
    assert (await client.head(f"/desk/enter?token={token}")).status_code == 405
    entered = await client.get(f"/desk/enter?token={token}")
    assert entered.headers["location"] == "/desk"
    again = await client.get(f"/desk/enter?token={token}")
    assert "why=link" in again.headers["location"]


def test_head_of_a_stream_ends(live: LiveServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=20)
    connection.request("HEAD", f"/api/v1/stream?article={ARTICLE}")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert (answer.getheader("content-type") or "").startswith("text/event-stream")
    # The connection is free again.
    connection.request("HEAD", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()
    assert live.service is not None
    assert live.service.streams == 0


async def test_an_unknown_address(client: Client) -> None:
    problem(await client.get("/nowhere"), 404, "route-not-found")
    assert (await client.head("/nowhere")).status_code == 404
