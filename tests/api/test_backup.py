"""The restore, rehearsed: a backup under load, put back elsewhere, verified, and served again."""

from __future__ import annotations

import asyncio
import secrets
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.gatepost_here import ARTICLE, LiveServer, settings_in
from tests.api.stub_engine import StubEngine, load_stub
from tests.houses import until

from gatepost.cli.backup import backup, restore
from gatepost.cli.db import check, erasures
from gatepost.conversation.erase import erase
from gatepost.conversation.readers.erase import erase_reader
from gatepost.conversation.settle import settle
from gatepost.conversation.withdraw import withdraw
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.web.composition import DATABASE, running

CLIENTS = 4


class Load:
    """Clients that post without a pause, and what was acknowledged to them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.acknowledged: dict[str, str] = {}
        self.stopping = False

    async def post(self, client: httpx.AsyncClient, text: str) -> dict[str, Any]:
        body = {"article": {"url": ARTICLE}, "text": text, "author": {"name": "Ann"}}
        answer = await client.post("/api/v1/comments", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        self.acknowledged[made["id"]] = text
        return made

    async def go_on(self) -> None:
        async with httpx.AsyncClient(base_url=self.url) as client:
            while not self.stopping:
                await self.post(client, f"A fair point {secrets.token_hex(8)}.")


async def under_load(load: Load, work: Any) -> set[str]:
    """Do the blocking `work` while clients post; what they had been acknowledged before it began."""
    clients = [asyncio.create_task(load.go_on()) for _ in range(CLIENTS)]
    await until(lambda: len(load.acknowledged) >= 40)
    before = set(load.acknowledged)
    assert await asyncio.to_thread(work) == 0
    after = len(load.acknowledged)
    await until(lambda: len(load.acknowledged) >= after + 10)
    load.stopping = True
    await asyncio.gather(*clients)
    return before


def test_a_backup_made_under_load_is_put_back_and_served(
    live: LiveServer, tmp_path: Path, engine: StubEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    load, file = Load(live.url), tmp_path / "kept" / "monday.sqlite3"
    file.parent.mkdir()
    before = asyncio.run(under_load(load, lambda: backup(file, data=live.folder)))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    said = capsys.readouterr().out
    assert "comments" in said
    assert ("checkpoint.key" in said) == (live.folder / "checkpoint.key").is_file()

    # Since the backup: one comment is erased, one withdrawn, and a reader with everything.
    gone = sorted(before)[:3]
    asyncio.run(since_then(live, load, gone))
    lists = tmp_path / "kept" / "erasures.jsonl"
    assert erasures(data=live.folder, output=lists) == 0
    assert len(lists.read_text().splitlines()) == 4  # the reader, and their comment, too

    elsewhere = tmp_path / "elsewhere"
    assert restore(file, data=elsewhere, erasures=[lists]) == 0
    assert "3 comments, 1 readers" in capsys.readouterr().out
    with open_ledger(elsewhere / DATABASE) as ledger:
        assert list(Verification(ledger).damages()) == []
    assert check(data=elsewhere) == 0

    async def serve() -> None:
        async with running(settings_in(elsewhere), load=load_stub(engine)) as service:
            for id_ in before:  # `settle`: what waited is screened again
                comment = await settle(service.house, id_, 30)
                if id_ in gone:
                    assert comment.state.value == ("withdrawn" if id_ == gone[1] else "erased")
                else:
                    assert comment.text == load.acknowledged[id_]

    asyncio.run(serve())


async def since_then(live: LiveServer, load: Load, gone: list[str]) -> None:
    assert live.service is not None
    assert live.loop is not None
    house = live.service.house

    async def there() -> None:
        await erase(house, gone[0], "author")
        await withdraw(house, gone[1])
        author = (await house.find(gone[2])).author
        assert author is not None
        await erase_reader(house, author)

    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), live.loop))
