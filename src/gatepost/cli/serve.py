"""`gatepost serve` and `gatepost init`: a server, and the settings file that it reads."""

from __future__ import annotations

import gc
import socket
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from msgspec import structs

from gatepost.web.settings import (
    FILE_NAME,
    LimitSettings,
    ModeSettings,
    ServerSettings,
    Settings,
    SiteSettings,
)
from gatepost.web.settings_file import SettingsInvalid, read_settings

Flag = Parameter(negative="")


def serve(
    *,
    config: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    data: Path | None = None,
    demo: Annotated[bool, Flag] = False,
    engine: Literal["fast", "cascade", "full"] | None = None,
    role: Literal["all", "web"] | None = None,
    processes: int | None = None,
    log_level: Literal["debug", "info", "warning", "error"] = "info",
) -> int:
    """Serve comments, the widget and the desk until stopped.

    Parameters
    ----------
    config
        The settings file; `gatepost.toml` in this folder without. `gatepost init` writes one.
    host
        The address to listen on, over the settings file's.
    port
        The port to listen on, over the settings file's; 0 takes any that is free.
    data
        The folder of the database, over the settings file's.
    demo
        A small news site of our own with the widget under each article, and a link into its desk.
    engine
        Which engine reads the comments, over the settings file's.
    role
        `web` leaves screening, letters and rounds to `gatepost worker`; over the settings file's.
    processes
        So many processes share the port, over the settings file's; they need PostgreSQL.
    log_level
        How much is written to standard error.
    """
    if demo and config is not None:
        return _refuse("--demo brings its own settings: leave --config out, or leave --demo out")
    try:
        settings = _demo_settings() if demo else _from_file(config)
    except SettingsInvalid as invalid:
        return _refuse(*(str(fault) for fault in invalid.faults))
    server = settings.server
    server = structs.replace(
        server,
        host=server.host if host is None else host,
        port=server.port if port is None else port,
        data=server.data if data is None else str(data.absolute()),
        engine=server.engine if engine is None else engine,
        role=server.role if role is None else role,
        processes=server.processes if processes is None else processes,
    )
    if not 0 <= server.port <= 65535:
        return _refuse(f"--port {server.port} is out of range: take one from 0 to 65535")
    if server.processes < 1:
        return _refuse(f"--processes {server.processes}: there must be at least one")
    if (server.processes > 1 or server.role == "web") and not server.database:
        return _refuse(
            "several processes need PostgreSQL, and there is no [server] database in the settings.",
            "On SQLite one process does everything: leave --processes and --role out.",
        )
    # Nothing of what is loaded from here on is garbage: looking through it again and again takes a quarter of
    # the start. `run` lets the collector go again when the server listens.
    gc.disable()
    # Only now what is slow to import: a wrong file is answered at once.
    from gatepost.web.server import CannotListen, bind

    try:
        bound = bind(server.host, server.port)
    except CannotListen as error:
        return _refuse(f"cannot listen: {error}")
    server = structs.replace(server, port=int(bound.getsockname()[1]))
    settings = structs.replace(settings, server=server)
    if demo:
        settings = structs.replace(settings, sites=(_demo_site(settings),))
    if server.processes > 1:
        return _several(settings, bound, log_level)
    from gatepost.cli.serving import run

    return run(settings, bound, demo=demo, log_level=log_level)


def worker(
    *,
    config: Path | None = None,
    data: Path | None = None,
    engine: Literal["fast", "cascade", "full"] | None = None,
    log_level: Literal["debug", "info", "warning", "error"] = "info",
) -> int:
    """Screen, send letters and make the rounds for servers on the same PostgreSQL, until stopped.

    Parameters
    ----------
    config
        The settings file, the same as the servers'; `gatepost.toml` in this folder without.
    data
        The data folder, over the settings file's.
    engine
        Which engine reads the comments, over the settings file's.
    log_level
        How much is written to standard error.
    """
    try:
        settings = _from_file(config)
    except SettingsInvalid as invalid:
        return _refuse(*(str(fault) for fault in invalid.faults))
    server = structs.replace(
        settings.server,
        data=settings.server.data if data is None else str(data.absolute()),
        engine=settings.server.engine if engine is None else engine,
        role="all",
    )
    if not server.database:
        return _refuse(
            "a worker beside a server needs PostgreSQL, and there is no [server] database in the settings.",
            "On SQLite `gatepost serve` does everything itself.",
        )
    gc.disable()
    from gatepost.cli.serving import work

    return work(structs.replace(settings, server=server), log_level=log_level)


def _several(settings: Settings, bound: socket.socket, log_level: str) -> int:
    """The first child says where it listens; nothing is loaded in the process that looks after them."""
    from gatepost.cli.supervising import supervise

    def child(number: int) -> int:
        from gatepost.cli.serving import run

        return run(settings, bound, demo=False, log_level=log_level, greets=number == 0)

    try:
        return supervise(settings.server.processes, child)
    except NotImplementedError as error:
        return _refuse(str(error))
    finally:
        bound.close()


def init(
    file: Annotated[Path, Parameter(help="Where to write it.")] = Path(FILE_NAME),
    *,
    force: Annotated[bool, Flag] = False,
) -> int:
    """Write a settings file with every key explained.

    Parameters
    ----------
    force
        Overwrite a file that is there.
    """
    from gatepost.web.settings_template import template

    try:
        with file.open("w" if force else "x", encoding="utf-8") as handle:
            handle.write(template())
    except FileExistsError:
        return _refuse(f"{file} is there already: use it, write to another, or overwrite it with --force")
    except OSError as error:
        return _refuse(f"{file} cannot be written: {error.strerror}")
    print(  # noqa: T201
        f"Wrote {file}. Name your site's pages under [[sites]] origins, then: gatepost serve --config {file}"
    )
    return 0


def _from_file(config: Path | None) -> Settings:
    file = config or Path(FILE_NAME)
    if config is None and not file.is_file():
        _refuse(
            f"there is no {FILE_NAME} in this folder ({Path.cwd()}).",
            "Try Gatepost:          gatepost serve --demo",
            "Set up your own site:  gatepost init",
            "Use another file:      gatepost serve --config FILE",
        )
        raise SystemExit(2)
    return read_settings(file)


def _demo_settings() -> Settings:
    return Settings(
        server=ServerSettings(data=str(Path("gatepost-data/demo").absolute())),
        limits=LimitSettings(
            posts_per_minute=600,
            posts_burst=600,
            checks_per_minute=600,
            checks_burst=600,
            checks_per_day=10_000,
            writes_per_minute=600,
            writes_burst=600,
            attack_per_minute=600,
        ),
    )


def _demo_site(settings: Settings) -> SiteSettings:
    """The demo's own pages, under every name by which this machine's browser may reach them."""
    port = settings.server.port
    suffix = "" if port == 80 else f":{port}"
    names = dict.fromkeys(
        ["127.0.0.1", "localhost", settings.base_url.removeprefix("http://").rsplit(":", 1)[0]]
    )
    return SiteSettings(
        id="demo",
        name="Gatepost demo",
        origins=tuple(f"http://{name}{suffix}" for name in names),
        modes=ModeSettings(default="automatic"),
        quality_share=0.25,
    )


def _refuse(*lines: str) -> int:
    for line in lines:
        print(f"gatepost: {line}" if line == lines[0] else f"          {line}", file=sys.stderr)  # noqa: T201
    return 2
