"""`gatepost doctor` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatepost.cli.doctor import doctor
from gatepost.web.doctor import rounds
from gatepost.web.doctor.rounds import examine
from gatepost.web.settings import ServerSettings, Settings

FILE = """
[server]
engine = "fast"
base_url = "{base_url}"
trusted_proxies = ["127.0.0.1"]
[[sites]]
id = "a"
name = "A"
origins = ["https://www.a.test"]
"""


@pytest.mark.parametrize(
    ("base_url", "status"), [("https://comments.a.test", 0), ("https://www.a.test", 1), ("http://a.test", 2)]
)
def test_the_exit_status_is_that_of_the_worst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], base_url: str, status: int
) -> None:
    (tmp_path / "gatepost.toml").write_text(FILE.format(base_url=base_url))
    assert doctor(config=tmp_path / "gatepost.toml") == status
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ok    settings: ")
    told = {"ok": 0, "warn": 1, "fail": 2}
    assert max(told[line.split()[0]] for line in lines) == status
    assert [line.split()[1] for line in lines][:3] == ["settings:", "base_url:", "origins:"]
    assert not (tmp_path / "gatepost-data").exists()


def test_json_is_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gatepost.toml").write_text(FILE.format(base_url="http://a.test"))
    assert doctor(config=tmp_path / "gatepost.toml", as_json=True) == 2
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(set(one) == {"check", "state", "said", "mend"} for one in found)
    names = {one["check"] for one in found}
    assert names >= {
        "settings", "base_url", "origins", "trusted_proxies", "secrets", "file-modes", "data-folder", "disk",
        "open-files", "time-zone", "models", "engine", "database", "mail", "oidc", "sso-keys",
    }  # fmt: skip


def test_wrong_settings_are_told_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gatepost.toml").write_text(
        '[server]\nprot = 1\n[[sites]]\nid = "a"\nname = "A"\norigins = []\n'
    )
    assert doctor(config=tmp_path / "gatepost.toml") == 2
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("fail  settings: ") for line in lines)
    assert "Did you mean 'port'?" in lines[0]


async def test_a_check_that_breaks_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("s3cret")

    monkeypatch.setattr(rounds.configuration, "secrets", broken)
    monkeypatch.setattr(rounds.outside, "mail", broken)
    found = [one async for one in examine(Settings(ServerSettings(data=str(tmp_path), engine="fast")))]
    failed = [one for one in found if one.state == "fail"]
    assert [one.check for one in failed if "itself failed" in one.said] == ["secrets", "mail"]
    assert "s3cret" not in str(found)
    assert found[-1].check == "sso-keys"
