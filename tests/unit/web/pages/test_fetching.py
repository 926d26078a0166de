from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from ipaddress import ip_network
from typing import Any

import pytest
from tests.publishers import Publisher, html, publishing

from gatepost.conversation.page_reading import PageUnreadable
from gatepost.web.pages import fetching
from gatepost.web.pages.fetching import MOST_BYTES, Fetched, fetch

HERE = (ip_network("127.0.0.0/8"),)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with publishing() as made:
        yield made


async def got(publisher: Publisher, path: str = "/a", **more: Any) -> Fetched | None:
    options = {"private": HERE, **more}
    return await fetch(publisher.origin + path, [publisher.origin], **options)


async def refused(publisher: Publisher, path: str = "/a", **more: Any) -> str:
    with pytest.raises(PageUnreadable) as caught:
        await got(publisher, path, **more)
    return caught.value.reason


async def test_a_page_comes_with_its_charset_and_etag_and_is_asked_for_plainly(publisher: Publisher) -> None:
    publisher.answers["/a?x=1&b=%C3%A4"] = html(
        "<p>hi", 'ETag: "7"', "Set-Cookie: a=b", kind='text/HTML; Charset="windows-1254"'
    )
    found = await got(publisher, "/a?x=1&b=ä#part")
    assert found == Fetched(f"{publisher.origin}/a?x=1&b=ä#part", b"<p>hi", "windows-1254", '"7"')
    ((_, headers),) = publisher.requests
    assert headers["user-agent"].startswith("Gatepost/")
    assert headers["host"] == f"127.0.0.1:{publisher.port}"
    assert not {"cookie", "authorization", "referer", "if-none-match"} & set(headers)


async def test_an_unchanged_page_is_not_sent_again(publisher: Publisher) -> None:
    publisher.answers["/a"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    assert await got(publisher, etag='"7"') is None
    assert publisher.requests[0][1]["if-none-match"] == '"7"'
    assert await refused(publisher) == "status-304"


async def test_redirects_are_followed_within_the_origins_without_taking_cookies_along(
    publisher: Publisher,
) -> None:
    publisher.answers["/a"] = html("", "Location: /b", "Set-Cookie: s=1", status="301 Moved")
    publisher.answers["/b"] = html("", f"Location: {publisher.origin}/c", status="302 Found")
    publisher.answers["/c"] = html("", "Location: d", status="308 Moved")
    publisher.answers["/d"] = html("there")
    found = await got(publisher)
    assert found is not None
    assert (found.url, found.content) == (f"{publisher.origin}/d", b"there")
    assert all("cookie" not in headers for _, headers in publisher.requests)


async def test_the_fourth_redirect_is_one_too_many(publisher: Publisher) -> None:
    publisher.answers["/a"] = html("", "Location: /a", status="301 Moved")
    assert await refused(publisher) == "too-many-redirects"
    assert len(publisher.requests) == 4


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:1/", "https://127.0.0.1/", "http://localhost:{port}/b", "http://169.254.169.254/latest",
        "http://other.example/", "//other.example/x", "http://[::1]:{port}/",
    ],
)  # fmt: skip
async def test_a_redirect_to_another_origin_is_refused(publisher: Publisher, place: str) -> None:
    where = place.format(port=publisher.port)
    publisher.answers["/a"] = html("", f"Location: {where}", status="302 Found")
    assert await refused(publisher) == "origin-not-allowed"
    assert len(publisher.requests) == 1


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:1", "data:text/html,x"]
)
async def test_a_redirect_to_what_is_no_page_is_refused(publisher: Publisher, place: str) -> None:
    publisher.answers["/a"] = html("", f"Location: {place}", status="302 Found")
    assert await refused(publisher) == "address-invalid"


async def test_user_names_in_addresses_are_refused(publisher: Publisher) -> None:
    url = publisher.origin.replace("://", "://me:secret@")
    with pytest.raises(PageUnreadable, match="address-invalid"):
        await fetch(url, [publisher.origin], private=HERE)
    assert publisher.requests == []


async def test_private_addresses_are_refused_unless_named(publisher: Publisher) -> None:
    publisher.answers["/a"] = html("secret")
    assert await refused(publisher, private=()) == "address-not-public"
    assert await refused(publisher, private=(ip_network("10.0.0.0/8"),)) == "address-not-public"
    assert publisher.requests == []


