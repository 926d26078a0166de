"""What a running server changes about its process, and that it gives it back."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import pytest

from gatepost.cli import serving
from gatepost.web.server import bind
from gatepost.web.settings import ServerSettings, Settings


def test_threads_take_short_turns_while_it_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = sys.getswitchinterval(), []

    async def serve(*_: Any, **__: Any) -> None:
        seen.append(sys.getswitchinterval())

    monkeypatch.setattr(serving, "_serve", serve)
    monkeypatch.setattr(serving.logs, "configure", lambda level: None)
    settings = Settings(server=ServerSettings(data=str(tmp_path)))
    assert serving.run(settings, bind("127.0.0.1", 0), demo=False, log_level="error") == 0
    assert seen == [pytest.approx(serving.SWITCH_SECONDS)]
    assert sys.getswitchinterval() == pytest.approx(before)
    assert gc.isenabled()
