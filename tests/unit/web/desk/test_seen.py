"""Findings of one clause are one entry on the card; every mark still leads somewhere."""

from __future__ import annotations

import re

from gatepost.web.desk.marking import Glyph
from gatepost.web.desk.seen import FindingView, by_clause


def finding(index: int, title: str, probability: float, by: str, *words: str) -> FindingView:
    quotes = tuple((Glyph(word, ""),) for word in words)
    return FindingView(index, title, f"{probability:.0%}", probability, by, f"because {by}", quotes)


def test_the_strongest_speaks_and_each_word_stands_once() -> None:
    seen = by_clause(
        [
            finding(0, "Attack", 0.5, "word list", "fool"),
            finding(1, "Tone", 0.7, "classifier", "fool"),
            finding(2, "Attack", 0.9, "classifier", "you", "fool"),
        ]
    )
    assert [(one.strongest.title, one.strongest.percent, one.by) for one in seen] == [
        ("Attack", "90%", ("classifier", "word list")),
        ("Tone", "70%", ("classifier",)),
    ]
    words = [[(mark, glyphs[0].text) for mark, glyphs in one.quotes] for one in seen]
    assert words == [[(2, "you"), (2, "fool")], [(1, "fool")]]
    assert [one.index for one in seen] == [0, 1]


def test_nothing_seen_is_nothing() -> None:
    assert by_clause([]) == ()


async def test_marks_point_at_entries_that_exist(desk) -> None:
    await desk.says("perhaps, and perhaps not")
    page = (await desk.get("/desk")).text
    described = {one for many in re.findall(r'aria-describedby="([^"]+)"', page) for one in many.split()}
    assert described
    assert described <= set(re.findall(r'id="([^"]+)"', page))
    targets = re.findall(r'href="#(mark-[^"]+)"', page)
    assert targets
    assert set(targets) <= set(re.findall(r'id="([^"]+)"', page))
