"""From settings and a bound socket to a running server, and what is printed when it listens."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import signal
import socket
import sqlite3
import sys
from collections.abc import Coroutine
from typing import Any

import structlog

from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.records import Moderator
from gatepost.engine.guidelines import GuidelinesError
from gatepost.web import logs, tracing
from gatepost.web.app import build
from gatepost.web.composition import place_of, running, stop_streams
from gatepost.web.descriptors import raise_limit
from gatepost.web.server import Server
from gatepost.web.service import Service
from gatepost.web.settings import Settings

DEMO_MODERATOR = "Demo moderator"
DEMO_LINK_MINUTES = 12 * 60
SWITCH_SECONDS = 0.001
"""How long the engine's or the store's thread keeps the event loop waiting at a time; Python's own is 5 ms.

A request changes threads several times: at 100 comments a second this halved the 99th percentile.
"""

_CHECK = "\n          check that it is a folder you may write to and that no other server uses it"

log = structlog.get_logger("gatepost.cli")


def run(settings: Settings, bound: socket.socket, *, demo: bool, log_level: str, greets: bool = True) -> int:
    """Serve until SIGINT or SIGTERM. Exit status 0 after a clean end, 2 when it could not begin.

    `greets`: say where it listens.
    """
    try:
        return _run(_serve(settings, bound, demo=demo, greets=greets), settings, log_level)
    finally:
        bound.close()


def work(settings: Settings, *, log_level: str) -> int:
    """Screen, send and keep until SIGINT or SIGTERM, without HTTP. Exit status as of `run`."""
    return _run(_work(settings), settings, log_level)


def _run(job: Coroutine[Any, Any, None], settings: Settings, log_level: str) -> int:
    logs.configure(log_level)
    tracing.begin()
    raise_limit()
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(job)
    except GuidelinesError as error:
        print(f"gatepost: the guidelines cannot be used:\n{error}", file=sys.stderr)  # noqa: T201
        return 2
    except (StoreUnavailable, sqlite3.Error, OSError) as error:
        print(  # noqa: T201
            f"gatepost: {place_of(settings)} cannot be used: {error}"
            + ("" if settings.server.database else _CHECK),
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        return 0
    finally:
        gc.enable()
        sys.setswitchinterval(before)
    return 0


async def _work(settings: Settings) -> None:
    logs.catch_the_rest(asyncio.get_running_loop())
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with running(settings) as service:
        engine = service.house.screening.version
        print(f"Gatepost works (process {os.getpid()})\n  engine    {engine}", flush=True)  # noqa: T201
        gc.freeze()
        gc.enable()
        await stopping.wait()


async def _serve(settings: Settings, bound: socket.socket, *, demo: bool, greets: bool = True) -> None:
    logs.catch_the_rest(asyncio.get_running_loop())
    async with running(settings) as service:
        link = await _desk_link(service) if demo else ""
        seeding: list[asyncio.Task[None]] = []

        def on_listening() -> None:
            if greets:
                print(_greeting(settings, service, link), flush=True)  # noqa: T201
            if demo:
                seeding.append(asyncio.create_task(_seed(service)))
            # What was loaded stays: no later collection need look through it again.
            gc.freeze()
            gc.enable()

        server = Server(
            build(service, demo=demo),
            on_listening=on_listening,
            on_stopping=lambda: stop_streams(service),
        )
        try:
            await server.serve(sockets=[bound])
        finally:
            for task in seeding:
                task.cancel()
            await asyncio.gather(*seeding, return_exceptions=True)


def _greeting(settings: Settings, service: Service, link: str) -> str:
    at = settings.base_url
    lines = [
        f"Gatepost listens on {at}",
        f"  engine    {service.house.screening.version or 'that of the workers'}",
    ]
    if link:
        lines += [
            f"  site      {at}/",
            f"  desk      {link}",
            "            (this link signs in once, within 12 hours; the demo decides automatically)",
        ]
    else:
        lines += [
            f"  desk      {at}/desk",
            f"  widget    {at}/widget.js",
            "  people    gatepost user add NAME",
        ]
    lines += [f"  data      {settings.data}", "Stop it with Ctrl+C."]
    return "\n".join(lines)


async def _desk_link(service: Service) -> str:
    store = service.house.store
    moderator = await store.moderator_by_name(DEMO_MODERATOR)
    if moderator is None:
        # No password opens this account: only links that are printed here.
        moderator = Moderator(id=secrets.token_hex(16), name=DEMO_MODERATOR, role="admin")
        await store.add_moderator(moderator)
    token = await service.accounts.make_link(moderator.id, DEMO_LINK_MINUTES)
    return f"{service.settings.base_url}/desk/enter?token={token}"


async def _seed(service: Service) -> None:
    from gatepost.web.demo.site import seed

    try:
        await seed(service.house, service.settings.base_url)
    except Exception:
        log.exception("the demo's comments could not be made; the site works without them")


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    loop: type[asyncio.AbstractEventLoop] = uvloop.Loop
    return loop
