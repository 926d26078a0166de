from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from gatepost.evaluation.curves import curves
from gatepost.evaluation.html import page
from gatepost.evaluation.measures import measure
from gatepost.evaluation.report import Report, Source
from gatepost.evaluation.svg import Axis, ceiling, floor

VOID = {"meta", "br"}
NASTY = "<script>alert('x')</script>&\"سڵاو"


class Elements(HTMLParser):
    """Every element with its attributes; complains of one that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def report(at: float | None = None, **more: Any) -> Report:
    random = np.random.default_rng(6)
    truth = random.random(60) < 0.4
    scores = np.clip(random.random(60) * 0.6 + 0.4 * truth, 0, 1)
    outcomes = np.where(scores > 0.7, "reject", np.where(scores > 0.4, "refer", "approve"))

    def part(rows: slice) -> Any:
        return measure(truth[rows], scores[rows], outcomes[rows], at=at, rounds=20)

    made = Report(
        engine="gatepost 1 / model x@1", guidelines="default@2", label="bad", positive="1",
        score="violation", unlabelled=3, unscreened=0, unscored=1, cluster="thread", rounds=20,
        overall=part(slice(60)), by_language={"en": part(slice(30)), "ckb": part(slice(30, 60))},
        by_slice={"desk": {NASTY: part(slice(20)), "sport": part(slice(20, 60))}},
        curves=curves(truth, scores), source=Source(f"{NASTY}.csv", "ab" * 32, f"gatepost {NASTY}"),
    )  # fmt: skip
    return replace(made, **more)


def read(written: str) -> Elements:
    elements = Elements()
    elements.feed(written)
    assert not elements.open
    return elements


def test_the_page_names_what_was_measured() -> None:
    elements = read(page(report(at=0.5)))
    words = " ".join(elements.words.split())
    for said in (
        "60 comments", "ab" * 32, "gatepost 1 / model x@1", "default@2", "3 rows without a label",
        "same thread", "AUC", "wrong approvals", "macro-F1 at 0.5", "By desk", "By language", "sport",
    ):  # fmt: skip
        assert said in words
    drawn = [attributes["aria-label"] for tag, attributes in elements.seen if tag == "svg"]
    assert drawn[:5] == [
        "Reliability diagram", "ROC curve", "Precision-recall curve", "Wrong decisions by threshold",
        "Share decided by threshold",
    ]  # fmt: skip
    assert "wrong rejections (share of rejections) by desk" in drawn
    assert "accuracy at 0.5 by language" in drawn


def test_words_of_the_data_stay_words() -> None:
    written = page(report())
    assert "<script" not in written
    assert NASTY in read(written).words


def test_nothing_is_loaded_from_anywhere() -> None:
    written = page(report())
    tags = {tag for tag, _ in read(written).seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "image", "use"}
    assert not re.search(r"https?:|url\(|@import|\bsrc=|\bhref=", written)
    assert "default-src 'none'" in written


def test_the_same_report_gives_the_same_page() -> None:
    assert page(report()) == page(report())


def test_what_cannot_be_drawn_is_said() -> None:
    truth = np.zeros(4, dtype=bool)
    quiet = measure(truth, np.full(4, 0.1), np.full(4, "approve"), rounds=20)
    written = page(
        report(overall=quiet, by_language={"en": quiet}, by_slice={}, curves=curves(truth, np.full(4, 0.1)))
    )
    assert written.count("one kind is missing") == 2
    assert "nan" not in written
    lost = page(report(source=None, curves=curves(truth, np.full(4, np.nan))))
    assert lost.count("one kind is missing") == 5


def test_many_slices_are_all_in_the_table() -> None:
    one = report().overall
    names = {f"slice {number:02d}": one for number in range(50)}
    written = page(report(by_slice={"desk": names}))
    assert "10 more stand in the table" in written
    assert written.count("<bdi>slice 49</bdi>") == 1


@pytest.mark.parametrize("axis", [Axis("x"), Axis("x", 0, 0.02, "share"), Axis("x", 0.95, parts=4)])
def test_axes_have_few_ticks_within_them(axis: Axis) -> None:
    ticks = [value for value, _ in axis.ticks()]
    assert 3 <= len(ticks) <= axis.parts + 1
    assert all(axis.low - 1e-9 <= value <= axis.high + 1e-9 for value in ticks)
    assert len({words for _, words in axis.ticks()}) == len(ticks)
    assert axis.at(axis.low, 10, 20) == 10
    assert axis.at(axis.high + 5, 10, 20) == 20


def test_axes_are_as_long_as_they_must_be() -> None:
    assert (ceiling([0.013, 0.02]), ceiling([]), ceiling([0.7])) == (0.02, 1.0, 1.0)
    assert (floor([0.96, 0.99]), floor([0.3]), floor([])) == (0.95, 0.0, 0.0)
