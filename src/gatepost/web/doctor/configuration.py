"""What the settings say of themselves: addresses, proxies, secrets. Nothing is asked of anybody."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from gatepost.web.clients import networks
from gatepost.web.composition import CHECKPOINT_KEY, MAIL_PASSWORD, OIDC_SECRET
from gatepost.web.doctor.findings import Finding, fail, ok, warn
from gatepost.web.settings import Settings

LEAST_SIGNS = 10
"""Different characters in a secret of 32 or more: random ones of hexadecimal digits have 13 and more."""
LEAST_LENGTH = 16
WIDEST_PROXIES = 65_536
"""Addresses of trusted proxies beyond which somebody has named more than proxies."""


def address(settings: Settings) -> Iterator[Finding]:
    """`base_url`: reached by https, and not the same place as a site's own pages."""
    at, name = settings.base_url, "base_url"
    host = urlsplit(at).hostname or ""
    origins = [origin for site in settings.sites for origin in site.origins]
    secure = [origin for origin in origins if origin.startswith("https://")]
    if at in origins:
        yield warn(
            name,
            f"{at} is also where a site's pages live: their scripts are as near to the desk as its own",
            "Give Gatepost a host name of its own, such as https://comments.example.org",
        )
    elif settings.is_https:
        yield ok(name, at)
    elif secure:
        yield fail(
            name,
            f"{at} is not https, and pages at {secure[0]} may load nothing from there",
            "Put a proxy with a certificate before Gatepost and name its address: docs/how-to/deploy.md",
        )
    elif _is_here(host):
        yield warn(
            name,
            f"{at} is this machine alone",
            "For more than trying, set base_url to the https address under which readers reach this server",
        )
    else:
        yield fail(
            name,
            f"{at} is not https: passwords, cookies and comments can be read on the way",
            "Put a proxy with a certificate before Gatepost and name its address: docs/how-to/deploy.md",
        )
    plain = [
        one for one in origins if one.startswith("http://") and not _is_here(urlsplit(one).hostname or "")
    ]
    if plain:
        yield warn(
            "origins",
            f"{plain[0]} is not https: anybody on the way can change what its pages load",
            "Serve the site's pages by https and write their origins so",
        )
    else:
        yield ok("origins", ", ".join(origins))


def proxies(settings: Settings) -> Iterator[Finding]:
    """Who may say where a request came from."""
    trusted, name = networks(settings.server.trusted_proxies), "trusted_proxies"
    wide = [one for one in trusted if one.num_addresses > WIDEST_PROXIES and one.is_global]
    everybody = [one for one in trusted if one.prefixlen == 0]
    if everybody or wide:
        yield fail(
            name,
            f"{(everybody or wide)[0]} lets anybody say that a request comes from elsewhere",
            "Name the addresses of your proxies, and nothing wider",
        )
    elif not trusted and settings.is_https:
        yield warn(
            name,
            "none is named, and base_url is https: behind a proxy all readers would count as one",
            'Write trusted_proxies = ["127.0.0.1"], or the address from which your proxy comes',
        )
    else:
        yield ok(name, ", ".join(map(str, trusted)) or "none: requests come straight from readers")


def secrets(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Secrets that could be guessed. No finding says anything of their content."""
    oidc = settings.oidc
    given = {f"secret of {site.id}": site.secret for site in settings.sites}
    for site in settings.sites:
        given |= {f"sso secret {kid} of {site.id}": secret for kid, secret in site.sso.secrets.items()}
    given["client_secret of [oidc]"] = (
        environment.get(OIDC_SECRET) or _in(oidc.client_secret_file) or oidc.client_secret
    )
    weak = [name for name, secret in given.items() if secret and is_weak(secret)]
    seen: dict[str, str] = {}
    for name, secret in given.items():
        if secret and secret in seen:
            yield warn(
                "secrets",
                f"the {name} is also the {seen[secret]}",
                "Give each a secret: openssl rand -hex 32",
            )
        seen.setdefault(secret, name)
    for name in weak:
        yield fail("secrets", f"the {name} can be guessed", "Make another: openssl rand -hex 32")
    if not weak:
        count = sum(bool(secret) for secret in given.values())
        yield ok("secrets", f"{count} set, none of them short or simple" if count else "none are needed")


def is_weak(secret: str) -> bool:
    """Too short, or of too few different characters for its length."""
    return len(secret) < LEAST_LENGTH or len(set(secret)) < min(LEAST_SIGNS, len(secret) // 2)


def modes(settings: Settings, file: Path | None, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Files that hold secrets are for their owner alone."""
    holds = any(site.secret or site.sso.secrets for site in settings.sites) or any(
        (settings.oidc.client_secret, settings.mail.password, settings.server.database)
    )
    files = [Path(one) for one in (settings.oidc.client_secret_file, settings.mail.password_file) if one]
    files += [Path(site.sso.keys_file) for site in settings.sites if _is_secret_set(site.sso.keys_file)]
    files += [Path(settings.ledger.key_file)] if settings.ledger.key_file else []
    files += list(settings.data.glob("checkpoint*.key"))
    files += [file] if file is not None and holds else []
    open_ones = [(one, mode) for one in files if (mode := _mode(one)) & 0o077]
    for one, mode in open_ones:
        told = f"{one} holds a secret and its mode is {mode:04o}"
        mend = f"chmod {'600' if mode & 0o007 else '640'} {one}, owned by the user that runs Gatepost"
        if mode & 0o007:
            yield fail("file-modes", f"{told}: everybody on this machine can read it", mend)
        elif mode & 0o020:
            yield warn("file-modes", f"{told}: its group can change it", mend)
    if not any(mode & 0o027 for _, mode in open_ones):
        set_ = [name for name in (OIDC_SECRET, MAIL_PASSWORD, CHECKPOINT_KEY) if environment.get(name)]
        yield ok("file-modes", ", ".join([*map(str, files), *set_]) or "no file holds a secret")


def _in(file: str) -> str:
    try:
        return Path(file).read_text("utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _is_secret_set(file: str) -> bool:
    """Whether a set of keys has shared secrets or private halves in it."""
    content = _in(file).replace(" ", "")
    return '"k":' in content or '"d":' in content


def _mode(file: Path) -> int:
    try:
        return stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return 0


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
