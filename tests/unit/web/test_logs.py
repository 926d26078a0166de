"""Logs hold no words of readers and no secrets, wherever they go."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from gatepost.web import logs


@pytest.fixture
def afterwards() -> Iterator[None]:
    """Other tests log as they did before."""
    handlers, level = list(logging.root.handlers), logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.mark.usefixtures("afterwards")
@pytest.mark.parametrize("terminal", [True, False])
def test_a_failure_is_told_without_what_its_variables_hold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    logs.configure()
    try:
        _fails("a reader's " + "words")
    except ZeroDivisionError as error:
        structlog.get_logger("gatepost.test").error("unexpected", exc_info=error)
        logging.getLogger("uvicorn.test").error("unexpected", exc_info=error)
    told = capsys.readouterr().err
    assert told.count("ZeroDivisionError") >= 2
    assert "a reader's words" not in told


def _fails(text: str) -> float:
    return len(text) / 0


@pytest.mark.usefixtures("afterwards")
def test_nobody_writes_a_line_of_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    logs.configure()
    forged = 'a"}\n{"event": "forged"}\r\u2028\u0085\x1b[2J'
    structlog.get_logger("gatepost.test").warning("told", what=forged)
    logging.getLogger("uvicorn.test").warning(forged)
    lines = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["told", forged]
    assert json.loads(lines[0])["what"] == forged
    assert all(line.isascii() and line.isprintable() for line in lines)
