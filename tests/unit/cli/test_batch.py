"""`gatepost batch` as a newsroom runs it, and the same verdicts as `gatepost screen` to the bit."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet
from tests.golden.record import comments

from gatepost.engine.numbers import CLAUSES

GATEPOST = [sys.executable, "-c", "from gatepost.cli import main; main()"]


def gatepost(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*GATEPOST, *map(str, arguments)], capture_output=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    rows = [{"id": one["id"], "text": one["text"], "note": one["note"]} for one in comments()]
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "in.parquet", row_group_size=100)
    return folder


@pytest.fixture(scope="module")
def screened(golden: Path) -> bytes:
    done = gatepost("screen", golden / "in.csv", "-o", golden / "screened.csv", "--keep", "--engine", "fast")
    assert done.returncode == 0, done.stderr
    return (golden / "screened.csv").read_bytes()


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ("in.csv", ["-p", "2", "--rows", "37"]),
        ("in.csv", ["-p", "1"]),
        ("in.parquet", ["-p", "1", "--rows", "250"]),
        ("in.parquet", ["-p", "2", "--rows", "10"]),
    ],
)
def test_the_golden_comments_come_out_as_from_screen(
    golden: Path, screened: bytes, tmp_path: Path, source: str, options: list[str]
) -> None:
    done = gatepost("batch", golden / source, tmp_path / "out.csv", "--engine", "fast", *options)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.csv").read_bytes() == screened
    told = done.stdout.decode()
    assert "files       1 of 1 screened" in told
    assert f"comments    {len(comments())} in " in told
    assert "outcomes    approve " in told
    assert b"\x1b" not in done.stderr + done.stdout


def test_the_encoder_says_the_same_in_two_processes(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *[[one["text"]] for one in comments()[::12]]])
    gatepost("screen", table, "-o", tmp_path / "screened.csv")
    done = gatepost("batch", table, tmp_path / "out.csv", "-p", "2", "--rows", "8")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "screened.csv").read_bytes()


def test_parquet_holds_the_lines_of_screen(golden: Path, tmp_path: Path) -> None:
    lines = [
        json.loads(line)
        for line in gatepost("screen", golden / "in.csv", "--engine", "fast").stdout.decode().splitlines()
    ]
    gatepost("batch", golden / "in.csv", tmp_path / "out", "--engine", "fast", "--to", "parquet", "-p", "1")
    rows = parquet.read_table(tmp_path / "out/in.parquet").to_pylist()
    for row, line in zip(rows, lines, strict=True):
        probabilities = {clause: row[clause] for clause in CLAUSES}
        assert {name: row[name] for name in line if name != "probabilities"} | {
            "probabilities": probabilities
        } == line


def test_a_second_run_takes_up_where_the_first_ended(golden: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_bytes(b"text\nThank you.\n")
    (folder / "b.csv").write_bytes(b"words\nThank you.\n")
    (folder / "c.csv").write_bytes(b"text\nBye.\n\xff\n")
    order = ["batch", folder, tmp_path / "out", "--engine", "fast", "-p", "1"]
    first = gatepost(*order)
    assert first.returncode == 1
    assert b"b.csv: the header needs exactly one column `text`; it has: words" in first.stderr
    assert b"1 comments could not be screened" in first.stderr
    assert b"2 of 3 screened, 1 failed" in first.stdout
    assert b"errors      not-unicode 1" in first.stdout
    (folder / "b.csv").write_bytes(b"text\nThank you.\n")
    second = gatepost(*order)
    assert b"1 of 3 screened, 2 finished before" in second.stdout
    assert second.returncode == 0


def test_columns_by_name(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"key,body,votes\nk1,Thank you.,5\n")
    order = ["batch", tmp_path / "in.csv", tmp_path / "out.csv", "--engine", "fast", "-p", "1"]
    for keep, kept in (
        ([], ["input.votes"]),
        (["--keep", "none"], []),
        (["--keep", "all"], ["input.body", "input.votes"]),
        (["--keep", "votes, key"], ["input.votes", "input.key"]),
    ):
        done = gatepost(*order, "--text", "body", "--id", "key", *keep)
        assert done.returncode == 0, done.stderr
        with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        assert row["id"] == "k1"
        assert [name for name in row if name.startswith("input.")] == kept


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-p", "0"], "--processes is 0"),
        (["--rows", "0"], "--rows is 0"),
        (["--runtime-env", "x.yaml"], "give its address with --ray"),
        (["--guidelines", "missing.toml"], "missing.toml: cannot be read"),
        (["--to", "csv"], "another format than --to csv"),
    ],
)
def test_wrong_use_is_told_with_status_2(tmp_path: Path, options: list[str], told: str) -> None:
    (tmp_path / "in.csv").write_bytes(b"text\nThank you.\n")
    done = gatepost("batch", tmp_path / "in.csv", tmp_path / "out.parquet", *options)
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert not (tmp_path / "out.parquet").exists()


def test_without_ray_the_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"text\nThank you.\n")
    code = "import sys; sys.modules['ray'] = None; from gatepost.cli import main; main()"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            code,
            "batch",
            str(tmp_path / "in.csv"),
            str(tmp_path / "out"),
            "--ray",
            "auto",
        ],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"pip install 'gatepost[ray]'" in done.stderr
