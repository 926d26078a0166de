"""Evasion: how many strong terms are still found in disguise, and how many clean sentences are hit for it.

    python -m benchmarks evasion           a sample of the terms, as in `make bench`
    python -m benchmarks.evasion --full    every strong term, clean sentences from TRAINING_DATA

Recall: of the terms that are found plain, those that the same clause finds in disguise, at refer level (0.5)
or above; each transformation alone, and every pair. Intervals are Wilson's, 95%. False hits: of clean
sentences with no hit, how many have one once the longest word, or every word, is disguised in the same ways.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.text.reading import Reading
from gatepost.evaluation.evasions import EVASIONS, disguise, pairs
from gatepost.evaluation.metrics import Interval, wilson
from gatepost.vocabulary import LANGUAGES

CLEAN = Path("tests/data/clean")
DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
SAMPLES = {"ar": "arb", "ckb": "ckb-Arab", "kmr": "kmr-Latn", "tr": "tur-Latn", "fa": "fas"}
REFER, REJECT = 0.5, 0.9
SAMPLE = 300
SEED = 7


def terms(lexicon: Lexicon, most: int | None) -> list[tuple[LexiconEntry, str]]:
    """Strong entries with the language that they are read in; a seeded sample of each list if `most` is
    given.
    """
    by_list: dict[str, list[LexiconEntry]] = defaultdict(list)
    for entry in lexicon.entries:
        if entry.severity != "mild":
            by_list[entry.language].append(entry)
    found: list[tuple[LexiconEntry, str]] = []
    for language, entries in sorted(by_list.items()):
        if most is not None and len(entries) > most:
            entries = random.Random(SEED).sample(entries, most)
        found.extend((entry, entry.only_in[0] if entry.only_in else language) for entry in entries)
    return found


def found_at(lexicon: Lexicon, text: str, entry: LexiconEntry, language: str) -> float:
    """The probability of the finding of the entry's clause, 0 without one."""
    return max(
        (each.probability for each in lexicon.detect(Reading(text), language) if each.clause == entry.clause),
        default=0.0,
    )


def recall(
    lexicon: Lexicon,
    wanted: Iterable[tuple[LexiconEntry, str]],
    ways: Sequence[tuple[str, ...]],
    share: float,
) -> dict[str, object]:
    """Share of the terms found plain that are found in each way; each term meets `share` of the ways."""
    known = [
        (entry, language)
        for entry, language in wanted
        if found_at(lexicon, entry.term, entry, language) >= REFER
    ]
    tried: dict[tuple[str, str], int] = defaultdict(int)
    hit: dict[tuple[str, str], int] = defaultdict(int)
    sure = 0
    missed: dict[str, list[str]] = defaultdict(list)
    rng = random.Random(SEED)
    for entry, language in known:
        for way in ways:
            if rng.random() >= share:
                continue
            text = disguise(entry.term, way, SEED)
            if text is None:
                continue
            name = "+".join(way)
            at = found_at(lexicon, text, entry, language)
            for key in ((name, ""), ("", entry.language)):
                tried[key] += 1
                hit[key] += at >= REFER
            sure += at >= REJECT
            if at < REFER and len(missed[name]) < 12:
                missed[name].append(f"{entry.language} {text}")
    count, good = sum(tried[way, ""] for way, _ in tried if way), sum(hit[way, ""] for way, _ in tried if way)
    interval = wilson(good, count)
    return {
        "terms": len(known),
        "disguised": count,
        "recall": round(good / count, 4),
        "interval": _ends(interval, 1),
        "at_reject": round(sure / count, 4),
        "by_way": {way: [round(hit[way, ""] / n, 4), n] for (way, _), n in sorted(tried.items()) if way},
        "by_list": {
            lang: [round(hit["", lang] / n, 4), n] for (way, lang), n in sorted(tried.items()) if not way
        },
        "missed": dict(missed),
    }


def _ends(interval: Interval, times: int) -> list[float]:
    return [round(times * end, 4) for end in (interval.low, interval.high) if end is not None]


def clean_sentences(most: int, full: bool) -> list[tuple[str, str]]:
    """Clean sentences with their language, as many of each language."""
    each = most // len(LANGUAGES) + 1
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        lines = (CLEAN / f"{language}.txt").read_text(encoding="utf-8").splitlines()
        if full and language in SAMPLES:
            with gzip.open(
                DATA / "language_id" / f"{SAMPLES[language]}.txt.gz", "rt", encoding="utf-8"
            ) as file:
                lines += [line.strip() for line in file if line.strip()]
        elif full and language == "en":
            with gzip.open(DATA / "en" / "jigsaw_merged.jsonl.gz", "rt", encoding="utf-8") as file:
                rows = map(json.loads, file)
                lines += [row["text"][:300] for row in rows if row["labels"].get("toxic") == 0][: 2 * each]
        lines = list(dict.fromkeys(lines))
        found.extend((line, language) for line in lines[:each])
    return found[:most]


def false_hits(
    lexicon: Lexicon, sentences: list[tuple[str, str]], ways: Sequence[tuple[str, ...]]
) -> dict[str, object]:
    """How many clean sentences have a finding plain, and in disguise: any, and one that may reject."""

    def worst(text: str, language: str) -> tuple[float, float]:
        findings = lexicon.detect(Reading(text), language)
        return (
            max((each.probability for each in findings), default=0.0),
            max((each.probability for each in findings if not each.refer_only), default=0.0),
        )

    plain = [worst(text, language) for text, language in sentences]
    rng = random.Random(SEED)
    tried = more = sure = 0
    shown: list[str] = []
    per_way: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (text, language), (before, before_sure) in zip(sentences, plain, strict=True):
        for way in rng.sample(list(ways), min(8, len(ways))):
            written = disguise(text, way, SEED)
            if written is None:
                continue
            after, after_sure = worst(written, language)
            tried += 1
            per_way["+".join(way)][1] += 1
            if before < REFER <= after:
                more += 1
                per_way["+".join(way)][0] += 1
                if len(shown) < 60:
                    words = [
                        f"{blow.probability} {entry.language} {entry.term}"
                        for entry, blow in lexicon.explain(written, language)
                    ][:2]
                    shown.append(f"{'+'.join(way)} {language} {words}")
            sure += before_sure < REJECT <= after_sure
    interval = wilson(more, tried)
    return {
        "sentences": len(sentences),
        "plain_hits": sum(before >= REFER for before, _ in plain),
        "disguised": tried,
        "more_hits": more,
        "rise_points": round(100 * more / tried, 4),
        "interval_points": _ends(interval, 100),
        "more_at_reject": sure,
        "worst_ways": sorted(((n, way) for way, (n, _) in per_way.items() if n), reverse=True)[:10],
        "shown": shown,
    }


def measure(full: bool = False) -> dict[str, object]:
    """Recall alone and in pairs, and false hits; `full`: every term and 5,000 sentences."""
    lexicon = Lexicon.load()
    wanted = terms(lexicon, None if full else SAMPLE)
    alone = [(name,) for name in EVASIONS]
    sentences = clean_sentences(5_000 if full else 1_200, full)
    return {
        "alone": recall(lexicon, wanted, alone, 1.0),
        "pairs": recall(lexicon, wanted, list(pairs()), 0.03 if full else 0.1),
        "false_hits_alone": false_hits(lexicon, sentences, alone),
        "false_hits_pairs": false_hits(lexicon, sentences, list(pairs())),
    }


if __name__ == "__main__":
    print(json.dumps(measure("--full" in sys.argv), ensure_ascii=False, indent=1))
