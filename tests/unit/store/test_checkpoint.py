from __future__ import annotations

import json

import pytest
from tests.old_checkpoints import checkpoint

from gatepost.conversation.records import Head
from gatepost.store.ledger.checkpoint import (
    NotReadable,
    Seen,
    read_checkpoint,
    read_receipt,
    root,
)

HEADS = [Head("b", 3, b"\x01" * 32), Head("a", 0, b"\x02" * 32)]


def exported() -> dict[str, object]:
    return checkpoint(HEADS)


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    data = json.dumps(exported()).encode()
    seen, signed = read_checkpoint(data, "c.json", root(HEADS))
    assert signed == []
    assert seen == [Seen("a", 0, b"\x02" * 32, "c.json"), Seen("b", 3, b"\x01" * 32, "c.json")]
    assert root(HEADS) == root(reversed(HEADS)) == exported()["root"]


def test_a_changed_checkpoint_is_not_believed() -> None:
    changed = exported()
    changed["heads"] = changed["heads"][:1]  # type: ignore[index]
    with pytest.raises(NotReadable, match="was changed"):
        read_checkpoint(json.dumps(changed).encode(), "c.json")
    with pytest.raises(NotReadable, match="was changed"):
        read_checkpoint(json.dumps(exported()).encode(), "c.json", "sha256:00")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format":"gatepost/checkpoint/1","heads":[{}]}',
        b'{"format":"other","heads":[]}',
        b"\xff",
    ],
)
def test_other_files_are_no_checkpoints(data: bytes) -> None:
    with pytest.raises(NotReadable, match=r"c\.json"):
        read_checkpoint(data, "c.json")


def test_receipts_are_read_alone_or_within_the_answer() -> None:
    place = {"chain": "a", "seq": 0, "digest": "sha256:" + "02" * 32}
    for value in ({"ledger": place}, {"id": "x", "receipt": {"token": "t", "ledger": place}}):
        assert read_receipt(json.dumps(value).encode(), "r") == Seen("a", 0, b"\x02" * 32, "r")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"receipt": 3},
        {"ledger": None},
        {"ledger": {"chain": "a", "seq": 0, "digest": "sha256:02"}},
        {"ledger": {"chain": "a", "seq": "0", "digest": "02" * 32}},
        {"ledger": {"chain": "a", "seq": 0, "digest": 7}},
    ],
)
def test_other_files_are_no_receipts(value: object) -> None:
    with pytest.raises(NotReadable, match=r"r\.json"):
        read_receipt(json.dumps(value).encode(), "r.json")
