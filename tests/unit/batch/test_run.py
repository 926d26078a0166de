"""A run over files: what comes out, what is left alone the second time, and what a bad file costs."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from gatepost import Engine
from gatepost.batch import manifest, one_file
from gatepost.batch.columns import Wanted
from gatepost.batch.crew import Here
from gatepost.batch.job import Job, Versions, versions
from gatepost.batch.one_file import Finished, OutputError
from gatepost.batch.plan import plan
from gatepost.batch.run import run, run_whole
from gatepost.batch.writing import open_target

TEXTS = ["Thank you.", "You fucking idiot", None, "Spas ji bo nûçeyê."]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load(kind="fast")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        table = pyarrow.table({"id": range(40), "text": TEXTS * 10, "from": [name] * 40})
        parquet.write_table(table, folder / f"{name}.parquet", row_group_size=7)
    return folder


def screened(
    engine: Engine, given: Path | str, out: Path, job: Job | None = None, by: Versions | None = None
) -> list[Finished]:
    asked = job or Job.of(kind="fast", batch=9)
    return list(run(plan(str(given), out), asked, by or versions(engine, asked), Here(asked, engine)))


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_every_file_gets_its_own(engine: Engine, archive: Path, tmp_path: Path) -> None:
    done = screened(engine, archive, tmp_path / "out")
    assert [(one.task.name, one.wrong, one.before) for one in done] == [
        ("a.parquet", "", False),
        ("b.parquet", "", False),
    ]
    assert done[0].figures.rows == 40
    assert done[0].figures.errors == {"text-missing": 10}
    assert sum(done[0].figures.outcomes.values()) == 30
    assert done[0].figures.languages["kmr"] == 10
    table = parquet.read_table(tmp_path / "out/b.parquet")
    assert table["id"].to_pylist() == list(range(40))
    assert set(table["input.from"].to_pylist()) == {"b"}
    assert names(tmp_path / "out") == [
        ".a.parquet.gatepost.json", ".b.parquet.gatepost.json", "a.parquet", "b.parquet",
    ]  # fmt: skip


def test_what_is_finished_is_left_alone(engine: Engine, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    screened(engine, archive, out)
    stamp = (out / "a.parquet").stat().st_mtime_ns
    os.utime(archive / "a.parquet", ns=(1, 1))  # touched, and the same
    again = screened(engine, archive, out)
    assert [one.before for one in again] == [True, True]
    assert again[0].figures.rows == 40
    assert (out / "a.parquet").stat().st_mtime_ns == stamp


@pytest.mark.parametrize(
    "change", ["input", "engine", "guidelines", "column", "language", "output", "manifest"]
)
def test_any_change_starts_that_file_anew(engine: Engine, archive: Path, tmp_path: Path, change: str) -> None:
    out = tmp_path / "out"
    by = versions(engine, Job.of())
    job = Job.of(kind="fast", batch=9)
    screened(engine, archive, out, job, by)
    if change == "input":
        raw = bytearray((archive / "a.parquet").read_bytes())
        at = raw.index(b"Thank you.")
        raw[at : at + 5] = b"Think"
        (archive / "a.parquet").write_bytes(raw)
        os.utime(archive / "a.parquet", ns=(1, 1))
    elif change == "output":
        (out / "a.parquet").write_bytes(b"half")
    elif change == "manifest":
        manifest.path_of(out / "a.parquet").write_bytes(b"{}")
    elif change == "engine":
        by = Versions("another", by.guidelines)
    elif change == "guidelines":
        by = Versions(by.engine, "another")
    elif change == "column":
        job = Job.of(kind="fast", wanted=Wanted(keep=()))
    elif change == "language":
        job = Job.of(kind="fast", language="tr")
    again = screened(engine, archive, out, job, by)
    only = change in ("input", "output", "manifest")
    assert [one.before for one in again] == [False, only]


def test_bad_files_are_named_and_the_rest_goes_on(engine: Engine, archive: Path, tmp_path: Path) -> None:
    whole = (archive / "a.parquet").read_bytes()
    (archive / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    damaged = bytearray(whole)
    damaged[100:300] = b"\xff" * 200
    (archive / "damaged.parquet").write_bytes(damaged)
    parquet.write_table(pyarrow.table({"words": ["x"]}), archive / "other.parquet")
    (archive / "empty.csv").touch()
    (archive / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    done = {one.task.name: one.wrong for one in screened(engine, archive, tmp_path / "out")}
    assert done["a.parquet"] == done["b.parquet"] == ""
    assert "not a Parquet file" in done["cut.parquet"]
    assert "cannot be read on after row" in done["damaged.parquet"]
    assert "no column `text`; it has: words" in done["other.parquet"]
    assert "exactly one column `text`" in done["empty.csv"]
    assert [name for name in names(tmp_path / "out") if not name.startswith(".")] == [
        "a.parquet",
        "b.parquet",
    ]
    assert not [name for name in names(tmp_path / "out") if name.endswith(".part")]


CSV = {
    "plain": b"id,text,note\n1,Thank you.,x\n2,Bye.,y\n",
    "semicolons, mark, CRLF": b"\xef\xbb\xbfid;text;note\r\n1;Thank you.;x\r\n2;Bye.;y\r\n",
    "tabs, no newline at the end": b"id\ttext\tnote\n1\tThank you.\tx\n2\tBye.\ty",
    "quoted, blank at the end": b'"id","text","note"\n"1","Thank you.","x"\n2,"Bye.",y\n\n\n',
}


@pytest.mark.parametrize("content", CSV.values(), ids=CSV.keys())
def test_csv_as_programs_write_it(engine: Engine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    (done,) = screened(engine, tmp_path / "in.csv", tmp_path / "out.parquet")
    assert done.wrong == ""
    table = parquet.read_table(tmp_path / "out.parquet")
    assert table.select(["id", "input.note", "outcome"]).to_pydict() == {
        "id": ["1", "2"],
        "input.note": ["x", "y"],
        "outcome": ["approve", "approve"],
    }


def test_bad_lines_are_answered_in_their_place(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(
        b"id,text,note\n1,Thank you.,n\n2,caf\xe9,n\n3,one,n,more\n\n4\n"
        b'5,"Bye "now,n\n6,Bye.,caf\xe9\n7,Hm.,n'
    )
    (done,) = screened(engine, tmp_path / "in.csv", tmp_path / "out.csv")
    assert done.figures.errors == {"invalid-line": 3, "not-unicode": 2, "text-missing": 1}
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["error_code"]) for row in rows] == [
        ("1", ""), ("2", "not-unicode"), ("3", "invalid-line"), ("", "invalid-line"), ("4", "text-missing"),
        ("", "invalid-line"), ("6", "not-unicode"), ("7", ""),
    ]  # fmt: skip
    assert rows[1]["input.note"] == "n"


def test_latin_1_as_a_whole_is_told_by_its_header(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("id,text,Übersicht\n1,Danke.,x\n".encode("latin-1"))
    (done,) = screened(engine, tmp_path / "in.csv", tmp_path / "out.csv")
    assert "save the file as UTF-8" in done.wrong


def test_tables_without_rows(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_bytes(b"id,text\n")
    parquet.write_table(pyarrow.table({"text": pyarrow.array([], pyarrow.string())}), folder / "b.parquet")
    done = screened(engine, folder, tmp_path / "out")
    assert [(one.wrong, one.figures.rows) for one in done] == [("", 0), ("", 0)]
    assert parquet.read_table(tmp_path / "out/b.parquet").num_rows == 0
    assert (tmp_path / "out/a.csv").read_text("utf-8").startswith("id,outcome,")


def test_long_cells_make_small_pieces(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.batch.reading.MOST_CHARACTERS", 10)
    (tmp_path / "in.csv").write_text("text\n" + "Thank you very much.\n" * 5, "utf-8")
    (done,) = screened(engine, tmp_path / "in.csv", tmp_path / "out.csv")
    assert done.figures.rows == 5


class Counting(Here):
    """Counts how much is in flight."""

    def __init__(self, job: Job, engine: Engine, size: int) -> None:
        super().__init__(job, engine)
        self.size = size
        self.open = self.most = 0

    def submit(self, call, *args, **named):  # type: ignore[no-untyped-def]
        later = super().submit(call, *args, **named)
        self.open += 1
        self.most = max(self.most, self.open)
        work = later.work

        def counted() -> object:
            self.open -= 1
            return work()

        later.work = counted
        return later


def test_no_more_is_read_than_keeps_the_processes_busy(engine: Engine, archive: Path, tmp_path: Path) -> None:
    job = Job.of(kind="fast", batch=1)
    crew = Counting(job, engine, 2)
    list(run(plan(str(archive), tmp_path / "out"), job, versions(engine, job), crew))
    assert crew.most == 3 * 2 + 1


def test_a_file_that_changes_meanwhile_is_not_called_finished(
    engine: Engine, archive: Path, tmp_path: Path
) -> None:
    job = Job.of(kind="fast", batch=9)
    by = versions(engine, job)

    def grow(*_: int) -> None:
        with (archive / "a.parquet").open("ab") as file:
            file.write(b"x")

    done = list(run(plan(str(archive / "a.parquet"), tmp_path / "out"), job, by, Here(job, engine), grow))
    assert [one.wrong for one in done] == ["the file changed while it was read; run this again"]
    assert names(tmp_path / "out") == []


def test_a_run_that_is_ended_leaves_no_half_file(engine: Engine, archive: Path, tmp_path: Path) -> None:
    job = Job.of(kind="fast", batch=9)
    ticks = iter(range(3))

    def interrupt(*_: int) -> None:
        if next(ticks, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(
            run(
                plan(str(archive), tmp_path / "out"), job, versions(engine, job), Here(job, engine), interrupt
            )
        )
    assert names(tmp_path / "out") == []
    assert [one.before for one in screened(engine, archive, tmp_path / "out", job)] == [False, False]


def test_an_output_that_cannot_be_written_ends_the_run(engine: Engine, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file where the folder should be")
    with pytest.raises(OutputError, match="cannot be written"):
        screened(engine, archive, tmp_path / "out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_ends_the_run(
    engine: Engine, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        one_file, "open_target", lambda _, ending, schema: open_target(Path("/dev/full"), ending, schema)
    )
    with pytest.raises(OutputError, match="No space left"):
        screened(engine, archive, tmp_path / "out")
    assert names(tmp_path / "out") == []


def test_whole_files_come_out_the_same(engine: Engine, archive: Path, tmp_path: Path) -> None:
    (archive / "c.csv").write_bytes(b"words\nx\n")
    screened(engine, archive, tmp_path / "rows")
    job = Job.of(kind="fast", batch=13)
    tasks = plan(str(archive), tmp_path / "files")
    done = list(run_whole(tasks, job, versions(engine, job), Here(job, engine)))
    assert [one.wrong == "" for one in done] == [True, True, False]
    for name in ("a.parquet", "b.parquet"):
        assert parquet.read_table(tmp_path / "files" / name).equals(
            parquet.read_table(tmp_path / "rows" / name)
        )


def test_a_manifest_says_what_was_made(engine: Engine, archive: Path, tmp_path: Path) -> None:
    screened(engine, archive, tmp_path / "out")
    said = json.loads(manifest.path_of(tmp_path / "out/a.parquet").read_bytes())
    assert said["engine"] == engine.version
    assert said["guidelines"] == engine.guidelines.version
    assert said["input"]["bytes"] == (archive / "a.parquet").stat().st_size
    assert len(said["input"]["sha256"]) == 64
    assert said["written"] == (tmp_path / "out/a.parquet").stat().st_size
    assert said["figures"]["rows"] == 40
