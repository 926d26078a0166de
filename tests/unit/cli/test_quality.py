"""`gatepost quality export`: from the desk's blind sample to a file that `gatepost calibrate` reads."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.contract.making import add, approval, article, carry, new

from gatepost.cli import app
from gatepost.cli.quality import export_sample
from gatepost.evaluation.datasets import Left, labelled, read_items, says
from gatepost.web.composition import DATABASE, now, open_store
from gatepost.web.settings_file import read_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gatepost.toml").write_text(
        '[server]\ndata = "kept"\n'
        '[[sites]]\nid = "s"\nname = "S"\norigins = ["https://s.example"]\nquality_share = 1\n',
        "utf-8",
    )
    return tmp_path


def prepare(folder: Path, answers: int, comments: int = 3) -> list[str]:
    """Comments that the engine approved two hours ago; the first ones have a second view: reject."""
    settings = read_settings(folder / "gatepost.toml")

    async def work() -> list[str]:
        store = open_store(settings)
        await store.open()
        try:
            await store.ensure_article(article(title="The title", body="The body."))
            made = []
            for number in range(comments):
                at = now() - 7_200_000_000 + number
                comment = new(f"text {number}", submitted_at=at)
                await add(store, comment)
                await carry(store, approval(comment, at=at + 1))
                made.append(comment.id)
            return made
        finally:
            await store.close()

    made = asyncio.run(work())
    assert run(folder) == 1  # draws, and finds nothing to write

    async def judge() -> None:
        store = open_store(settings)
        await store.open()
        for comment in made[:answers]:
            assert await store.figures.answer_sample(comment, "moderator:m", "reject", "threat", now())
        await store.close()

    asyncio.run(judge())
    return made


def run(folder: Path, **more: object) -> int:
    return export_sample(config=folder / "gatepost.toml", **more)  # type: ignore[arg-type]


def test_the_file_is_what_calibrate_reads(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = prepare(folder, answers=2)
    out = folder / "sample.jsonl"
    assert run(folder, out=out) == 0
    rows = list(labelled(read_items(out), "reject", "text", Left()))
    assert [(text, says(value, "1")) for _, text, value in rows] == [("text 0", True), ("text 1", True)]
    first = rows[0][0]
    assert first["id"] == made[0]
    assert first["article"] == {"title": "The title", "body": "The body."}
    told = capsys.readouterr().err
    assert "2 comments, drawn by chance: 100%" in told
    assert "1 drawn comments have no second view yet" in told
    assert run(folder, out=out) == 2
    assert "--force" in capsys.readouterr().err
    assert run(folder, out=out, force=True) == 0


def test_without_a_file_the_lines_go_to_standard_output(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    prepare(folder, answers=1)
    capfdbinary.readouterr()
    assert run(folder, site="s") == 0
    (line,) = capfdbinary.readouterr().out.splitlines()
    assert json.loads(line)["reject"] == 1


def test_what_cannot_be_done_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare(folder, answers=0)
    capsys.readouterr()
    assert run(folder) == 1
    assert "none of the 3 comments drawn has been judged a second time" in capsys.readouterr().err
    assert run(folder, site="t") == 2
    assert "the sites are: s" in capsys.readouterr().err
    assert export_sample(config=folder / "none.toml") == 2
    assert "no such file" in capsys.readouterr().err


def test_days_narrow_the_sample(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare(folder, answers=3)
    capsys.readouterr()
    config = str(folder / "gatepost.toml")
    with pytest.raises(SystemExit) as ended:
        app(["quality", "export", "--config", config, "--from", "2020-01-01", "--to", "2020-01-31"])
    assert ended.value.code == 1
    assert "quality_share" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        app(["quality", "export", "--config", config, "--from", "2020-01-01"])
    assert ended.value.code == 0
    assert (folder / "kept" / DATABASE).is_file()
