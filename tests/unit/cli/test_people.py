"""`gatepost user`: invite, role, disable, enable, link, in the data folder itself."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from gatepost.cli import accounts as cli


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert cli.add_user("Ann", role="admin", password_stdin=True, data=tmp_path) == 0
    return tmp_path


def test_people_come_change_and_go(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invite_user("Cem", role="editor", data=folder) == 0
    assert "/desk/invitation?token=" in capsys.readouterr().out
    assert cli.invite_user("Cem", data=folder) == 2
    assert "already, or an open invitation" in capsys.readouterr().err
    for step in (
        cli.change_role("Ann", "editor", data=folder),
        cli.disable_user("Ann", data=folder),
    ):
        assert step == 2
    assert capsys.readouterr().err.count("last admin") == 2
    assert cli.disable_user("Nobody", data=folder) == 2
    assert "gatepost user list" in capsys.readouterr().err


def test_who_is_shut_out_gets_no_link(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert cli.add_user("Bob", password_stdin=True, data=folder) == 0
    assert cli.change_role("Bob", "auditor", data=folder) == 0
    assert cli.disable_user("Bob", data=folder) == 0
    capsys.readouterr()
    assert cli.list_users(data=folder) == 0
    assert "Bob\tauditor\tshut out" in capsys.readouterr().out
    assert cli.sign_in_link("Bob", data=folder) == 2
    assert "gatepost user enable" in capsys.readouterr().err
    assert cli.enable_user("Bob", data=folder) == 0
    assert cli.sign_in_link("Bob", data=folder) == 0
