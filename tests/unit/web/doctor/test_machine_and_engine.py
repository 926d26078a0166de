"""What the doctor says of the machine and of the engine's files."""

from __future__ import annotations

import os
import stat
from importlib.resources import files
from pathlib import Path

import pytest

from gatepost.web.doctor import engine, machine
from gatepost.web.settings import ServerSettings, Settings, SiteSettings

WEIGHTS = "gatepost.engine.models.weights"


def house(data: Path, **site: str) -> Settings:
    return Settings(
        ServerSettings(data=str(data), engine="fast"),
        sites=(SiteSettings("a", "A", ("https://a.test",), **site),),
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "state"), [(0o700, "ok"), (0o750, "ok"), (0o755, "warn"), (None, "ok")], ids=str
)
def test_the_data_folder(tmp_path: Path, mode: int | None, state: str) -> None:
    data = tmp_path / "data"
    if mode is not None:
        data.mkdir()
        data.chmod(mode)
    (found,) = machine.folder(house(data))
    assert found.state == state
    assert bool(found.mend) == (state != "ok")
    assert data.exists() == (mode is not None)


def test_a_data_folder_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    (found,) = machine.folder(house(tmp_path / "file"))
    assert (found.state, "cannot be written" in found.said) == ("fail", True)
    # As for a user without rights; whoever runs this may have them all.
    monkeypatch.setattr(os, "access", lambda *_: False)
    for data in (tmp_path, tmp_path / "not" / "there"):
        (found,) = machine.folder(house(data))
        assert found.state == "fail"
        assert found.mend


@pytest.mark.parametrize(("free", "state"), [(10**11, "ok"), (10**9, "warn"), (10**8, "fail")])
def test_room_on_the_disk(tmp_path: Path, free: int, state: str) -> None:
    (found,) = machine.disk(house(tmp_path / "later"), free)
    assert found.state == state
    (real,) = machine.disk(house(tmp_path / "later"))
    assert "MiB free" in real.said


@pytest.mark.parametrize(
    ("limits", "state"),
    [((1024, 65_536), "ok"), ((1024, -1), "ok"), ((1024, 4096), "warn"), ((256, 256), "fail"), (None, None)],
)
def test_open_files(limits: tuple[int, int] | None, state: str | None) -> None:
    (found,) = machine.files(limits)
    assert found.state in ({state} if state else {"ok", "warn", "fail"})


@pytest.mark.parametrize(
    ("site", "state"),
    [
        ({}, "ok"),
        ({"hours": "08:00-22:00", "timezone": "Europe/Istanbul"}, "ok"),
        ({"hours": "08:00-22:00"}, "warn"),
    ],
)
def test_time_zones(tmp_path: Path, site: dict[str, str], state: str) -> None:
    (found,) = machine.zones(house(tmp_path, **site))
    assert found.state == state


def test_the_shipped_weights_have_their_digests() -> None:
    """After another model: sha256sum encoder.* fast.safetensors language.safetensors > SHA256SUMS."""
    (found,) = engine.digests()
    assert found.state == "ok", found.said
    folder = files(WEIGHTS)
    listed = {line.split("  ")[1] for line in (folder / engine.SUMS).read_text().splitlines()}
    assert listed == {one.name for one in folder.iterdir() if not one.name.startswith("__")} - {engine.SUMS}


def test_damaged_and_missing_weights_are_named(tmp_path: Path) -> None:
    folder = files(WEIGHTS)
    (tmp_path / engine.SUMS).write_bytes((folder / engine.SUMS).read_bytes())
    for name in ("fast.safetensors", "language.safetensors"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "fast.safetensors").chmod(stat.S_IRUSR | stat.S_IWUSR)
    with (tmp_path / "fast.safetensors").open("r+b") as file:
        file.write(b"\0")
    (found,) = engine.digests(tmp_path)
    assert found.state == "fail"
    assert "fast.safetensors is not the shipped one" in found.said
    assert "encoder.onnx is missing" in found.said
    assert "language" not in found.said
    (found,) = engine.digests(tmp_path / "nothing")
    assert found.state == "fail"


def test_the_engine_loads_or_says_why_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = engine.loads(house(tmp_path))
    assert found.state == "ok"
    assert "fast" in found.said
    rules = tmp_path / "rules.toml"
    rules.write_text('name = "x"\n')
    (found,) = engine.loads(Settings(ServerSettings(engine="fast", guidelines=str(rules))))
    assert (found.state, "guidelines" in found.said) == ("fail", True)

    def broken(_: Settings) -> None:
        raise ValueError("what a file holds")

    monkeypatch.setattr(engine, "load_engine", broken)
    (found,) = engine.loads(house(tmp_path))
    assert (found.state, "what a file holds" in found.said) == ("fail", False)
