"""The canonical encoding of ledger entries, version 1. It can never change: a chain cannot be migrated later.

    canonical = JSON of {"v":1,"chain","seq","kind","comment","at","body"}: keys sorted, no white space,
                ASCII only, values only strings, whole numbers, booleans, null, lists and objects
    digest    = SHA-256(b"gatepost/ledger/1\\n" + previous digest + canonical)
    genesis   = SHA-256(b"gatepost/ledger/1/genesis\\n" + chain id)   (the "previous" of entry 0)

A later version would begin with another domain line and another "v", and leave the old entries as they are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from gatepost.conversation.ports import EntryDraft
from gatepost.vocabulary import Entry, Kind

VERSION = 1
DOMAIN = b"gatepost/ledger/1\n"
GENESIS_DOMAIN = b"gatepost/ledger/1/genesis\n"
FIELDS = frozenset({"v", "chain", "seq", "kind", "comment", "at", "body"})
LARGEST = 2**53 - 1
"""Whole numbers beyond this are read differently by different programs."""

_encode = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


class NotCanonical(ValueError):
    """These bytes are no canonical encoding of an entry, or this value has none."""


def genesis(chain: str) -> bytes:
    """The digest before the first entry of a chain."""
    return hashlib.sha256(GENESIS_DOMAIN + chain.encode()).digest()


def canonical(chain: str, seq: int, kind: str, comment: str, at: int, body: Mapping[str, Any]) -> bytes:
    """The only bytes that stand for this entry. Raises `NotCanonical` for fractions and foreign types."""
    value = {
        "v": VERSION,
        "chain": chain,
        "seq": seq,
        "kind": kind,
        "comment": comment,
        "at": at,
        "body": body,
    }
    _check(value)
    return _encode(value).encode()


def digest(previous: bytes, encoded: bytes) -> bytes:
    """The digest of an entry that follows `previous`."""
    return hashlib.sha256(DOMAIN + previous + encoded).digest()


def seal(chain: str, seq: int, comment: str, at: int, draft: EntryDraft, previous: bytes) -> Entry:
    """Give a drafted entry its place in the chain."""
    encoded = canonical(chain, seq, draft.kind.value, comment, at, draft.body)
    return Entry(
        chain, seq, draft.kind, comment, at, draft.body, previous, digest(previous, encoded), encoded
    )


def decode(encoded: bytes) -> dict[str, Any]:
    """The fields of an entry. Raises `NotCanonical` unless the bytes are exactly their canonical encoding."""
    value = _plain(encoded)
    return thorough(encoded) if value is None else value


def _plain(encoded: bytes) -> dict[str, Any] | None:
    """As `thorough`, several times as fast, for what nearly all entries are; None where it may be otherwise.

    msgspec writes the canonical bytes of whatever is ASCII, needs no escapes, and holds neither fractions nor
    numbers that may be too large.
    """
    if b"\\" in encoded or b"\x7f" in encoded or not encoded.isascii():
        return None
    # `at` comes first, may have as many digits, and is looked at below.
    if _MANY_DIGITS.search(encoded, encoded.find(b",")) is not None:
        return None
    try:
        value = _quick_decode(encoded)
        if _quick_encode(value) != encoded:
            return None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if value.keys() != FIELDS or value["v"] != VERSION:
        return None
    if not (
        type(value["chain"]) is type(value["kind"]) is type(value["comment"]) is str
        and type(value["v"]) is type(value["seq"]) is type(value["at"]) is int
        and type(value["body"]) is dict
        and abs(value["at"]) <= LARGEST
    ):
        return None
    return value


def _fraction(text: str) -> Any:
    raise ValueError(f"{text} is a fraction")


_MANY_DIGITS = re.compile(rb"[0-9]{16}")
_quick_decode = msgspec.json.Decoder(dict[str, Any], float_hook=_fraction).decode
_quick_encode = msgspec.json.Encoder(order="sorted").encode


def thorough(encoded: bytes) -> dict[str, Any]:
    """As `decode`, without a short cut."""
    try:
        value = json.loads(
            encoded.decode("ascii"), object_pairs_hook=_without_repeats, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"it is no plain JSON: {error}") from None
    if not isinstance(value, dict) or value.get("v") != VERSION:
        raise NotCanonical("it is no entry of version 1")
    if set(value) != FIELDS:
        raise NotCanonical("it lacks fields or has unknown ones")
    if not (
        all(isinstance(value[name], str) for name in ("chain", "kind", "comment"))
        and all(type(value[name]) is int for name in ("v", "seq", "at"))
        and isinstance(value["body"], dict)
    ):
        raise NotCanonical("a field has the wrong type")
    _check(value)
    try:
        again = _encode(value).encode()
    except RecursionError:
        raise NotCanonical("it is nested too deeply") from None
    if again != encoded:
        raise NotCanonical("it is spelled otherwise than the canonical encoding")
    return value


def entry_of(previous: bytes, entry_digest: bytes, encoded: bytes) -> Entry:
    """An entry from its stored parts. Raises `NotCanonical`."""
    value = decode(encoded)
    try:
        kind = Kind(value["kind"])
    except ValueError:
        raise NotCanonical(f"unknown kind {value['kind']!r}") from None
    return Entry(
        value["chain"],
        value["seq"],
        kind,
        value["comment"],
        value["at"],
        value["body"],
        previous,
        entry_digest,
        encoded,
    )


def _check(value: object) -> None:
    waiting: list[object] = [value]
    while waiting:  # no recursion: a forged body may be nested as deep as it likes
        item = waiting.pop()
        if isinstance(item, str):
            if not item.isascii():
                _check_unicode(item)
        elif isinstance(item, Mapping):
            for key in item:
                if not isinstance(key, str) or not key.isascii():
                    raise NotCanonical(f"key {key!r} is no ASCII text")
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
        elif isinstance(item, int):
            if abs(item) > LARGEST:
                raise NotCanonical("a number is too large")
        elif item is not None:
            raise NotCanonical(f"{type(item).__name__} has no canonical encoding")


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("a string holds half of a surrogate pair") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("a key is repeated")
    return found


def _refuse(name: str) -> Any:
    raise NotCanonical(f"{name} is no number of this encoding")
