"""Which file goes where is settled before anything is screened, and nothing is ever written over comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatepost.batch.plan import Format, PlanError, plan


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for name in (
        "2024/jan.parquet", "2024/feb.parquet", "2025/jan.CSV", "_SUCCESS", "notes.txt",
        ".x.parquet", "_tmp/a.csv",
    ):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def went(given: Path | str, out: Path, to: Format | None = None) -> dict[str, str]:
    return {task.name: str(task.target.relative_to(out.parent)) for task in plan(str(given), out, to)}


def test_a_folder_keeps_its_folders(archive: Path, tmp_path: Path) -> None:
    assert went(archive, tmp_path / "out") == {
        "2024/feb.parquet": "out/2024/feb.parquet",
        "2024/jan.parquet": "out/2024/jan.parquet",
        "2025/jan.CSV": "out/2025/jan.CSV",
    }
    assert went(archive, tmp_path / "out", "parquet")["2025/jan.CSV"] == "out/2025/jan.parquet"


def test_a_pattern_keeps_what_stands_below_its_first_wildcard(archive: Path, tmp_path: Path) -> None:
    assert went(archive / "*/jan.*", tmp_path / "out") == {
        "2024/jan.parquet": "out/2024/jan.parquet",
        "2025/jan.CSV": "out/2025/jan.CSV",
    }
    assert went(archive / "2024/*.parquet", tmp_path / "out") == {
        "feb.parquet": "out/feb.parquet",
        "jan.parquet": "out/jan.parquet",
    }


def test_a_file_goes_into_a_file_or_a_folder(archive: Path, tmp_path: Path) -> None:
    one = archive / "2024/jan.parquet"
    assert went(one, tmp_path / "jan.csv") == {"jan.parquet": "jan.csv"}
    assert went(one, tmp_path / "out") == {"jan.parquet": "out/jan.parquet"}


def test_what_an_earlier_run_wrote_is_not_read(archive: Path) -> None:
    (archive / "out").mkdir()
    (archive / "out/old.csv").touch()
    assert "out/old.csv" not in {task.name for task in plan(str(archive), archive / "out")}


def test_verdicts_may_go_above_the_comments(archive: Path) -> None:
    assert len(plan(str(archive / "2024"), archive.parent)) == 2


@pytest.mark.parametrize(
    ("given", "out", "to", "told"),
    [
        ("in", "in", None, "would overwrite comments"),
        ("in/2024/jan.parquet", "in/2024/jan.parquet", None, "would overwrite comments"),
        ("in/2024/jan.parquet", "in/2024", None, "would overwrite comments"),
        ("in", "out.csv", None, "go into a folder"),
        ("in/notes.txt", "out", None, "ends in .csv or .parquet"),
        ("in/2024/jan.parquet", "out.parquet", "csv", "another format than --to csv"),
        ("none", "out", None, "no such file or folder"),
        ("none/*.csv", "out", None, "no such file or folder"),
        ("in/*.txt", "out", None, "no file here ends in"),
    ],
)
def test_what_cannot_be_is_told(
    archive: Path, tmp_path: Path, given: str, out: str, to: Format | None, told: str
) -> None:
    with pytest.raises(PlanError, match=told):
        plan(str(tmp_path / given), tmp_path / out, to)


def test_two_files_never_share_an_output(archive: Path, tmp_path: Path) -> None:
    (archive / "2024/jan.csv").touch()
    with pytest.raises(PlanError, match=r"2024/jan.csv and 2024/jan.parquet would both go into"):
        plan(str(archive), tmp_path / "out", "csv")
