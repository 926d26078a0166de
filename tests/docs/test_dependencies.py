"""What we depend on: pinned, listed in sbom.json with an allowed licence, nothing at the reader's side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools import audit, sbom

ROOT = Path(__file__).parents[2]
SUMMARY = ("one==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:aa\n    # via -r runtime.in\n"
           "two==2 \\\n    --hash=sha256:bb\n    # via\n    #   -r runtime.in\n    #   one\n")  # fmt: skip


def test_the_list_is_up_to_date() -> None:
    """After another pin: python -m tools.sbom; it says which licences are to be read."""
    assert sbom.FILE.read_text("utf-8") == sbom.written()


def test_it_names_every_package_and_no_registry() -> None:
    text = sbom.FILE.read_text("utf-8")
    assert "://" not in text
    made = json.loads(text)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(refs) == len(set(refs))
    assert all(one["licenses"] for one in made["components"])
    pinned = sbom.packages((ROOT / "requirements/runtime.txt").read_text("utf-8"))
    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} <= set(refs)
    told = {one["ref"] for one in made["dependencies"]}
    assert all(set(one["dependsOn"]) <= set(refs) for one in made["dependencies"])
    assert made["metadata"]["component"]["bom-ref"] in told


def test_everything_is_pinned_by_hash() -> None:
    assert audit.loose() == []


def test_a_requirement_that_is_loose_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements").mkdir()
    file = tmp_path / "requirements/a.txt"
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    file.write_text(SUMMARY)
    assert audit.loose() == []
    for loose in ("three==3", "three>=3 \\\n    --hash=sha256:cc", "--index-url https://a.test/", "-i x"):
        file.write_text(SUMMARY + loose + "\n")
        assert audit.loose(), loose


def test_pins_are_read() -> None:
    assert sbom.packages(SUMMARY) == {
        ("one", "1.0"): {"marker": "sys_platform == 'win32'", "hashes": 1, "via": [""]},
        ("two", "2"): {"marker": "", "hashes": 1, "via": ["", "one"]},
    }


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MPL-1.1 OR GPL-2.0-only", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("BSD-3-Clause AND MIT", True),
        ("MIT AND (GPL-2.0-only OR MIT)", False),
        ("Business-Source", False),
    ],
)
def test_licences(expression: str, allowed: bool) -> None:
    assert sbom.is_allowed(expression) is allowed
