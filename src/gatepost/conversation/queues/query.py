"""A list's address: `?language=ar&clause=threat&order=risk` to a `Wanted` and back.

Pages, the API and saved views all read with `parse`, so that what one of them takes the others take too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from gatepost.conversation.moments import EPOCH, microseconds
from gatepost.conversation.queues.records import Filter, Kind, Order, Wanted
from gatepost.conversation.refusals import Refusal

MOST_WORDS = 200
"""Code points of search words, titles and names."""
LONGEST = 100 * 366 * 24 * 3_600
"""No age is longer than a hundred years, in seconds."""
BESIDE = frozenset({"after", "limit"})
"""What may stand in an address beside the filter: where a page begins, and how long it is."""

_ID = re.compile(r"[!-~]{1,64}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_CLAUSE = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}\Z")
_BY = re.compile(r"engine\Z|moderator(:[!-~]{1,64})?\Z")
_SHARE = re.compile(r"(0|1|0?\.\d{1,6}|1\.0{1,6})\Z", re.ASCII)
_AGE = re.compile(r"(\d{1,9})([smhdw])\Z", re.ASCII)
_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}

Value = TypeVar("Value")


def _shaped(pattern: re.Pattern[str], what: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if not pattern.match(value):
            raise _bad(name, value, what)
        return value

    return read


def _words(name: str, value: str) -> str:
    if len(value) > MOST_WORDS:
        raise Refusal("filter-invalid", f"{name}: at most {MOST_WORDS} characters; these are {len(value):,}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refusal("filter-invalid", f"{name}: this is no well-formed Unicode.") from None
    return value


def _share(name: str, value: str) -> int:
    if not _SHARE.match(value):
        raise _bad(name, value, "a probability from 0 to 1, such as 0.8")
    whole, _, part = value.partition(".")
    return int(whole or "0") * 1_000_000 + int(part.ljust(6, "0") or "0")


def _age(name: str, value: str) -> int:
    found = _AGE.match(value)
    seconds = int(found[1]) * _SECONDS[found[2]] if found else LONGEST + 1
    if seconds > LONGEST:
        raise _bad(name, value, "an age such as 30m, 12h, 3d or 2w")
    return seconds


def _time(name: str, value: str) -> int:
    try:
        return microseconds(value)
    except (ValueError, OverflowError):
        raise _bad(name, value, "a date or a time such as 2026-05-01 or 2026-05-01T12:30Z") from None


_READ: Mapping[str, tuple[str, Callable[[str, str], str | int]]] = {
    "site": ("site", _shaped(_ID, "the id of a site")),
    "article": ("article", _shaped(_ID, "the id of an article")),
    "title": ("title", _words),
    "language": ("language", _shaped(_LANGUAGE, "a language such as ar or ckb")),
    "clause": ("clause", _shaped(_CLAUSE, "the id of a clause, such as threat")),
    "least": ("least", _share),
    "most": ("most", _share),
    "from": ("since", _time),
    "to": ("until", _time),
    "older": ("older", _age),
    "newer": ("newer", _age),
    "author": ("author", _shaped(_ID, "the id of an author")),
    "name": ("name", _words),
    "by": ("by", _shaped(_BY, "engine, moderator, or moderator:ID")),
    "q": ("words", _words),
}
"""By name in an address: the field of `Filter`, and what reads it."""
NAMES = ("kind", "order", *_READ)


def parse(query: str | Mapping[str, str], *, strict: bool = True) -> Wanted:
    """Read an address's query; an empty value says nothing. Raises `Refusal("filter-invalid")`.

    `strict` refuses names that are not known; `BESIDE` may stand there and is left out.
    """
    given: dict[str, str] = {}
    pairs = query.items() if isinstance(query, Mapping) else _pairs(query)
    for name, value in pairs:
        if name not in NAMES:
            if strict and name not in BESIDE:
                known = ", ".join(NAMES)
                raise Refusal("filter-invalid", f"There is no filter {name[:40]!r}. There are: {known}.")
            continue
        if name in given:
            raise Refusal("filter-invalid", f"{name}: this was given twice.")
        given[name] = value
    given = {name: value for name, value in given.items() if value.strip()}
    fields = {_READ[name][0]: _READ[name][1](name, value) for name, value in given.items() if name in _READ}
    wanted = Filter(**fields)  # type: ignore[arg-type]
    _check(wanted)
    kind = _one_of(Kind, "kind", given["kind"]) if "kind" in given else Kind.REFERRED
    order = _one_of(Order, "order", given["order"]) if "order" in given else None
    return Wanted(kind, wanted, order)


def text(wanted: Wanted) -> str:
    """The address's query, always in the same order of names: `parse` reads back what was written."""
    pairs = [] if wanted.kind is Kind.REFERRED else [("kind", wanted.kind.value)]
    if wanted.order is not None:
        pairs.append(("order", wanted.order.value))
    for name, (field, _) in _READ.items():
        value = getattr(wanted.filter, field)
        if value is not None:
            pairs.append((name, _written(field, value)))
    return urlencode(pairs)


def _written(field: str, value: str | int) -> str:
    if isinstance(value, str):
        return value
    if field in ("least", "most"):
        whole, part = divmod(value, 1_000_000)
        return f"{whole}.{part:06}".rstrip("0").rstrip(".")
    if field in ("since", "until"):
        moment = EPOCH + timedelta(microseconds=value)
        return moment.isoformat().replace("+00:00", "Z")
    unit = next(unit for unit, seconds in _SECONDS.items() if value % seconds == 0)
    return f"{value // _SECONDS[unit]}{unit}"


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        raise Refusal("filter-invalid", "This is no query of an address in UTF-8.") from None


def _check(wanted: Filter) -> None:
    for least, most, what in (
        (wanted.least, wanted.most, "least is more than most"),
        (wanted.since, wanted.until, "from is later than to"),
        (wanted.older, wanted.newer, "older is more than newer"),
    ):
        if least is not None and most is not None and least > most:
            raise Refusal("filter-invalid", f"Nothing can match: {what}.")


Choice = TypeVar("Choice", bound=StrEnum)


def _one_of(choices: type[Choice], name: str, value: str) -> Choice:
    try:
        return choices(value)
    except ValueError:
        raise _bad(name, value, "one of " + ", ".join(choices)) from None


def _bad(name: str, value: str, wanted: str) -> Refusal:
    return Refusal("filter-invalid", f"{name}: {value[:40]!r} is not {wanted}.")
