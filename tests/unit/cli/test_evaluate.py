from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from gatepost.cli.evaluate import evaluate

ROWS = [
    {"text": "Thank you for this report.", "bad": 0, "desk": "city"},
    {"text": "You are a stupid idiot.", "bad": 1, "desk": "city"},
    {"text": "I will kill you.", "bad": 1, "desk": "sport"},
    {"text": "Teşekkürler, güzel haber.", "bad": 0, "desk": "sport"},
    {"text": "no label here"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    return path


def test_measures_are_shown_and_written(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.json"
    assert evaluate(file, label="bad", slice_=("desk",), out=out) == 0
    shown = capsys.readouterr().out
    for word in ("AUC", "wrong approvals", "calibration error", "desk", "1 without a label", "encoder@"):
        assert word in shown
    report = json.loads(out.read_bytes())
    assert report["overall"]["rows"] == 4
    assert report["overall"]["auc"]["value"] == 1.0
    assert set(report["by_slice"]["desk"]) == {"city", "sport"}


def test_a_page_with_plots_says_how_to_measure_again(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, data = tmp_path / "report.html", tmp_path / "report.json"
    assert (
        evaluate(file, label="bad", score="threat, abuse", at=0.5, cluster="desk", out=data, html=page) == 0
    )
    shown = capsys.readouterr().out
    assert "macro-F1 at 0.5" in shown
    assert "ranked by threat,abuse" in shown
    assert "same desk" in shown
    source = json.loads(data.read_bytes())["source"]
    assert source["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert source["command"] == (
        f"gatepost evaluate {file} --label bad --cluster desk --score threat,abuse --at 0.5"
    )
    written = page.read_text()
    assert source["sha256"] in written
    assert "<svg" in written
    other = tmp_path / "other.html"
    assert evaluate(file, label="bad", score="threat,abuse", at=0.5, cluster="desk", out=other) == 0
    assert other.read_text() == written


def test_names_in_the_data_are_no_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"text": "Thank you.", "bad": 0, "desk": "[red]x[/"}), "utf-8")
    assert evaluate(path, label="bad", slice_=("desk",)) == 0
    assert "[red]x[/" in capsys.readouterr().out


def test_a_value_that_no_row_has_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(file, label="bad", positive="yes") == 0
    said = capsys.readouterr().err
    assert "no row says bad = yes" in said
    assert "0 (2), 1 (2)" in said
    assert "--positive" in said
    assert evaluate(file, label="bad") == 0
    assert not capsys.readouterr().err


def test_many_slices_are_shown_without_breaking_a_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [{"text": "Thank you.", "bad": 0, "desk": f"desk {number}"} for number in range(7)]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert evaluate(path, label="bad", slice_=("desk",)) == 0
    shown = capsys.readouterr().out
    assert all(f"desk {number} (1, 0" in shown for number in range(7))
    assert "0.000 [0.000, " in shown
    assert all(line.count("[") == line.count("]") for line in shown.splitlines())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"label": "nothing"}, "--label"),
        ({"label": "bad", "score": "nonsense"}, "--score"),
        ({"label": "bad", "score": "threat,"}, "--score"),
        ({"label": "bad", "at": 7}, "--at"),
        ({"label": "bad", "out": Path("report.txt")}, ".json or .html"),
    ],
)
def test_wrong_use_is_explained(
    file: Path, options: dict[str, object], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(file, **options) == 2
    assert said in capsys.readouterr().err


def test_wrong_files_are_named(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(tmp_path / "none.jsonl", label="bad") == 2
    assert "none.jsonl" in capsys.readouterr().err
    assert evaluate(file, label="bad", out=tmp_path / "no" / "such" / "folder.json") == 2
    assert "folder.json" in capsys.readouterr().err
    assert evaluate(file, label="bad", html=file) == 2
    assert "overwrite the comments" in capsys.readouterr().err
    assert evaluate(file, label="bad", guidelines=tmp_path / "none.toml") == 2
