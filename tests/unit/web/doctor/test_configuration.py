"""What the doctor says of the settings themselves: the good case and the failing one of each check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatepost.web.doctor import configuration
from gatepost.web.doctor.findings import Finding
from gatepost.web.settings import (
    MailSettings,
    OidcSettings,
    ServerSettings,
    Settings,
    SiteSettings,
    SsoSettings,
)

STRONG = "7f3b1c9e5a2d8046b1e7c3f95a0d2846"


def house(
    base_url: str = "https://comments.a.test", *origins: str, site: dict[str, Any] | None = None, **more: Any
) -> Settings:
    made = SiteSettings("a", "A", origins or ("https://www.a.test",), **(site or {}))
    server = ServerSettings(base_url=base_url, trusted_proxies=more.pop("proxies", ("127.0.0.1",)))
    return Settings(server, sites=(made,), **more)


def states(found: list[Finding]) -> dict[str, str]:
    assert all(bool(one.mend) == (one.state != "ok") and one.said for one in found)
    return {one.check: one.state for one in found}


@pytest.mark.parametrize(
    ("settings", "base_url", "origins"),
    [
        (house(), "ok", "ok"),
        (house("http://comments.a.test"), "fail", "ok"),
        (house("http://comments.a.test", "http://www.a.test"), "fail", "warn"),
        (house("http://127.0.0.1:8000", "http://localhost:8000"), "warn", "ok"),
        (house("http://127.0.0.1:8000"), "fail", "ok"),
        (house("https://www.a.test"), "warn", "ok"),
        (house("https://comments.a.test", "http://www.a.test"), "ok", "warn"),
    ],
)
def test_addresses(settings: Settings, base_url: str, origins: str) -> None:
    assert states(list(configuration.address(settings))) == {"base_url": base_url, "origins": origins}


@pytest.mark.parametrize(
    ("base_url", "proxies", "state"),
    [
        ("https://comments.a.test", ("127.0.0.1", "10.0.0.0/8"), "ok"),
        ("http://127.0.0.1:8000", (), "ok"),
        ("https://comments.a.test", (), "warn"),
        ("https://comments.a.test", ("0.0.0.0/0",), "fail"),
        ("https://comments.a.test", ("::/0",), "fail"),
        ("https://comments.a.test", ("8.0.0.0/8",), "fail"),
    ],
)
def test_proxies(base_url: str, proxies: tuple[str, ...], state: str) -> None:
    found = list(configuration.proxies(house(base_url, proxies=proxies)))
    assert states(found) == {"trusted_proxies": state}


@pytest.mark.parametrize(
    ("site", "oidc", "environment", "state"),
    [
        ({}, "", {}, "ok"),
        ({"secret": STRONG}, "", {}, "ok"),
        ({"secret": "a" * 32}, "", {}, "fail"),
        ({"secret": "abcabcabcabcabcabcabcabcabcabcabc"}, "", {}, "fail"),
        ({"sso": SsoSettings("i", secrets={"k": "1" * 40})}, "", {}, "fail"),
        ({}, "short", {}, "fail"),
        ({}, "short", {"GATEPOST_OIDC_CLIENT_SECRET": STRONG}, "ok"),
    ],
)
def test_secrets(site: dict[str, Any], oidc: str, environment: dict[str, str], state: str) -> None:
    settings = house(site=site, oidc=OidcSettings("https://i.test", "c", client_secret=oidc))
    found = list(configuration.secrets(settings, environment))
    assert states(found) == {"secrets": state}
    assert STRONG not in str(found)


def test_one_secret_for_two_purposes() -> None:
    site = {"secret": STRONG, "sso": SsoSettings("i", secrets={"k": STRONG})}
    found = list(configuration.secrets(house(site=site), {}))
    assert [one.state for one in found] == ["warn", "ok"]
    assert STRONG not in str(found)


@pytest.mark.parametrize(("mode", "state"), [(0o600, "ok"), (0o640, "ok"), (0o660, "warn"), (0o644, "fail")])
def test_files_with_secrets_are_for_their_owner(tmp_path: Path, mode: int, state: str) -> None:
    file, password = tmp_path / "gatepost.toml", tmp_path / "mail.secret"
    for one in (file, password):
        one.write_text("x")
        one.chmod(0o600)
    settings = house(site={"secret": STRONG}, mail=MailSettings("h", password_file=str(password)))
    for one in (file, password):
        one.chmod(mode)
        assert set(states(list(configuration.modes(settings, file, {}))).values()) == {state}
        one.chmod(0o600)
    # Without a secret in it, the settings file may be read by everybody.
    file.chmod(0o644)
    assert states(list(configuration.modes(house(), file, {}))) == {"file-modes": "ok"}
