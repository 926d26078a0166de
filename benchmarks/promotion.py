"""Advertising and self-promotion: held-out videos, source links, short messages, six languages of our own.

The detector was fitted (`training/promotion.py`) on the comments under three of the five videos of YouTube
Spam Collection, and its phrases were written with an eye on the same three; the other two are held out. The
classifier beside it was trained on rows of all five: the figures of the whole engine count only rows that its
training left out, and say nothing of a new video.
"""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from training.collect import part_of
from training.promotion import HELD_OUT, LINK, held_back

from gatepost import Engine
from gatepost.engine.detectors import promotion
from gatepost.engine.text.reading import Reading
from gatepost.evaluation.metrics import auc, bootstrap, wilson
from gatepost.vocabulary import Context, Finding, Outcome, Verdict

DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
OWN = Path("tests/data/promotion")
REFER, REJECT = 0.4, 0.9
"""The thresholds of the shipped guidelines for both clauses."""

CLEAN: dict[str, Callable[[dict[str, Any]], bool]] = {
    "en/context_toxicity": lambda said: said.get("label") == 0,
    "en/stormfront": lambda said: said.get("label") == "noHate",
    "en/toxic_spans": lambda said: said.get("frac_not_toxic", 0) >= 0.5,
    "en/jigsaw_merged": lambda said: not any(value == 1 for value in said.values()),
}
"""Sets whose raters judged other things: a clean row with a link stands for one that names its source."""


def items(name: str) -> Iterator[dict[str, Any]]:
    """The rows of one public set."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def own(name: str) -> list[dict[str, Any]]:
    """Our own comments."""
    return [json.loads(line) for line in (OWN / f"{name}.jsonl").read_text("utf-8").splitlines()]


def detected(text: str) -> list[Finding]:
    """What the detector alone finds."""
    return promotion.detect(Reading(text), Context())


def chance(text: str) -> float:
    """The larger of the two clauses' probabilities."""
    return max((finding.probability for finding in detected(text)), default=0.0)


def promoted(verdict: Verdict) -> Outcome:
    """The verdict as far as it rests on a promotion clause."""
    if not any(ground.clause.startswith("promotion") for ground in verdict.grounds):
        return Outcome.APPROVE
    return verdict.outcome


def ranking(truth: Sequence[bool], scores: Sequence[float]) -> dict[str, object]:
    """Rows, promotions among them, AUC with a 95% bootstrap interval."""
    found = bootstrap(auc, np.array(truth), np.array(scores))
    return {
        "rows": len(truth),
        "promotions": sum(truth),
        "auc": [None if value is None else round(value, 3) for value in (found.value, found.low, found.high)],
    }


def share(hits: int, rows: int) -> list[float | None]:
    """Share with its 95% Wilson interval."""
    found = wilson(hits, rows)
    return [None if value is None else round(value, 3) for value in (found.value, found.low, found.high)]


def links() -> Iterator[tuple[str, str]]:
    """Set and text of comments that link to a source: our own, and the half of the public rows kept back."""
    for row in own("source_links"):
        yield "own", row["text"]
    seen = set()
    for name, clean in CLEAN.items():
        for item in items(name):
            text = item["text"]
            if text not in seen and LINK.search(text) and clean(item["labels"]) and held_back(text):
                seen.add(text)
                yield name, text


def measure() -> dict[str, object]:
    """Every figure of docs/reference/promotion.md; our own comments alone where there is no data folder."""
    engine = Engine.load(kind="fast")
    figures: dict[str, object] = {"promotions": _promotions(engine)}
    if not DATA.is_dir():
        return {
            **figures,
            "skipped": f"{DATA} is not there; set TRAINING_DATA to the folder of the public sets",
        }
    videos = list(items("en/youtube_spam"))
    kept = [item for item in videos if item["labels"]["video"] in HELD_OUT]
    figures["held_out_videos"] = {
        name: ranking(
            [bool(item["labels"]["CLASS"]) for item in some], [chance(item["text"]) for item in some]
        )
        for name, some in (
            *((name, [item for item in kept if item["labels"]["video"] == name]) for name in HELD_OUT),
            ("both", kept),
        )
    }
    unseen = [item for item in videos if part_of(item["text"]) != "train"]
    figures["youtube_rows_the_classifier_did_not_see"] = _both(
        engine, [item["text"] for item in unseen], [bool(item["labels"]["CLASS"]) for item in unseen]
    )
    messages = [item for item in items("en/sms_spam") if part_of(item["text"]) == "test"]
    figures["short_messages"] = _both(
        engine, [item["text"] for item in messages], [item["labels"]["CLASS"] == "spam" for item in messages]
    )
    figures["source_links"] = _source_links(engine)
    return figures


def _both(engine: Engine, texts: Sequence[str], truth: Sequence[bool]) -> dict[str, object]:
    verdicts = engine.screen_many(list(texts))
    whole = [verdict.probabilities["promotion"] or 0.0 for verdict in verdicts]
    return {"detector": ranking(truth, list(map(chance, texts))), "engine": ranking(truth, whole)}


def _promotions(engine: Engine) -> dict[str, object]:
    counts: dict[str, Counter[str]] = {}
    rows = own("promotions")
    for row, verdict in zip(rows, engine.screen_many([row["text"] for row in rows]), strict=True):
        count = counts.setdefault(row["language"], Counter())
        found = detected(row["text"])
        count["rows"] += 1
        count["detector"] += any(each.probability >= REFER for each in found)
        count["held"] += promoted(verdict) is not Outcome.APPROVE
        count["rejected"] += promoted(verdict) is Outcome.REJECT
    counts["all"] = sum(counts.values(), Counter())
    return {
        language: {
            "rows": count["rows"],
            **{kind: share(count[kind], count["rows"]) for kind in ("detector", "held", "rejected")},
        }
        for language, count in counts.items()
    }


def _source_links(engine: Engine) -> dict[str, object]:
    rows = list(links())
    count: Counter[str] = Counter()
    rejected = []
    for (name, text), verdict in zip(rows, engine.screen_many([text for _, text in rows]), strict=True):
        found = promoted(verdict)
        count["own" if name == "own" else "public"] += 1
        count["held"] += found is not Outcome.APPROVE
        count["detector refers"] += any(each.probability >= REFER for each in detected(text))
        if found is Outcome.REJECT or any(
            e.probability >= REJECT and not e.refer_only for e in detected(text)
        ):
            rejected.append(name)
    return {
        "rows": len(rows),
        "own": count["own"],
        "public": count["public"],
        "falsely_rejected": share(len(rejected), len(rows)),
        "rejected_in": rejected,
        "detector_refers": share(count["detector refers"], len(rows)),
        "engine_holds_as_promotion": share(count["held"], len(rows)),
    }
