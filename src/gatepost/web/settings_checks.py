"""Checks of single settings: each takes a value from TOML and returns it clean, or says what is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from gatepost.conversation.attendance.hours import hours as parse_hours
from gatepost.conversation.readers.badges import NEWSROOM
from gatepost.web.clients import networks
from gatepost.web.languages import MACRO

IDENTIFIER = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
MAX_LABEL = 40
LANGUAGE = re.compile(r"[a-z]{2,3}")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")


class Fault(Struct, frozen=True):
    """One thing wrong with one key, and the mend."""

    file: str
    key: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}: " if self.key else f"{self.file}: "
        return f"{where}{self.wrong}. {self.mend}"


class Wrong(Exception):
    """A value is wrong; `mend` says what to write instead."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.mend = mend


class Place(Struct):
    """Where we are in a file, and the faults found so far."""

    file: Path
    key: str
    faults: list[Fault]

    def at(self, key: str) -> Place:
        return Place(self.file, f"{self.key}.{key}" if self.key else key, self.faults)

    def fault(self, wrong: str, mend: str) -> None:
        self.faults.append(Fault(str(self.file), self.key, wrong, mend))


Check = Callable[[Any, Place], Any]


class Key(Struct, frozen=True):
    """One setting: its name, its check and what it is for."""

    name: str
    check: Check
    about: str
    required: bool = False


def read_table(value: Any, keys: Sequence[Key], place: Place) -> dict[str, Any]:
    """Check every key of a table; unknown and missing ones are faults. Faulty keys are left out."""
    if not isinstance(value, dict):
        place.fault(f"this is {_named(value)}, not a table", f"Write it as {_heading(place.key)}")
        return {}
    unknown_keys(value, [key.name for key in keys], place)
    clean: dict[str, Any] = {}
    for key in keys:
        here = place.at(key.name)
        if key.name not in value:
            if key.required:
                here.fault("this key is missing", f"Add it: {key.about}")
            continue
        try:
            clean[key.name] = key.check(value[key.name], here)
        except Wrong as wrong:
            here.fault(wrong.wrong, wrong.mend)
    return clean


def unknown_keys(table: Mapping[str, Any], known: Sequence[str], place: Place) -> None:
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            mend = f"Did you mean {near[0]!r}?" if near else f"The keys here are: {', '.join(known)}"
            place.at(name).fault("there is no such key", mend)


def text(value: Any, _: Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"this is {_named(value)}", "Write a text in quotation marks that is not empty")
    return value


def whole(least: int, most: int) -> Check:
    def check(value: Any, _: Place) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong(
                f"this is {_named(value)}",
                f"Write a whole number from {least} to {most}, without quotation marks",
            )
        if not least <= value <= most:
            raise Wrong(f"{value} is out of range", f"Write a whole number from {least} to {most}")
        return value

    return check


