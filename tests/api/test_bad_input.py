"""Any bytes get a clear problem, never a 500, and nothing is stored half."""

from __future__ import annotations

import json

import httpx
import pytest
from tests.api.gatepost_here import ARTICLE, Client, LiveServer, problem

GOOD = {"article": {"url": ARTICLE}, "text": "Fine.", "author": {"name": "Ann"}}
JSON = {"Content-Type": "application/json"}


def with_text(raw: str) -> bytes:
    """The good request with a raw JSON value for its text."""
    return json.dumps(GOOD).replace('"Fine."', raw).encode()


BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "malformed-json"),
    "half an object": (b'{"article"', 400, "malformed-json"),
    "two objects": (json.dumps(GOOD).encode() * 2, 400, "malformed-json"),
    "not JSON": (b"text=hello", 400, "malformed-json"),
    "a byte order mark": (b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), 400, "malformed-json"),
    "UTF-16": (json.dumps(GOOD).encode("utf-16"), 400, "not-unicode"),
    "a number": (b"5", 400, "invalid-field"),
    "a list": (b"[]", 400, "invalid-field"),
    "null": (b"null", 400, "invalid-field"),
    "brackets without end": (b"[" * 100_000, 400, "invalid-field"),
    "deep nesting": (b'{"x":' * 20_000 + b"1" + b"}" * 20_000, 400, "malformed-json"),
    "invalid UTF-8": (b'{"text":"\xff"}', 400, "not-unicode"),
    "overlong UTF-8": (b'{"text":"\xc0\x80"}', 400, "not-unicode"),
    "a surrogate in UTF-8": (b'{"text":"\xed\xa0\x80"}', 400, "not-unicode"),
    "lone high surrogate": (with_text(r'"a\ud800b"'), 400, "not-unicode"),
    "lone low surrogate": (with_text(r'"a\udc00b"'), 400, "not-unicode"),
    "surrogates in the wrong order": (with_text(r'"\udc00\ud800"'), 400, "not-unicode"),
    "surrogate in an unknown field": (b'{"zzz": "\\ud800", ' + with_text('"x"')[1:], 400, "not-unicode"),
    "NaN": (with_text("NaN"), 400, "malformed-json"),
    "Infinity": (with_text("-Infinity"), 400, "malformed-json"),
    "text is a number": (with_text("5"), 400, "invalid-field"),
    "text is null": (with_text("null"), 400, "invalid-field"),
    "text is a list": (with_text('["a"]'), 400, "invalid-field"),
    "text is missing": (b'{"article":{"url":"x"},"author":{"name":"a"}}', 400, "invalid-field"),
    "article is a text": (b'{"article":"x","text":"x","author":{"name":"a"}}', 400, "invalid-field"),
    "author is missing": (b'{"article":{"url":"https://news.test/a"},"text":"x"}', 422, "name-invalid"),
    "name is a number": (b'{"article":{"url":"x"},"text":"x","author":{"name":1}}', 400, "invalid-field"),
    "parent is a number": (json.dumps({**GOOD, "parent": 1}).encode(), 400, "invalid-field"),
    "empty text": (with_text('""'), 422, "text-empty"),
    "white space": (with_text(r'" \n\t\u3000 "'), 422, "text-empty"),
    "20,001 code points": (with_text(json.dumps("a" * 20_001)), 422, "text-too-long"),
    "20,001 outside the BMP": (
        json.dumps({**GOOD, "text": "😀" * 20_001}, ensure_ascii=False).encode(), 422, "text-too-long"
    ),
    "no name": (json.dumps({**GOOD, "author": {"name": ""}}).encode(), 422, "name-invalid"),
    "a long name": (json.dumps({**GOOD, "author": {"name": "a" * 81}}).encode(), 422, "name-invalid"),
    "NUL in the name": (json.dumps({**GOOD, "author": {"name": "a\0"}}).encode(), 422, "name-invalid"),
    "NUL in the parent": (json.dumps({**GOOD, "parent": "\0"}).encode(), 422, "unknown-parent"),
    "300 KB": (with_text(json.dumps("a" * 300_000)), 413, "body-too-large"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "code"), BODIES.values(), ids=BODIES.keys())
async def test_bad_bodies(client: Client, body: bytes, status: int, code: str) -> None:
    before = [entry async for entry in client.service.house.store.entries()]
    answer = await client.post("/api/v1/comments", content=body, headers=JSON)
    problem(answer, status, code)
    counts = await client.service.house.store.counts(None)
    assert sum(counts.values()) == 0
    assert [entry async for entry in client.service.house.store.entries()] == before