class Resolver:
    """Answers each question with the next of its lists of addresses, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int, **_: Any) -> list[Any]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(0, 0, 0, "", (address, port)) for address in found]


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(resolver: Resolver) -> Resolver:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolver, raising=False)
        return resolver

    return install


async def test_one_bad_address_among_good_ones_refuses_the_name(publisher: Publisher, resolve: Any) -> None:
    resolve(Resolver(["93.184.216.34", "127.0.0.1"]))
    with pytest.raises(PageUnreadable, match="address-not-public"):
        await fetch("http://news.example/a", ["http://news.example"])


async def test_a_name_that_resolves_otherwise_a_moment_later_reaches_nothing(
    publisher: Publisher, resolve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was checked is what is connected to, and the name is asked once."""
    connected: list[str] = []

    async def connect(_: Any, host: str, *more: Any) -> Any:
        connected.append(host)
        raise fetching.httpcore.ConnectError("nobody there")

    monkeypatch.setattr(fetching.httpcore.AnyIOBackend, "connect_tcp", connect)
    resolver = resolve(Resolver(["93.184.216.34", "93.184.216.35"], ["127.0.0.1"]))
    with pytest.raises(PageUnreadable, match="nobody there"):
        await fetch("http://news.example/a", ["http://news.example"])
    assert connected == ["93.184.216.34", "93.184.216.35"]
    assert resolver.asked == 1


async def test_each_redirect_is_resolved_and_checked_anew(publisher: Publisher, resolve: Any) -> None:
    name = f"http://news.example:{publisher.port}"
    publisher.answers["/a"] = html("", "Location: /b", status="302 Found")
    resolve(Resolver(["127.0.0.1"], ["127.0.0.2"]))
    with pytest.raises(PageUnreadable, match="address-not-public"):
        await fetch(f"{name}/a", [name], private=(ip_network("127.0.0.1/32"),))
    assert [path for path, _ in publisher.requests] == ["/a"]
    assert publisher.requests[0][1]["host"] == f"news.example:{publisher.port}"


async def test_what_is_no_html_is_not_read(publisher: Publisher) -> None:
    for kind in ("application/pdf", "text/plain", "image/png", ""):
        publisher.answers["/a"] = html("x", kind=kind)
        assert await refused(publisher) == "not-html"
    publisher.answers["/a"] = html("x", status="500 Oops")
    assert await refused(publisher) == "status-500"


async def test_a_page_that_is_announced_too_large_is_not_read(publisher: Publisher) -> None:
    publisher.answers["/a"] = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {MOST_BYTES + 1}\r\n\r\n".encode()
    )
    assert await refused(publisher) == "too-large"


async def test_a_page_without_end_is_given_up_when_it_is_too_large(publisher: Publisher) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(1_000):
            writer.write(b"x" * 100_000)
            await writer.drain()

    publisher.answers["/a"] = endless
    assert await refused(publisher) == "too-large"


async def test_a_small_answer_that_unpacks_to_a_mountain_is_given_up(publisher: Publisher) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < MOST_BYTES
    publisher.answers["/a"] = html(bomb, "Content-Encoding: gzip")
    assert await refused(publisher) == "too-large"


async def test_packed_pages_are_unpacked_and_unknown_packings_refused(publisher: Publisher) -> None:
    publisher.answers["/a"] = html(gzip.compress(b"hello"), "Content-Encoding: gzip")
    found = await got(publisher)
    assert found is not None
    assert found.content == b"hello"
    publisher.answers["/a"] = html(b"hello", "Content-Encoding: gzip")
    assert await refused(publisher) == "encoding-broken"
    publisher.answers["/a"] = html(b"hello", "Content-Encoding: br")
    assert await refused(publisher) == "encoding-unknown"


async def test_a_page_that_drips_is_given_up_in_time(publisher: Publisher) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    publisher.answers["/a"] = drip
    async with asyncio.timeout(20):
        assert await refused(publisher, seconds=0.3) == "too-slow"


async def test_nobody_listening_and_nonsense_are_unreachable(publisher: Publisher) -> None:
    publisher.answers["/a"] = b"\x00\x01nonsense\r\n\r\n"
    assert await refused(publisher) == "unreachable"
    with pytest.raises(PageUnreadable) as caught:
        await fetch("http://127.0.0.1:1/", ["http://127.0.0.1:1"], private=HERE)
    assert caught.value.reason == "unreachable"
