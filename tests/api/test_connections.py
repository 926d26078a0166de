"""Callers who send too much, too slowly, or hang up."""

from __future__ import annotations

import socket

import pytest
from tests.api.gatepost_here import LiveServer

from gatepost.web.connections import MAX_HEADERS, Connection

POST = b"POST /api/v1/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def answer_to(live: LiveServer, *pieces: bytes) -> bytes:
    """All that comes back until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
        except ConnectionError:
            return b""
        found = b""
        try:
            while data := line.recv(65_536):
                found += data
        except ConnectionResetError:
            pass
        return found


def test_endless_headers_are_refused(live: LiveServer) -> None:
    start = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: "
    said = answer_to(live, start, b"a" * (4 * MAX_HEADERS))
    assert said == b"" or said.startswith(b"HTTP/1.1 431 ")
    # Header after header, none of them long.
    said = answer_to(live, start, b"a\r\n", b"X: a\r\n" * MAX_HEADERS)
    assert said == b"" or said.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /healthz HT",
        POST + b"Content-Length: 100\r\n\r\n{",
        POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ],
)
def test_a_request_that_never_ends_is_ended(
    live: LiveServer, begun: bytes, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Connection, "whole_seconds", 0.1)
    assert answer_to(live, begun) == b""
    out = capfd.readouterr()
    assert "Traceback" not in out.out + out.err


def test_patience_is_for_requests_not_for_answers(live: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream lasts as long as the reader likes."""
    monkeypatch.setattr(Connection, "whole_seconds", 0.1)
    request = b"GET /api/v1/stream?article=https://news.test/x HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as line:
        line.sendall(request)
        found = b""
        while b"event: open" not in found:
            found += line.recv(65_536)
        line.settimeout(0.5)
        with pytest.raises(TimeoutError):
            line.recv(65_536)


@pytest.mark.parametrize(
    "length",
    [
        b"Content-Length: 2\r\nContent-Length: 3\r\n",
        b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: -1\r\n",
    ],
)
def test_a_body_of_two_lengths_is_refused(live: LiveServer, length: bytes) -> None:
    said = answer_to(live, POST + length + b"\r\n{}")
    assert said.startswith(b"HTTP/1.1 400 ")
    assert said.count(b"HTTP/1.1 ") == 1
