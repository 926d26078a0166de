from __future__ import annotations

import hashlib

import pytest

from gatepost.conversation.ports import EntryDraft
from gatepost.store.ledger.encoding import NotCanonical, canonical, decode, digest, entry_of, genesis, seal
from gatepost.vocabulary import Kind

WRITTEN = (
    b'{"at":1750000000000001,"body":{"digest":"sha256:00","parent":"p\\u00e9"},"chain":"a","comment":"c",'
    b'"kind":"submission","seq":0,"v":1}'
)


def test_the_encoding_is_what_was_written_down_for_ever() -> None:
    """They stand in people's receipts: if this test fails, the code is wrong, not the test."""
    body = {"parent": "pé", "digest": "sha256:00"}
    assert canonical("a", 0, "submission", "c", 1_750_000_000_000_001, body) == WRITTEN
    assert genesis("a").hex() == hashlib.sha256(b"gatepost/ledger/1/genesis\na").hexdigest()
    assert digest(genesis("a"), WRITTEN).hex() == (
        hashlib.sha256(b"gatepost/ledger/1\n" + genesis("a") + WRITTEN).hexdigest()
    )
    assert genesis("a").hex() == "cd18d3d402aaa7351cfd675eb1a2aa6305ac6df617f3367da29ea36f9f0be530"
    assert (
        digest(genesis("a"), WRITTEN).hex()
        == "2593b802461567f262ab722e06b6340135bf75edea2291e89739a01a3b81715a"
    )


def test_an_entry_comes_back_from_its_bytes() -> None:
    entry = seal("a", 4, "c", 9, EntryDraft(Kind.REPORT, {"clause": "threat"}), b"\x01" * 32)
    assert entry_of(entry.previous, entry.digest, entry.canonical) == entry


@pytest.mark.parametrize(
    "value",
    [0.5, float("nan"), b"bytes", {1}, {"\u00e9": 1}, {1: 2}, 2**53, -(2**53), "\ud800", [[0.1]], object()],
)
def test_what_others_could_read_differently_has_no_encoding(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical("a", 0, "report", "c", 1, {"value": value})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        WRITTEN + b" ",
        WRITTEN.replace(b'"v":1', b'"v":2'),
        WRITTEN.replace(b'"v":1', b'"v":true'),
        WRITTEN.replace(b'"seq":0', b'"seq":0.0'),
        WRITTEN.replace(b'"seq":0', b'"seq":00'),
        WRITTEN.replace(b'"seq":0', b'"seq":NaN'),
        WRITTEN.replace(b'"seq":0', b'"seq":"0"'),
        WRITTEN.replace(b'"seq":0', b'"seq":0,"seq":0'),
        WRITTEN.replace(b'"seq":0', b'"seq":0,"x":0'),
        WRITTEN.replace(b"\\u00e9", b"\\u00E9"),
        WRITTEN.replace(b'"a"', b'"\\u0061"'),
        b'{"a":' * 50_000,
        b"[" * 900 + b"]" * 900,
        b"9" * 10_000,
    ],
)
def test_other_spellings_are_no_entries(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


def test_an_unknown_kind_is_told() -> None:
    encoded = canonical("a", 0, "gossip", "c", 1, {})
    with pytest.raises(NotCanonical, match="gossip"):
        entry_of(b"", b"", encoded)