def part(value: Any, _: Place) -> float:
    """A share from 0 to 1, as a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(
            f"this is {_named(value)}", "Write a number from 0 to 1, such as 0.05 for one comment in twenty"
        )
    if not 0 <= value <= 1:
        raise Wrong(f"{value} is out of range", "Write a number from 0 to 1, such as 0.05")
    return float(value)


def flag(value: Any, _: Place) -> bool:
    if not isinstance(value, bool):
        raise Wrong(f"this is {_named(value)}", "Write true or false, without quotation marks")
    return value


def one_of(*choices: str) -> Check:
    def check(value: Any, _: Place) -> str:
        if not isinstance(value, str) or value not in choices:
            near = difflib.get_close_matches(str(value), choices, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            raise Wrong(f"{value!r} is not known here", f"{hint}Write one of: {', '.join(choices)}")
        return value

    return check


def table_of(*choices: str, named: Check | None = None) -> Check:
    """A table whose values are each one of `choices`; `named` checks the names, too."""
    one = one_of(*choices)

    def check(value: Any, place: Place) -> dict[str, str]:
        if not isinstance(value, dict):
            raise Wrong(f"this is {_named(value)}, not a table", f"Write it as {_heading(place.key)}")
        clean: dict[str, str] = {}
        for name, item in _flattened(value):
            try:
                if named is not None:
                    named(name, place)
                clean[name] = one(item, place)
            except Wrong as wrong:
                place.at(name).fault(wrong.wrong, wrong.mend)
        return clean

    return check


def section(keys: Sequence[Key], record: Callable[..., Any]) -> Check:
    """A table within a table."""

    def check(value: Any, place: Place) -> Any:
        return record(**read_table(value, keys, place))

    return check


def identifier(value: Any, _: Place) -> str:
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
        raise Wrong(
            f"{value!r} cannot be an id", "Write up to 64 of a-z, 0-9 and hyphens, such as daily-news"
        )
    return value


def language(value: Any, _: Place) -> str:
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        raise Wrong(
            f"{value!r} is not a language code", "Write two or three small letters, such as en, ar or ckb"
        )
    return value


def comment_language(value: Any, place: Place) -> str:
    """A code under which comments are known: one that none ever gets would be a rule that never holds."""
    code = language(value, place)
    if code in MACRO:
        also = " for Kurmanji or ckb for Sorani" if code == "ku" else ""
        raise Wrong(f"comments are never known as {code!r}", f"Write {MACRO[code]}{also}")
    return code


def secret(value: Any, _: Place) -> str:
    if not isinstance(value, str) or (value and len(value) < 32):
        raise Wrong(
            "the secret is too short",
            "Write at least 32 random characters: `openssl rand -hex 32` makes them",
        )
    return value


def hours(value: Any, _: Place) -> str:
    try:
        parse_hours(value if isinstance(value, str) else repr(value))
    except ValueError:
        raise Wrong(
            f"{value!r} are no hours", "Write when it opens and closes, such as 08:00-22:00"
        ) from None
    return str(value)


def timezone(value: Any, _: Place) -> str:
    try:
        parse_hours("08:00-22:00", value if isinstance(value, str) else repr(value))
    except ValueError:
        raise Wrong(f"there is no time zone {value!r}", "Write its name, such as Europe/Istanbul") from None
    return str(value)


def path(value: Any, place: Place) -> str:
    """A path, made absolute from the folder of the settings file."""
    return str((place.file.parent / text(value, place)).absolute())


def database(value: Any, place: Place) -> str:
    """The URL of a PostgreSQL database. What is wrong is said without it: a password may stand in it."""
    mend = "Write it as postgresql://USER@HOST:5432/NAME, the password in GATEPOST_DATABASE_PASSWORD"
    try:
        found = urlsplit(text(value, place))
        known = found.scheme in ("postgresql", "postgres") and (found.port is None or found.port > 0)
    except ValueError:
        known = False
    if not known:
        raise Wrong("this is no URL of a PostgreSQL database", mend)
    return str(value)


def existing_secret(value: Any, place: Place) -> str:
    found = path(value, place)
    try:
        empty = not Path(found).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Wrong(
            f"the file {found} cannot be read", "Correct the path or the file's permissions"
        ) from None
    if empty:
        raise Wrong(f"the file {found} is empty", "Write the secret into it, and nothing else")
    return found


def existing_file(value: Any, place: Place) -> str:
    found = path(value, place)
    if not Path(found).is_file():
        raise Wrong(
            f"there is no file {found}", "Correct the path, or leave the key out for the shipped guidelines"
        )
    return found


def origin(value: Any, _: Place) -> str:
    """`https://host[:port]`, lower case, without a path; a slash at the end is forgiven."""
    mend = "Write scheme and host (and port) only, such as https://www.example.org"
    if not isinstance(value, str):
        raise Wrong(f"this is {_named(value)}", mend)
    try:
        parts = urlsplit(value.strip())
        port = parts.port
    except ValueError:
        raise Wrong(f"{value!r} is not an address", mend) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Wrong(f"{value!r} is not an address of the web", mend)
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None:
        raise Wrong(f"{value!r} is more than an origin", mend)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is None or port == {"http": 80, "https": 443}[parts.scheme]:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"


def issuer(value: Any, _: Place) -> str:
    """An address over https (http at this machine, for trying), kept to the letter: tokens repeat it."""
    mend = "Write it as the provider does, such as https://login.example.org/realms/news"
    try:
        parts = urlsplit(text(value, _))
    except ValueError:
        raise Wrong(f"{value!r} is not an address", mend) from None
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        raise Wrong(f"{value!r} is not an https address", mend)
    if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
        raise Wrong(f"{value!r} is not an issuer", mend)
    return str(value)


def domains(value: Any, place: Place) -> tuple[str, ...]:
    def domain(item: Any, _: Place) -> str:
        if not isinstance(item, str) or not DOMAIN.fullmatch(item.lower()):
            raise Wrong(
                f"{item!r} is not an e-mail domain", "Write what stands behind the @, such as example.org"
            )
        return item.lower()

    return _each(value, place, domain, '["example.org"]', at_least_one=False)


def mail_address(value: Any, place: Place) -> str:
    """`name@example.org`, and nothing else."""
    given = text(value, place)
    try:
        Address(addr_spec=given)
    except (ValueError, MessageError, IndexError):
        raise Wrong(f"{value!r} is not an e-mail address", "Write it like comments@example.org") from None
    if "@" not in given or not given.isascii():
        raise Wrong(f"{value!r} is not an e-mail address", "Write it like comments@example.org")
    return given


def sender(value: Any, place: Place) -> str:
    """An address, with a name if wanted: `Example News <comments@example.org>`."""
    given = text(value, place)
    mail_address(parseaddr(given)[1] if given.isprintable() else given, place)
    return given


def origins(value: Any, place: Place) -> tuple[str, ...]:
    return _each(value, place, origin, '["https://www.example.org"]', at_least_one=True)


def names(value: Any, place: Place) -> tuple[str, ...]:
    """A list of texts, each once."""
    return tuple(dict.fromkeys(_each(value, place, text, '["threat"]', at_least_one=False)))


def some_of(*choices: str) -> Check:
    """A list of one or more of `choices`, each once."""
    one = one_of(*choices)

    def check(value: Any, place: Place) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_each(value, place, one, f'["{choices[0]}"]', at_least_one=True)))

    return check


def _table(one: Check, taken: str = "") -> Check:
    """A table of identifiers, with `one` for each value. `taken`: the id that is not theirs to give."""

    def check(value: Any, place: Place) -> dict[str, str]:
        if not isinstance(value, dict):
            raise Wrong(f"this is {_named(value)}, not a table", f"Write it as {_heading(place.key)}")
        clean: dict[str, str] = {}
        for name, item in value.items():
            try:
                identifier(name, place)
                if name == taken:
                    raise Wrong(f"{name!r} is what the desk itself writes under", "Choose another id")
                clean[name] = one(item, place)
            except Wrong as wrong:
                place.at(name).fault(wrong.wrong, wrong.mend)
        return clean

    return check


def _label(value: Any, place: Place) -> str:
    if len(text(value, place)) > MAX_LABEL or not value.isprintable():
        raise Wrong("the label is too long", f"Write up to {MAX_LABEL} characters that can be seen")
    return str(value)


def _shared_secret(value: Any, place: Place) -> str:
    if not secret(value, place):
        raise Wrong("this is empty", "Write at least 32 random characters: `openssl rand -hex 32` makes them")
    return str(value)


labels = _table(_label, NEWSROOM)
secrets = _table(_shared_secret)


def web_address(value: Any, place: Place) -> str:
    """An address over https; http only at this machine, for trying."""
    try:
        parts = urlsplit(text(value, place))
    except ValueError:
        raise Wrong(f"{value!r} is not an address", "Write it with https://") from None
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if (parts.scheme != "https" and not (parts.scheme == "http" and here)) or not parts.hostname:
        raise Wrong(f"{value!r} is not an https address", "Write it with https://")
    return str(value)


def addresses(value: Any, place: Place) -> tuple[str, ...]:
    def address(item: Any, _: Place) -> str:
        try:
            networks([item])
        except (ValueError, TypeError):
            raise Wrong(
                f"{item!r} is not an address", "Write IP addresses or ranges, such as 10.0.0.0/8"
            ) from None
        return str(item)

    return _each(value, place, address, '["127.0.0.1"]', at_least_one=False)


def _each(value: Any, place: Place, one: Check, example: str, *, at_least_one: bool) -> tuple[Any, ...]:
    if not isinstance(value, list) or (at_least_one and not value):
        raise Wrong(f"this is {_named(value)}", f"Write a list, such as {example}")
    clean = []
    for number, item in enumerate(value, start=1):
        try:
            clean.append(one(item, place))
        except Wrong as wrong:
            Place(place.file, f"{place.key}[{number}]", place.faults).fault(wrong.wrong, wrong.mend)
    return tuple(clean)


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    """Clause ids have dots (`abuse.racism`), which TOML reads as tables within tables."""
    for name, item in table.items():
        if isinstance(item, dict):
            yield from _flattened(item, f"{prefix}{name}.")
        else:
            yield prefix + name, item


def _heading(key: str) -> str:
    """How a table begins in the file: `sites[1]` with `[[sites]]`, `sites[1].modes` with `[sites.modes]`."""
    name = re.sub(r"\[\d+\]", "", key)
    return f"[[{name}]]" if key.endswith("]") else f"[{name}]"


def _named(value: Any) -> str:
    if value == "" or value == []:
        return "empty"
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), "a date")
