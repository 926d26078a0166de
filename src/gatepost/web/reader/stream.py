"""`GET /api/v1/stream`: what changes under an article, as server-sent events, within a second.

Events: `published` and `changed` carry a comment, `removed` carries `{"id"}`, `missed` says: fetch the list
again. How they are read once for all readers: channels.py; how they are written: telling.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from litestar import get
from litestar.response import Stream

from gatepost.conversation.article_keys import key_for
from gatepost.conversation.sites import Site
from gatepost.web.descriptors import room_for_streams
from gatepost.web.metrics import STREAMS
from gatepost.web.problems import Problem, documented
from gatepost.web.reader.naming import ArticleId, ArticleUrl
from gatepost.web.service import AnyRequest, Service, client_of, service_of, site_for

MOST_STREAMS = 5_000
MOST_STREAMS_PER_CLIENT = 50
HEARTBEAT_SECONDS = 15.0
OPEN = b"retry: 3000\nevent: open\ndata: {}\n\n"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no", "Vary": "Origin"}


@get(
    "/stream",
    media_type="text/event-stream",
    responses=documented(
        "invalid-parameter", "unknown-article", "url-invalid", "article-id-invalid", "rate-limited", "busy"
    ),
    summary="Changes under an article as server-sent events",
    tags=["readers"],
)
async def get_stream(request: AnyRequest, article: ArticleUrl, article_id: ArticleId = None) -> Stream:
    """Begins with the event `open`; fetch the list then, so that nothing falls between the two."""
    service = service_of(request)
    site, key = site_for(service, article), key_for(article, article_id)
    client = client_of(request)
    if service.streams >= room_for_streams(MOST_STREAMS):
        raise Problem("busy", "Ask the list again now and then instead.", headers={"Retry-After": "30"})
    if service.streams_by_client.get(client, 0) >= MOST_STREAMS_PER_CLIENT:
        raise Problem(
            "rate-limited", "Too many open streams from your address.", headers={"Retry-After": "30"}
        )
    return Stream(_counted(service, client, site, key), media_type="text/event-stream", headers=HEADERS)


async def _counted(service: Service, client: str, site: Site, key: str) -> AsyncIterator[bytes]:
    service.streams += 1
    service.streams_by_client[client] = service.streams_by_client.get(client, 0) + 1
    STREAMS.inc()
    try:
        async for chunk in _events(service, site, key):
            yield chunk
    finally:
        service.streams -= 1
        STREAMS.dec()
        service.streams_by_client[client] -= 1
        if service.streams_by_client[client] <= 0:
            del service.streams_by_client[client]


async def _events(service: Service, site: Site, key: str) -> AsyncIterator[bytes]:
    if service.stopping.is_set():
        return
    listener = await service.channels.listen(site.id, key)
    try:
        yield OPEN  # said once we listen: the reader fetches the list then, and nothing falls between
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    chunk = await listener.next()
            except TimeoutError:
                chunk = b": still here\n\n"
            if chunk is None:
                return
            yield chunk
    finally:
        service.channels.leave(site.id, key, listener)
