"""Reads `gatepost.toml`: all faults at once, each with file, key, what is wrong and the mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gatepost.engine.guidelines import GuidelinesError, load
from gatepost.web.settings import (
    SECTIONS,
    SITE_KEYS,
    MailSettings,
    OidcSettings,
    ServerSettings,
    Settings,
    SiteSettings,
)
from gatepost.web.settings_checks import Fault, Place, Wrong, comment_language, read_table, unknown_keys


class SettingsInvalid(Exception):
    """The settings cannot be used; `faults` has one line for each thing to mend."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read_settings(file: Path) -> Settings:
    """The settings of a file. Raises `SettingsInvalid`; never anything else for a wrong file."""
    try:
        content = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise _single(file, "there is no such file", "Write one with `gatepost init`") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = (
            "it is not UTF-8"
            if isinstance(error, UnicodeDecodeError)
            else (error.strerror or "no reason given")
        )
        raise _single(
            file, f"the file cannot be read: {reason}", "Check the path and the file's encoding"
        ) from None
    return parse_settings(content, file)


def parse_settings(content: str, file: Path) -> Settings:
    """As `read_settings`, for a text that is in hand; relative paths begin at the folder of `file`."""
    try:
        document = tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _single(file, f"this is not TOML: {error}", _toml_mend(content, str(error))) from None
    place = Place(file, "", [])
    unknown_keys(document, list(SECTIONS), place)
    values: dict[str, Any] = {}
    for name in ("server", "limits", "pages", "ledger", "oidc", "mail"):
        keys, record = SECTIONS[name]
        if name == "mail" and name not in document:
            continue
        values[name] = record(**read_table(document.get(name, {}), keys, place.at(name)))
    _oidc(values["oidc"], place.at("oidc"))
    if "mail" in values:
        _mail(values["mail"], place.at("mail"))
    values["sites"] = _sites(document.get("sites"), values["server"], place)
    if "mail" not in values and "mail" not in document:
        _without_mail(values["sites"], place)
    if place.faults:
        raise SettingsInvalid(place.faults)
    return Settings(**values)


def _oidc(oidc: OidcSettings, place: Place) -> None:
    """What must stand together."""
    if any(fault.key.startswith("oidc") for fault in place.faults):
        return
    if bool(oidc.issuer) != bool(oidc.client_id):
        missing = "client_id" if oidc.issuer else "issuer"
        place.at(missing).fault("this key is missing", "issuer and client_id go together")
    if oidc.client_secret and oidc.client_secret_file:
        place.at("client_secret").fault(
            "the secret is named twice", "Leave it out here, or leave the file out"
        )
    if bool(oidc.role_claim) != bool(oidc.roles):
        missing = "roles" if oidc.role_claim else "role_claim"
        place.at(missing).fault("this key is missing", "role_claim and roles go together")
    if "openid" not in oidc.scopes.split():
        place.at("scopes").fault("openid is not among the scopes", 'Write "openid profile email"')


def _mail(mail: MailSettings, place: Place) -> None:
    """What must stand together."""
    if any(fault.key.startswith("mail") for fault in place.faults):
        return
    if not mail.host:
        place.at("host").fault("this key is missing", "Name the mail server, or leave [mail] out")
    if mail.password and mail.password_file:
        place.at("password").fault("the password is named twice", "Leave it out here, or leave the file out")


def _sites(tables: Any, server: ServerSettings, place: Place) -> tuple[SiteSettings, ...]:
    if not isinstance(tables, list) or not tables:
        place.at("sites").fault("no site is named", "Add a [[sites]] table with id, name and origins")
        return ()
    found: list[SiteSettings] = []
    owners: dict[str, str] = {}
    for number, table in enumerate(tables, start=1):
        here = Place(place.file, f"sites[{number}]", place.faults)
        before = len(place.faults)
        values = read_table(table, SITE_KEYS, here)
        if len(place.faults) > before:
            continue
        site = SiteSettings(**values)
        if any(site.id == other.id for other in found):
            here.at("id").fault(f"{site.id!r} is the id of two sites", "Give each site an id of its own")
        for origin in site.origins:
            if origin in owners:
                here.at("origins").fault(
                    f"{origin} belongs to the site {owners[origin]!r} already",
                    "Name each origin under one site only",
                )
            owners.setdefault(origin, site.id)
        _sso(site, here)
        if site.modes.clauses or site.four_eyes:
            _clauses(site, server, here)
        found.append(site)
    return tuple(found)


def _without_mail(sites: tuple[SiteSettings, ...], place: Place) -> None:
    """Nobody can sign in by a letter that is never sent."""
    for number, site in enumerate(sites, start=1):
        if "email" in site.who:
            Place(place.file, f"sites[{number}].who", place.faults).fault(
                "letters are needed for email, and no mail server is named",
                'Add [mail], or take "email" out of who',
            )


def _sso(site: SiteSettings, place: Place) -> None:
    """What must stand together for the publisher's own sign-in."""
    sso, here = site.sso, place.at("sso")
    keys = [name for name in ("secrets", "keys_file", "keys_url") if getattr(sso, name)]
    if "sso" in site.who and not sso.issuer:
        here.at("issuer").fault("this key is missing", 'Name the issuer, or take "sso" out of who')
    if sso.issuer and not keys:
        here.at("keys_url").fault("no keys are named", "Give secrets, keys_file or keys_url")
    if keys and not sso.issuer:
        here.at("issuer").fault("this key is missing", "Keys are believed for one issuer only")
    if sso.keys_file and sso.keys_url:
        here.at("keys_file").fault("public keys are named twice", "Give keys_file or keys_url, not both")


def _clauses(site: SiteSettings, server: ServerSettings, place: Place) -> None:
    """What is said of a clause that the guidelines do not have would hold for nothing, and nobody notice."""
    if any(fault.key == "server.guidelines" for fault in place.faults):
        return
    try:
        known = [clause.id for clause in load(server.guidelines or None).clauses if not clause.welcome]
    except GuidelinesError:
        return  # Told when the engine is loaded, with all that is wrong with the guidelines.
    for number, clause in enumerate(site.four_eyes, start=1):
        _known(clause, known, place.at(f"four_eyes[{number}]"))
    for name in site.modes.clauses:
        code, slash, clause = name.rpartition("/")
        here = place.at("modes").at("clauses").at(name)
        _known(clause, known, here)
        if slash:
            try:
                comment_language(code, here)
            except Wrong as wrong:
                here.fault(wrong.wrong, wrong.mend)


def _known(clause: str, known: Sequence[str], place: Place) -> None:
    if clause not in known:
        near = difflib.get_close_matches(clause, known, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        place.fault(f"the guidelines have no clause {clause!r}", f"{hint}They have: {', '.join(known)}")


def _toml_mend(content: str, message: str) -> str:
    line = re.search(r"line (\d+)", message)
    lines = content.splitlines()
    if line and 0 < int(line[1]) <= len(lines):
        return f"Look at this line: {lines[int(line[1]) - 1].strip()[:80]}"
    return "Compare it with the file that `gatepost init` writes"


def _single(file: Path, wrong: str, mend: str) -> SettingsInvalid:
    return SettingsInvalid([Fault(str(file), "", wrong, mend)])
