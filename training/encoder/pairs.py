"""Comments of the public sets with what they answer or stand under."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gatepost.engine.detectors.meaning import ENOUGH, words_in
from training.collect import read_items

SETS = (
    ("en/context_toxicity", "parent", "en"),
    ("en/online_misogyny_reddit", "parent", "en"),
    ("ko/ko_beep", "title", "ko"),
)
"""Public sets with what a comment answers or stands under. fox_news_comments is left for measuring."""


@dataclass(frozen=True)
class Pair:
    """A comment and what it belongs to, of one part: train, valid or test."""

    subject: str
    comment: str
    source: str
    language: str
    part: str


def pairs(data: Path) -> Iterator[Pair]:
    """Comments that are long enough to mean something by themselves."""
    for name, key, language in SETS:
        for item in read_items(data / f"{name}.jsonl.gz"):
            subject = (item.get("context") or {}).get(key)
            if subject and words_in(item["text"]) >= (ENOUGH if key == "parent" else 4):
                yield Pair(subject[:800], item["text"], name, language, part_of(subject))


def part_of(subject: str) -> str:
    """train (three fifths), valid or test: all comments on a subject are in one part."""
    spot = hashlib.sha256(subject.encode()).digest()[0]
    return "train" if spot < 154 else "valid" if spot < 205 else "test"