async def test_a_fault_names_its_field(client: Client) -> None:
    body = {**GOOD, "author": {"name": ["Ann"]}}
    found = problem(await client.post("/api/v1/comments", json=body), 400, "invalid-field")
    assert found["errors"] == [{"where": "author.name", "message": "expected str, got array"}]


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x"]
)
async def test_only_json_is_read(client: Client, media: str) -> None:
    headers = {"Content-Type": media}
    answer = await client.post("/api/v1/comments", content=json.dumps(GOOD).encode(), headers=headers)
    problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize("key", ["", "k" * 256])
async def test_strange_idempotency_keys(client: Client, key: str) -> None:
    problem(await client.say(headers={"Idempotency-Key": key}), 400, "invalid-parameter")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "article=",
        "article=nonsense",
        "article=%ff%fe",
        "article=%ed%a0%80",
        "article=https://news.test/a&limit=0",
        "article=https://news.test/a&limit=501",
        "article=https://news.test/a&limit=many",
        "article=https://news.test/a&sort=best",
        "article=https://news.test/a&sort=",
        "article=https://elsewhere.test/a",
        "article=" + "a" * 5000,
        "article=https://news.test/a%00b&after=" + "z" * 600,
    ],
)
async def test_strange_queries_get_a_problem(client: Client, query: str) -> None:
    answer = await client.get(f"/api/v1/comments?{query}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code in {400, 404, 422}


async def test_a_made_up_cursor_is_refused(client: Client) -> None:
    await client.said()
    answer = await client.get("/api/v1/comments", params={"article": ARTICLE, "after": "made-up"})
    problem(answer, 422, "cursor-invalid")


@pytest.mark.parametrize("comment", ["x", "%00", "%ff", "a" * 65, "..", "%2e%2e%2f", "💬", "' OR 1=1 --"])
@pytest.mark.parametrize("rest", ["", "/proof"])
async def test_strange_ids_are_not_found(client: Client, comment: str, rest: str) -> None:
    answer = await client.get(f"/api/v1/comments/{comment}{rest}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code in {400, 404}


async def test_unknown_addresses_and_methods_are_problems(client: Client) -> None:
    for path in (
        "/nothing",
        "/api/v1/",
        "/api/v2/comments",
        "/static/nothing.js",
        "/static/..%2fapp.py",
        "/.git",
    ):
        problem(await client.get(path), 404, "route-not-found")
    for method, path in (("DELETE", "/api/v1/comments"), ("PUT", "/api/v1/check"), ("PATCH", "/healthz")):
        answer = await client.request(method, path)
        problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"]


async def test_an_accident_of_ours_tells_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret is hunter2")

    monkeypatch.setattr(client.service.house.store, "comment", broken)
    answer = await client.get("/api/v1/comments/abc")
    problem(answer, 500, "internal-error")
    assert "hunter2" not in answer.text


def test_ten_megabytes_are_refused_without_being_read(live: LiveServer) -> None:
    """Over a real connection, with a length and without: the answer comes and the next request works."""
    big = b'{"text": "' + b"a" * 10_000_000 + b'"}'

    def chunks():  # type: ignore[no-untyped-def]
        for at in range(0, len(big), 65_536):
            yield big[at : at + 65_536]

    for content in (big, chunks()):
        with httpx.Client(base_url=live.url) as client:
            try:
                answer = client.post("/api/v1/comments", content=content, headers=JSON)
            except (httpx.WriteError, httpx.ReadError):
                continue  # the server hung up while we were still sending, which is its right
            problem(answer, 413, "body-too-large")
    assert httpx.get(f"{live.url}/readyz").status_code == 200


def test_bytes_that_are_no_http_do_no_harm(live: LiveServer) -> None:
    import socket

    for raw in (
        b"\0\xff\r\n\r\n",
        b"GET /%zz\xff HTTP/1.1\r\nHost: \xff\r\n\r\n",
        b"POST /api/v1/comments HTTP/1.1\r\n",
    ):
        with socket.create_connection(("127.0.0.1", live.port), timeout=10) as connection:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            received = connection.recv(4096)
            assert b" 500 " not in received.split(b"\r\n")[0]
    assert httpx.get(f"{live.url}/readyz").status_code == 200
