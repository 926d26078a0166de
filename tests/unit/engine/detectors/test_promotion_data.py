"""The committed comments: enough of each kind, no source link rejected, nine promotions of ten held."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from gatepost.engine.detectors import promotion
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import LANGUAGES, Context

HERE = Path(__file__).parents[3] / "data" / "promotion"


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("name", "least"), [("promotions", 25), ("source_links", 20)])
def test_every_language_has_enough(name: str, least: int) -> None:
    counts = Counter(row["language"] for row in rows(name))
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) >= least
    assert len({row["text"] for row in rows(name)}) == len(rows(name))


def test_no_source_link_is_rejected() -> None:
    for row in rows("source_links"):
        findings = promotion.detect(Reading(row["text"]), Context())
        assert [each for each in findings if each.probability >= 0.9 and not each.refer_only] == [], row


def test_nine_promotions_of_ten_are_held() -> None:
    held = [
        any(each.probability >= 0.4 for each in promotion.detect(Reading(row["text"]), Context()))
        for row in rows("promotions")
    ]
    assert sum(held) / len(held) >= 0.9
