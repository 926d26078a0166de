"""deploy/ and Containerfile: figures that exist, rights that are as few as the docs say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from gatepost.web import metrics
from gatepost.web.routes import READER_ROUTES

ROOT = Path(__file__).parents[2]
CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
UNITS = ("gatepost.service", "gatepost-worker@.service")
LEAST = 2.0
"""Exposure as `systemd-analyze security` counts it: 0 the least, 10 the most. Under 2 it says OK."""


def figures() -> dict[str, set[str]]:
    """Name of each time series that /metrics has -> its labels."""
    found: dict[str, set[str]] = {"up": {"job", "instance"}}
    for name in (
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
        "process_max_fds",
    ):
        found[name] = {"job", "instance"}
    for one in vars(metrics).values():
        if not isinstance(one, Counter | Gauge | Histogram):
            continue
        described = next(iter(one.describe()))
        labels = set(one._labelnames)
        if described.type == "histogram":
            found |= {f"{described.name}_{end}": labels for end in ("sum", "count")}
            found[f"{described.name}_bucket"] = labels | {"le"}
        else:
            found[described.name + ("_total" if described.type == "counter" else "")] = labels
    return found


def expressions() -> list[tuple[str, str]]:
    board = json.loads((ROOT / "deploy/grafana/gatepost.json").read_text("utf-8"))
    asked = [(panel["title"], one["expr"]) for panel in board["panels"] for one in panel["targets"]]
    rules = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))
    return asked + [(rule["alert"], rule["expr"]) for group in rules["groups"] for rule in group["rules"]]


@pytest.mark.parametrize(("where", "expression"), expressions(), ids=lambda value: value[:40])
def test_every_figure_that_is_asked_for_exists(where: str, expression: str) -> None:
    known = figures()
    names = re.findall(r"\b((?:gatepost|process)_[a-z_]+|up)\b(?:\{([^}]*)\})?", expression)
    assert names, where
    for name, chosen in names:
        assert name in known, f"{where}: there is no {name}"
        assert set(re.findall(r"(\w+)=", chosen)) <= known[name], f"{where}: {chosen}"
    labels = {label for by in re.findall(r"by \(([^)]*)\)", expression) for label in by.split(", ")}
    assert labels <= set().union(*(known[name] for name, _ in names)), where


def test_panels_do_not_lie_on_each_other_and_rules_say_what_to_do() -> None:
    board = json.loads((ROOT / "deploy/grafana/gatepost.json").read_text("utf-8"))
    cells: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        own = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not own & cells, panel["title"]
        assert at["x"] + at["w"] <= 24
        cells |= own
    rules = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        assert rule["labels"]["severity"] in {"page", "look"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]


def test_signals_and_routes_that_alerts_name_are_ours() -> None:
    text = (ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8")
    source = "\n".join(one.read_text("utf-8") for one in (ROOT / "src/gatepost/conversation").rglob("*.py"))
    for signal in re.findall(r'signal="([a-z-]+)"', text):
        assert f'signal("{signal}")' in source, signal
    paths = {f"/api/v1{path}" for handler in READER_ROUTES for path in handler.paths}  # type: ignore[union-attr]
    assert set(re.findall(r'route="([^"]+)"', text)) <= paths


def steps(stage: str) -> dict[str, list[str]]:
    """What a stage of the container file says, by instruction."""
    found: dict[str, list[str]] = {}
    for line in re.sub(r"\\\n", " ", stage).splitlines():
        word, _, rest = line.strip().partition(" ")
        if word.isupper():
            found.setdefault(word, []).append(rest)
    return found


def test_the_container_has_no_root_no_tools_and_one_place_to_write() -> None:
    building, running = re.split(r"(?m)^FROM ", CONTAINER)[1:]
    said = steps("FROM " + running)
    (user,) = said["USER"]
    assert int(user.split(":")[0]) >= 10_000
    assert said["VOLUME"] == ["/data"]
    assert said["STOPSIGNAL"] == ["SIGTERM"]
    assert "/readyz" in said["HEALTHCHECK"][0]
    assert not re.search(r"pip|venv|gcc|build-essential|hatch|curl", " ".join(said["RUN"]))
    assert said["COPY"] == ["--from=build /opt/gatepost /opt/gatepost"]
    # What comes from others is pinned by hash, and what is ours comes without a look at the network.
    installs = re.findall(r"pip install ([^&\n]*)", re.sub(r"\\\n", " ", building))
    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-deps --no-index" in one for one in installs)
    assert "uninstall" in building
    assert not re.search(r"(?m)^(FROM|ARG BASE=)[^$\n]*[.][a-z]+/", CONTAINER)  # no registry's host


def test_only_what_the_image_is_made_of_reaches_the_builder() -> None:
    lines = [
        line
        for line in (ROOT / ".containerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert lines[0] == "*"
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied = {word for line in steps(CONTAINER)["COPY"] if "--from" not in line for word in line.split()[:-1]}
    assert allowed == copied


class Unit(RawConfigParser):
    """A unit file: keys may come again."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> dict[str, Any]:
    made = Unit(strict=False)
    made.read_string((ROOT / "deploy" / name).read_text("utf-8"))
    return dict(made["Service"])


@pytest.mark.parametrize("name", UNITS)
def test_units_give_no_more_rights_than_needed(name: str) -> None:
    said = unit(name)
    assert said["NoNewPrivileges"] == "yes"
    assert said["ProtectSystem"] == "strict"
    assert said["CapabilityBoundingSet"] == ""
    assert said["User"] not in {"root", "0"}
    assert said["StateDirectoryMode"] == "0700"
    assert "MemoryMax" in said
    assert "ReadWritePaths" not in said


def test_both_units_differ_only_in_what_they_start() -> None:
    web, worker = (unit(name) for name in UNITS)
    assert {key for key in web if web[key] != worker.get(key)} == {"ExecStart"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_itself_counts_little_exposure(name: str, tmp_path: Path) -> None:
    file = tmp_path / name.replace("@", "@1")
    file.write_text((ROOT / "deploy" / name).read_text())
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    if found is None:
        pytest.skip(f"this systemd-analyze looks at no file: {done.stderr[:100]}")
    assert float(found[1]) < LEAST
