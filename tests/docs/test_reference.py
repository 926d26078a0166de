"""The reference pages name every route, setting and problem code, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from litestar import Router
from litestar.handlers import HTTPRouteHandler

from gatepost.web.problems import CODES
from gatepost.web.public import ROUTES as PAGE_ROUTES
from gatepost.web.routes import DESK_API_ROUTES, MACHINE_ROUTES, READER_ROUTES
from gatepost.web.settings import (
    LEDGER_KEYS,
    LIMIT_KEYS,
    MAIL_KEYS,
    MODE_KEYS,
    OIDC_KEYS,
    PAGE_KEYS,
    RETENTION_KEYS,
    SERVER_KEYS,
    SITE_KEYS,
    SSO_KEYS,
    LedgerSettings,
    LimitSettings,
    MailSettings,
    OidcSettings,
    PageSettings,
    RetentionSettings,
    ServerSettings,
    SsoSettings,
)
from gatepost.web.settings_checks import Key

DOCS = Path(__file__).parents[2] / "docs"
HTTP = (DOCS / "reference/http.md").read_text()
SETTINGS = (DOCS / "reference/settings.md").read_text()


def addresses(prefix: str, handlers: object) -> set[tuple[str, str]]:
    router = Router(prefix, route_handlers=handlers)  # type: ignore[arg-type]
    return {
        (str(method), re.sub(r"\{[a-z_]*id(:str)?\}", "{id}", route.path_format))
        for route in router.routes
        for handler in route.route_handlers  # type: ignore[union-attr]
        if isinstance(handler, HTTPRouteHandler)
        for method in handler.http_methods
        if method != "OPTIONS"
    }


def test_the_pages_list_exactly_the_routes() -> None:
    served = (
        addresses("/api/v1", READER_ROUTES)
        | addresses("/api/v1/desk", DESK_API_ROUTES)
        | addresses("/", MACHINE_ROUTES)
        | addresses("/", PAGE_ROUTES)
        | {("GET", "/api/schema/openapi.json")}
    )
    rows = "\n".join(line for line in HTTP.splitlines() if line.startswith("| `"))
    documented = set(re.findall(r"`(GET|POST) (/[^`?]*)", rows))
    assert documented == served


def test_the_page_lists_exactly_the_codes() -> None:
    documented = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \| (.+) \|$", HTTP, flags=re.MULTILINE)
    assert documented == [(code, str(status), title) for code, (status, title) in CODES.items()]


@pytest.mark.parametrize(
    ("heading", "keys", "defaults"),
    [
        ("## `[server]`", SERVER_KEYS, ServerSettings()),
        ("## `[limits]`", LIMIT_KEYS, LimitSettings()),
        ("## `[pages]`", PAGE_KEYS, PageSettings()),
        ("## `[ledger]`", LEDGER_KEYS, LedgerSettings()),
        ("## `[oidc]`", OIDC_KEYS, OidcSettings()),
        ("## `[mail]`", MAIL_KEYS, MailSettings()),
        ("## `[[sites]]`", SITE_KEYS, None),
        ("## `[sites.sso]`", SSO_KEYS, SsoSettings()),
        ("## `[sites.retention]`", RETENTION_KEYS, RetentionSettings()),
        ("## `[sites.modes]`", MODE_KEYS, None),
    ],
)
def test_the_page_lists_exactly_the_settings(heading: str, keys: tuple[Key, ...], defaults: object) -> None:
    section = SETTINGS.split(heading)[1].split("\n## ")[0]
    table = section.split("| key | default |")[1]
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*?) ?\| (.+) \|$", table, flags=re.MULTILINE)
    assert [(name, about) for name, _, about in rows] == [(key.name, key.about) for key in keys]
    for name, default, _ in rows:
        value = getattr(defaults, name, "")
        if value not in ("", (), {}):
            assert default == f"`{value}`"
