"""The composition root: settings in, a running Gatepost out. All is plugged together here."""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import cast

from gatepost.conversation.attendance.hours import hours
from gatepost.conversation.checkpoints.making import Checkpointing
from gatepost.conversation.house import House
from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.page_reading import PageReader, PageRules
from gatepost.conversation.ports import Screening, Store, StoreUnavailable
from gatepost.conversation.readers.records import Who
from gatepost.conversation.rules.force import take_up
from gatepost.conversation.rules.ports import RulesChanged
from gatepost.conversation.sites import Site, Sites
from gatepost.conversation.work.records import SECOND
from gatepost.engine.face import Engine, Kind
from gatepost.engine.guidelines import Guidelines, GuidelinesError, document_of, parse, read_text, written
from gatepost.engine.guidelines import load as load_guidelines
from gatepost.store.keyring import Keyring
from gatepost.web.abuse.defence import DAY_MINUTES, Defence
from gatepost.web.abuse.layers import Layers, Shares
from gatepost.web.accounts import Accounts
from gatepost.web.accounts.oidc import Flow, Provider
from gatepost.web.clients import networks
from gatepost.web.later_engine import LaterEngine, Models
from gatepost.web.mail import TIMEOUT_SECONDS, Mail
from gatepost.web.metered import MeteredEngine, MeteredSQLite, count_signal, under
from gatepost.web.pages.reader import Pages
from gatepost.web.reader.channels import Channels
from gatepost.web.reader.telling import written as told
from gatepost.web.service import Service
from gatepost.web.settings import ModeSettings, Settings, SiteSettings
from gatepost.web.sharing import Sharing
from gatepost.web.single import only_server
from gatepost.web.sso import Publisher
from gatepost.web.strangers import Strangers

DATABASE = "gatepost.sqlite3"
WAYS: tuple[Who, ...] = ("guest", "email", "sso")
HOUR = 3_600 * 1_000_000
MAIL_PASSWORD = "GATEPOST_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
CHECKPOINT_KEY = "GATEPOST_CHECKPOINT_KEY"
OIDC_SECRET = "GATEPOST_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of a variable


def now() -> int:
    """Microseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000


def site_from(settings: SiteSettings) -> Site:
    """A site of the conversation, from what gatepost.toml says."""
    return Site(
        id=settings.id,
        name=settings.name,
        origins=settings.origins,
        language=settings.language,
        articles="registered" if settings.articles == "registered" else "open",
        modes=modes_from(settings.modes),
        read_pages=settings.read_pages,
        secret=settings.secret,
        undo_seconds=settings.undo_seconds,
        four_eyes=settings.four_eyes,
        alarm_minutes=settings.alarm_minutes,
        unattended_minutes=settings.unattended_minutes,
        hours=hours(settings.hours, settings.timezone) if settings.hours else None,
        quality_share=settings.quality_share,
        check_before=settings.check_before,
        slow_seconds=settings.slow_seconds,
        close_after_days=settings.close_after_days,
        newsroom=settings.newsroom,
        timezone=settings.timezone,
        who=tuple(way for way in WAYS if way in settings.who),
        badges=settings.badges,
        reserved_names=settings.reserved_names,
        retention=settings.retention,
    )


def modes_from(settings: ModeSettings) -> Modes:
    """What the file says over what is shipped."""
    shipped = Modes.default()
    return Modes(
        everywhere=Mode(settings.default) if settings.default else shipped.everywhere,
        languages={
            **({} if settings.default else shipped.languages),
            **{language: Mode(mode) for language, mode in settings.languages.items()},
        },
        clauses={**shipped.clauses, **{clause: Mode(mode) for clause, mode in settings.clauses.items()}},
    )


def load_engine(settings: Settings) -> tuple[Screening, Guidelines]:
    """The engine with the newsroom's guidelines. Blocking. Raises `GuidelinesError`.

    Where workers screen, it is loaded when somebody first asks it.
    """
    if settings.server.role == "web":
        guidelines = load_guidelines(settings.server.guidelines or None)
        models = Models(lambda: Engine.load(guidelines, cast(Kind, settings.server.engine)))
        return LaterEngine(models, guidelines, under), guidelines
    engine = Engine.load(settings.server.guidelines or None, cast(Kind, settings.server.engine))
    return engine, engine.guidelines


def guidelines_text(settings: Settings, guidelines: Guidelines) -> str:
    """The TOML file that the loaded guidelines came from, as somebody wrote it. Blocking."""
    try:
        text, source = read_text(settings.server.guidelines or None)
        if parse(text, source).version == guidelines.version:
            return text
    except GuidelinesError:
        pass
    return written(document_of(guidelines))  # the file has changed since it was loaded, or was never one


def page_reader(settings: Settings) -> PageReader | None:
    """Reads articles' pages, if any site wants that."""
    if not any(site.read_pages for site in settings.sites):
        return None
    return Pages(networks(settings.pages.private_addresses), settings.pages.timeout_seconds)


def mail_of(
    settings: Settings, timeout: float = TIMEOUT_SECONDS, trust: ssl.SSLContext | None = None
) -> Mail | None:
    """The mail server, if one is set. `timeout`, `trust`: see `Mail`. Raises OSError for a password that is
    gone."""
    mail = settings.mail
    if not mail.host:
        return None
    in_file = Path(mail.password_file).read_text("utf-8").strip() if mail.password_file else ""
    return Mail(mail, os.environ.get(MAIL_PASSWORD) or in_file or mail.password, timeout, trust)


