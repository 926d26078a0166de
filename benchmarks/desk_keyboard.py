"""How long a moderator waits after each key: from the press until the frame with what it did is painted.

A hundred comments are decided by keyboard alone in Chromium, at a desk with 100,000 comments of which 10,000
wait. Server, browser and the hands on the keys share this machine, server and hands even one interpreter.
Filling the desk takes minutes; with GATEPOST_DESK it is kept in that folder and used again. Needs Chromium
and the packages of requirements/test.txt; run from the root: `python -m benchmarks desk_keyboard`.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

full_desk: Any = import_module("tests.browser.full_desk")  # not checked with the benchmarks' types
ACTS: Any = import_module("tests.browser.keyboard_session").ACTS
STORED = int(os.environ.get("GATEPOST_STORED", "100000"))
WAITING = int(os.environ.get("GATEPOST_WAITING", "10000"))
COMMENTS = 100
GOAL_MS = 100.0
NAMES = {
    "KeyJ": "next",
    "KeyA": "approve, or a letter",
    "KeyR": "begin to reject, or a letter",
    "Enter": "send, or end a note",
    "KeyN": "note",
    "KeyU": "take back: the press",
    "taken back": "take back: the card is there again",
}


def measure() -> object:
    """Figures in milliseconds."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        return {"skipped": "no Chromium"}
    folder = Path(tempfile.mkdtemp(prefix="gatepost-desk-"))
    kept = os.environ.get("GATEPOST_DESK")
    full = full_desk.FullDesk(
        folder, stored=STORED, waiting=WAITING, moderators=("Mina", "Omar"), kept=Path(kept) if kept else None
    )
    full.server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--headless", "--no-sandbox"])
            hands = full.sit(browser, "mina")
            hands.measures()
            hands.press("j")
            lost = 0
            for number, comment in enumerate(full.waiting[:COMMENTS]):
                lost += hands.read() != comment
                ACTS[number % len(ACTS)][0](hands)
                if number % 20 == 13:
                    hands.press("u")
                    hands.page.locator(f"#card-{comment}:focus").wait_for()
                    hands.read()
                    ACTS[number % len(ACTS)][0](hands)
            hands.read()
            hands.all_answered()
            times = hands.times()
            load = hands.page.evaluate("() => performance.getEntriesByType('navigation')[0].responseEnd")
            browser.close()
    finally:
        full.server.stop()
        shutil.rmtree(folder)
    by_key: defaultdict[str, list[float]] = defaultdict(list)
    for key, took in times:
        by_key[NAMES.get(key, "a clause's letter")].append(took)
    everything = [took for _, took in times]
    return {
        "stored": STORED,
        "waiting": WAITING,
        "comments": COMMENTS,
        "places_lost": lost,
        "presses": len(everything),
        "p50_ms": _at(everything, 0.5),
        "p95_ms": _at(everything, 0.95),
        "worst_ms": round(max(everything), 1),
        "goal_met": _at(everything, 0.95) <= GOAL_MS,
        "page_ms": round(float(load), 1),
        "by_action": {
            name: {"n": len(found), "p50_ms": _at(found, 0.5), "p95_ms": _at(found, 0.95)}
            for name, found in sorted(by_key.items())
        },
    }


def _at(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
