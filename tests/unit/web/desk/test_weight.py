"""What a page of the desk weighs with everything that it loads, compressed: little enough for a weak line."""

from __future__ import annotations

import gzip
import re

LIMIT = 80 * 1024


async def test_a_full_list_weighs_less_than_80_kib_with_htmx_and_all_scripts(desk) -> None:
    for number in range(22):
        await desk.says(
            f"perhaps {number}, and here is what else there is to say about the water meters " * 4
        )
    page = await desk.get("/desk")
    assert page.text.count("data-card=") == 20
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert {path.split("/")[-1].split("?")[0] for path in loaded} >= {
        "desk.css",
        "htmx.min.js",
        "keyboard.js",
    }
    weight = len(gzip.compress(page.content, 6))
    for path in loaded:
        answer = await desk.get(path, headers={"accept-encoding": "gzip"})
        weight += int(answer.headers["content-length"])
    assert weight < LIMIT, f"{weight:,} bytes"
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!news\.test)', page.text)
