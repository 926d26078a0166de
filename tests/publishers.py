"""A publisher's web server on a port of this machine, which answers exactly what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def html(body: str | bytes, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    """A whole answer; `headers` such as `ETag: "1"`."""
    content = body if isinstance(body, bytes) else body.encode()
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *headers)
    return "\r\n".join((*lines, "", "")).encode() + content


def page(title: str, *paragraphs: str, language: str = "en", author: str = "", extra: str = "") -> str:
    """A page such as newspapers have, with a menu, a footer and whatever is `extra`."""
    direction = "rtl" if language in {"ar", "ckb", "fa"} else "ltr"
    byline = f'<meta name="author" content="{author}">' if author else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{byline}</head><body><nav><ul><li><a href='/'>Home</a></li></ul></nav>"
        f"<main><article><h1>{title}</h1>{body}</article>{extra}</main>"
        "<footer><p>Imprint</p></footer></body></html>"
    )


class Publisher:
    """`answers` by path; every request is kept in `requests` as (path, headers with small names)."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.port = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            pairs = (line.partition(":") for line in head[1:] if line)
            self.requests.append((path, {name.lower(): value.strip() for name, _, value in pairs}))
            answer = self.answers.get(path, html("no such page", status="404 Not Found"))
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the other side hung up, as some tests mean it to
        finally:
            writer.close()


@asynccontextmanager
async def publishing() -> AsyncIterator[Publisher]:
    made = Publisher()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()