def open_store(settings: Settings) -> Store:
    """The store of these settings, not yet opened; the data folder is made, for us alone.

    Raises OSError, and `StoreUnavailable` where the driver of a database is not installed.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.server.database:
        return MeteredSQLite(settings.data / DATABASE)
    try:
        from gatepost.web.metered_postgresql import MeteredPostgreSQL
    except ImportError as error:
        raise StoreUnavailable(
            f"PostgreSQL's driver is not installed ({error.name}): say `pip install 'gatepost[postgresql]'`"
        ) from error
    return MeteredPostgreSQL(settings.server.database, settings.server.connections)


def place_of(settings: Settings) -> str:
    """Where the comments are kept, in words for messages; without a password."""
    return "the database" if settings.server.database else f"the data folder {settings.data}"


def alone_in(settings: Settings) -> AbstractContextManager[None]:
    """On SQLite one server at a time uses a data folder; PostgreSQL takes several."""
    return nullcontext() if settings.server.database else only_server(settings.data)


def keyring(settings: Settings) -> Keyring:
    """Where the key that signs checkpoints lies; nothing is read or made yet."""
    file = Path(settings.ledger.key_file) if settings.ledger.key_file else None
    return Keyring(settings.data, file=file, pem=os.environ.get(CHECKPOINT_KEY, ""))


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    load: Callable[[Settings], tuple[Screening, Guidelines]] = load_engine,
    clock: Callable[[], int] = now,
) -> AsyncIterator[Service]:
    """A service with its store open and its screener at work; both are ended in order afterwards."""
    store = open_store(settings)
    with alone_in(settings):
        loading = asyncio.create_task(asyncio.to_thread(load, settings))
        try:
            await store.open()
        except BaseException:
            await asyncio.gather(loading, return_exceptions=True)
            raise
        try:
            screening, guidelines = await loading
            house = House(
                store=store,
                screening=MeteredEngine(screening),
                guidelines=guidelines,
                sites=Sites(site_from(site) for site in settings.sites),
                clock=clock,
                signal=count_signal,
                page_reader=page_reader(settings),
                page_rules=PageRules(settings.pages.wait_ms / 1_000, settings.pages.refresh_hours * HOUR),
                rescreen=under,
                post=mail_of(settings),
                base_url=settings.base_url,
                works=settings.server.role == "all",
                lease=settings.server.lease_seconds * SECOND,
                checkpoints=Checkpointing(keyring(settings), settings.ledger.checkpoint_minutes),
            )
            text = await asyncio.to_thread(guidelines_text, settings, guidelines)
            try:
                await take_up(house, text, shipped=not settings.server.guidelines)
            except RulesChanged:  # another process has just begun with the same settings
                await take_up(house, text, shipped=not settings.server.guidelines)
            service = service_around(house, settings)
            await house.start()
            sharing = Sharing(service)
            sharing.start()
            try:
                yield service
            finally:
                stop_streams(service)
                await sharing.stop()
                await house.stop()
        finally:
            await store.close()


def service_around(house: House, settings: Settings) -> Service:
    """The web's view of a house."""
    limits = settings.limits
    shares = Shares(limits.per_address, limits.per_network)

    async def a_day(site: str) -> int:
        return await house.store.waiting.submitted(site, house.clock() - 24 * HOUR)

    return Service(
        house=house,
        accounts=Accounts(house.store, house.clock, secure_cookies=settings.is_https),
        settings=settings,
        trusted_proxies=networks(settings.server.trusted_proxies),
        posts=Layers(limits.posts_per_minute, limits.posts_burst, shares),
        checks=Layers(limits.checks_per_minute, limits.checks_burst, shares),
        checks_of_article=Layers(limits.checks_per_day / DAY_MINUTES, limits.checks_per_day, shares),
        appeals=Layers(limits.writes_per_minute, limits.writes_burst, shares),
        defence=Defence(house.store.keys, a_day, limits.attack_floor, limits.attack_factor, limits.work_bits),
        stopping=asyncio.Event(),
        strangers=Strangers(),
        channels=Channels(house, partial(told, house)),
        provider=provider_flow(house, settings),
        publishers={
            site.id: Publisher(site, clock=house.clock) for site in settings.sites if site.sso.issuer
        },
    )


def provider_flow(house: House, settings: Settings) -> Flow | None:
    """The way through the OpenID provider, if one is set. Raises OSError for a secret that is gone."""
    provider = provider_of(settings, house.clock)
    return Flow(house.store, house.clock, provider, settings.base_url) if provider else None


def provider_of(settings: Settings, clock: Callable[[], int]) -> Provider | None:
    """The OpenID provider, if one is set. Raises OSError for a secret that is gone."""
    oidc = settings.oidc
    if not oidc.issuer:
        return None
    in_file = Path(oidc.client_secret_file).read_text("utf-8").strip() if oidc.client_secret_file else ""
    secret = os.environ.get(OIDC_SECRET) or in_file or oidc.client_secret
    return Provider(oidc, secret, clock)


def stop_streams(service: Service) -> None:
    """Readers who listen are let go, so that their connections do not hold the server up; what comes in from
    now on is left to others."""
    service.stopping.set()
    service.house.end()
    service.channels.close()
    service.house.events.close()
    service.house.desk.close()
