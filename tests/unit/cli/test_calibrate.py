"""`gatepost calibrate` as it is typed: a guidelines file with limits, or a reason why there is none."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from gatepost.cli.calibrate import calibrate
from gatepost.engine.guidelines import GuidelinesError, load, parse

DAY = date(2026, 11, 26)
KIND = "Thank you for report number {} on the harbour, it was a pleasure to read."
UNKIND = "You are a stupid idiot, number {}."


def rows(path: Path, kind: int, unkind: int, wrong: int = 0) -> Path:
    """A sample; `wrong` of the kind comments carry the label of unkind ones."""
    texts = [(KIND.format(at), int(at < wrong)) for at in range(kind)]
    texts += [(UNKIND.format(at), 1) for at in range(unkind)]
    path.write_text("\n".join(json.dumps({"text": text, "bad": bad}) for text, bad in texts), "utf-8")
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rows(tmp_path_factory.mktemp("sample") / "sample.jsonl", 600, 600)


def run(sample: Path, out: Path, **options: object) -> int:
    asked = {"label": "bad", "uniform_sample": True, "engine": "fast", "day": DAY, **options}
    return calibrate(sample, out=out, **asked)  # type: ignore[arg-type]


def test_limits_are_written_into_guidelines_that_the_engine_reads(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ours.toml"
    assert run(sample, out) == 0
    shown = capsys.readouterr().out
    assert "decided without a person:" in shown
    assert "both bounds hold with 95%" in shown
    automation = load(out).automation
    assert 0 < automation.approve_below <= 1
    assert automation.engine.startswith("gatepost")
    certificate = automation.certificate
    assert certificate["date"] == "2026-11-26"
    assert certificate["sample"] == "sample.jsonl"
    assert len(certificate["sha256"]) == 64
    assert "drawn by chance" in certificate["statement"]
    assert certificate["guidelines"] == load().version


def test_the_same_sample_gives_the_same_file(sample: Path, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}.toml" for name in "abc")
    assert run(sample, first) == 0
    assert run(sample, second) == 0
    assert first.read_bytes() == second.read_bytes()
    assert run(sample, third, guidelines=first) == 0
    assert third.read_bytes() == first.read_bytes(), "limits from before must be replaced, not kept"


def test_rules_that_changed_after_certification_are_refused(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "ours.toml"
    assert run(sample, out) == 0
    changed = out.read_text("utf-8").replace("refer = 0.5", "refer = 0.6", 1)
    assert changed != out.read_text("utf-8")
    with pytest.raises(GuidelinesError, match="run gatepost calibrate again"):
        parse(changed, "ours.toml")


def test_too_few_labels_certify_nothing_and_say_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ours.toml"
    assert run(rows(tmp_path / "few.jsonl", 200, 0), out) == 1
    said = capsys.readouterr()
    assert "at least 366 approvals that are all right" in said.out
    assert "299 if this side stood alone" in said.out
    assert "nothing is certified" in said.err
    assert not out.exists()


def test_a_side_without_proof_is_never_automatic(tmp_path: Path) -> None:
    out = tmp_path / "ours.toml"
    assert run(rows(tmp_path / "kind.jsonl", 700, 0), out) == 0
    table = tomllib.loads(out.read_text("utf-8"))["automation"]
    assert table["reject_from"] == "never"
    assert "nothing certified" in table["certificate"]["rejections"]
    assert load(out).automation.reject_from > 1


def test_wrong_labels_leave_less_to_the_engine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rows(tmp_path / "bad.jsonl", 600, 0, wrong=300), tmp_path / "ours.toml") == 1
    assert "approvals: nothing certified" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"uniform_sample": False}, "--uniform-sample"),
        ({"max_wrong_approvals": "0%"}, "--max-wrong-approvals is '0%'"),
        ({"max_wrong_rejections": "one"}, "--max-wrong-rejections is 'one'"),
        ({"confidence": "100%"}, "--confidence is '100%'"),
        ({"label": "nothing"}, "check --label"),
        ({"guidelines": Path("missing.toml")}, "missing.toml"),
    ],
)
def test_wrong_use_is_explained_and_writes_nothing(
    options: dict[str, object], said: str, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ours.toml"
    assert run(sample, out, **options) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_file_is_not_written_over_unless_asked(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ours.toml"
    out.write_text("mine", "utf-8")
    assert run(sample, out) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text("utf-8") == "mine"
    assert run(sample, out, force=True) == 0
    assert load(out).automation


def test_automation_in_an_odd_place_is_told(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "odd.toml"
    base = tmp_path / "base.toml"
    assert run(sample, base) == 0
    plain = base.read_text("utf-8").split("[automation]")[0]
    odd.write_text("automation.approve_below = 0.5\n" + plain, "utf-8")
    assert run(sample, tmp_path / "ours.toml", guidelines=odd) == 2
    assert "no table of its own" in capsys.readouterr().err
