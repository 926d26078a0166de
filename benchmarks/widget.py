"""The widget in a real browser: ready how soon on a slow processor, and whether anything jumps.

Chromium's own brake (`Emulation.setCPUThrottlingRate`) makes the processor four times slower. 50 comments
of 60, from a real server on this machine. Other work on the machine counts as well: measure on an idle one.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from playwright.sync_api import expect, sync_playwright

conftest: Any = import_module("tests.browser.conftest")  # not checked with the benchmarks' types
room: Any = import_module("tests.browser.newsroom")
speed: Any = import_module("tests.browser.widget_speed")
ROUNDS = 15


def measure() -> dict[str, object]:
    """Milliseconds until one can read and write, and the layout shifts that were seen."""
    found: dict[str, object] = {"load_average": [round(one, 1) for one in os.getloadavg()]}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        newsroom = room.Newsroom(Path(folder))
        newsroom.start()
        for number in range(60):
            newsroom.say(
                f"{room.ORIGIN}/bench", f"Comment {number}: " + "a few plain words about the bridge. " * 5
            )
        browser = playwright.chromium.launch(
            executable_path=conftest.found_chromium(), args=conftest.ARGUMENTS
        )
        for times in (1, 4):
            ready, shifts = [], 0
            for _ in range(ROUNDS):
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                context.grant_permissions(["local-network-access"], origin=room.ORIGIN)
                page = room.Story(context, newsroom, f"{room.ORIGIN}/bench")
                page.page.add_init_script(f"({speed.READY})();({speed.CUMULATIVE})()")
                speed.slowed(page.page, times)
                page.open()
                expect(page.widget.locator("article")).to_have_count(50)
                ready.append(float(page.page.evaluate("window.readyAfter()")))
                shifts += len(page.page.evaluate("window.shifted"))
                context.close()
            found[f"ready_ms_at_1_{times}"] = {
                "best": round(min(ready)),
                "median": round(statistics.median(ready)),
                "worst": round(max(ready)),
            }
            found[f"layout_shifts_at_1_{times}"] = shifts
        browser.close()
        newsroom.stop()
    return found
