from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publishers import Publisher, html, page, publishing

from gatepost.cli.article import article

WORDS = "The council opened the bridge over the river on Monday, two years later than it had promised to do."


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher in a thread of its own, as the command runs an event loop of its own."""
    ready, loop, made = threading.Event(), asyncio.new_event_loop(), list[Publisher]()
    stop = asyncio.Event()

    async def serve() -> None:
        async with publishing() as one:
            made.append(one)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(30)
    yield made[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)
    loop.close()


def config(folder: Path, origin: str, more: str = "") -> Path:
    file = folder / "gatepost.toml"
    file.write_text(
        '[pages]\nprivate_addresses = ["127.0.0.1"]\n'
        f'[[sites]]\nid = "x"\nname = "X"\norigins = ["{origin}"]\n{more}'
    )
    return file


def test_the_editor_sees_what_is_read(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.answers["/a"] = html(
        page("A bridge", WORDS, WORDS.replace("bridge", "school"), author="Ann Example")
    )
    file = config(tmp_path, publisher.origin, "read_pages = true\n")
    assert article(f"{publisher.origin}/a", config=file) == 0
    said = capsys.readouterr()
    assert "title    A bridge" in said.out
    assert "authors  Ann Example" in said.out
    assert WORDS in said.out
    assert said.err == ""
    assert article(f"{publisher.origin}/a", config=file, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["authors"] == ["Ann Example"]


def test_the_editor_is_told_why_a_page_cannot_be_read(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = config(tmp_path, publisher.origin)
    assert article(f"{publisher.origin}/missing", config=file) == 1
    said = capsys.readouterr().err
    assert "status-404" in said
    assert "read_pages = true" in said
    assert article("https://other.example/a", config=file) == 2
    assert "is no origin of a site" in capsys.readouterr().err
    assert article("not an address") == 2
    monkeypatch.chdir(tmp_path / "..")
    assert article(f"{publisher.origin}/a") == 1
    assert "private_addresses" in capsys.readouterr().err
