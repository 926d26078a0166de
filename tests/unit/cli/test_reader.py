"""`gatepost reader`: export and erase by post."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.contract.making import article, new, publish
from tests.contract.test_reader_accounts import BY_MAIL

from gatepost.cli.reader import erase_, export
from gatepost.conversation.authors.records import NewAuthor
from gatepost.conversation.tokens import hash_token
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.composition import DATABASE

RECEIPT = bytes(range(16))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database with an account's comment and a guest's."""

    async def fill() -> None:
        store = SQLiteStore(tmp_path / DATABASE)
        await store.open()
        await store.ensure_article(article())
        await store.readers.sign_in(BY_MAIL)
        await publish(store, new("account's", author="a1"))
        guests = new("guest's", author="g1", new_author=NewAuthor("g1", b"g"), token_hash=hash_token(RECEIPT))
        await publish(store, guests)
        await store.close()

    asyncio.run(fill())
    return tmp_path


def texts(said: str) -> list[str | None]:
    found = json.loads(said)
    return [one["text"] for one in found["comments"]] if "comments" in found else [found["text"]]


def test_an_export_by_address_id_and_receipt(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(email="Ann@x.example", data=folder) == 0
    assert texts(capsys.readouterr().out) == ["account's"]
    file = folder / "out.json"
    assert export(author="g1", data=folder, output=file) == 0
    assert texts(file.read_text()) == ["guest's"]
    assert export(receipt=RECEIPT.hex(), data=folder) == 0
    assert texts(capsys.readouterr().out) == ["guest's"]


def test_nothing_is_erased_before_somebody_says_yes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase_(email="ann@x.example", data=folder) == 0
    said = capsys.readouterr().out
    assert "1 comments" in said
    assert "--yes" in said
    assert export(author="a1", data=folder) == 0
    assert texts(capsys.readouterr().out) == ["account's"]
    assert erase_(email="ann@x.example", yes=True, data=folder) == 0
    assert "were erased" in capsys.readouterr().out
    assert export(author="a1", data=folder) == 2
    assert "nothing is kept" in capsys.readouterr().err


def test_a_receipt_erases_its_comment_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase_(receipt=RECEIPT.hex(), data=folder) == 0
    assert "would be erased" in capsys.readouterr().out
    assert erase_(receipt=RECEIPT.hex(), yes=True, data=folder) == 0
    capsys.readouterr()
    assert export(receipt=RECEIPT.hex(), data=folder) == 0
    assert texts(capsys.readouterr().out) == [None]
    assert export(author="a1", data=folder) == 0


def test_what_cannot_be_done_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(data=folder) == 2
    assert "one of --email" in capsys.readouterr().err
    assert export(email="a@x.example", author="a1", data=folder) == 2
    assert export(receipt="nonsense", data=folder) == 2
    assert "receipt" in capsys.readouterr().err
    assert erase_(author="nobody", yes=True, data=folder) == 2
    assert export(author="a1", data=tmp_path / "nowhere") == 2
    assert DATABASE in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
