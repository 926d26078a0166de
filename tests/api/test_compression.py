"""Lists and threads are compressed for who accepts it, and nothing that is secret ever is."""

from __future__ import annotations

import pytest
from tests.api.gatepost_here import ARTICLE, Client

from gatepost.web.compression import accepts


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (b"gzip", True),
        (b"br, gzip;q=0.5", True),
        (b"*", True),
        (b"identity, GZIP", False),
        (b"gzip;q=0", False),
        (b"gzip ; q=0.0, br", False),
        (b"gzip;q=1.", True),
        (b"gzip;q=1.0.0", False),
        (b"gzip;q=.", False),
        (b"br", False),
        (b"", False),
        (b"notgzip", False),
    ],
)
def test_what_is_accepted(header: bytes, taken: bool) -> None:
    assert accepts(header) is taken


@pytest.mark.parametrize("path", ["/api/v1/comments", "/thread"])
async def test_long_answers_come_compressed_and_unchanged(client: Client, path: str) -> None:
    for number in range(8):
        await client.said(f"A fair point, {number}, in many words. " * 20)
    plain = await client.get(path, params={"article": ARTICLE}, headers={"Accept-Encoding": "identity"})
    small = await client.get(path, params={"article": ARTICLE}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(plain.content) / 2
    for answer in (plain, small):
        assert "Accept-Encoding" in answer.headers["vary"]
    if path != "/thread":  # each page has a key of its own in the form
        assert small.content == plain.content
    tag = {"If-None-Match": small.headers["etag"], "Accept-Encoding": "gzip"}
    unchanged = await client.get(path, params={"article": ARTICLE}, headers=tag)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    head = await client.head(path, params={"article": ARTICLE}, headers={"Accept-Encoding": "gzip"})
    assert (head.status_code, head.content) == (200, b"")


async def test_secrets_and_errors_stay_as_they_are(client: Client) -> None:
    made = await client.said("You idiot. " * 300)
    receipt = await client.get(f"/r/{made['receipt']['token']}", headers={"Accept-Encoding": "gzip"})
    assert receipt.status_code == 200
    assert "content-encoding" not in receipt.headers
    refused = await client.get("/thread", params={"article": "nonsense"}, headers={"Accept-Encoding": "gzip"})
    assert refused.status_code == 422
    assert "content-encoding" not in refused.headers
