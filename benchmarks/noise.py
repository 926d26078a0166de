"""Flooding, shouting and gibberish: what is found of each when it is made, and what of clean text is.

Clean text: the lines that `training/letters.py` holds back (one in ten) of every public set, by language,
and the sentences in `tests/data/clean`. The sets are posts by people, so a few of their lines do shout and
a few are keys struck at random: the shares are upper bounds. All intervals are 95%.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from training.letters import SCRIPTS, held_back, lines

from gatepost.engine.detectors import flooding, gibberish, shouting
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import bands, sketch
from gatepost.evaluation.metrics import wilson
from gatepost.vocabulary import Context, Finding

DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
CLEAN = Path(__file__).parents[1] / "tests/data/clean"
REFERRED = 0.5
MADE = 500
"""So many texts are made of each kind."""

KEYS = {
    "latin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمك", "ئءؤرلاىةوزظ"),
}
Detector = Callable[[Reading, Context], list[Finding]]


def referred(detector: Detector, text: str, context: Context | None = None) -> bool:
    return any(found.probability >= REFERRED for found in detector(Reading(text), context or Context()))


def share(hits: Sequence[bool]) -> dict[str, object]:
    """How many of how many, as a share with its interval."""
    found = wilson(sum(hits), len(hits))
    value, low, high = (
        None if one is None else round(one, 5) for one in (found.value, found.low, found.high)
    )
    return {"hits": sum(hits), "of": len(hits), "share": value, "interval": [low, high]}


def mash(dice: random.Random, script: str, kind: str) -> str:
    """Two to eight words struck on all keys, on the middle row, or with a hand that wanders along one row."""
    rows = KEYS[script]
    words = []
    for _ in range(dice.randint(2, 8)):
        long = dice.randint(4, 10)
        keys = "".join(rows) if kind == "all keys" else rows[1] if kind == "middle row" else dice.choice(rows)
        at, word = dice.randrange(len(keys)), ""
        for _ in range(long):
            at = dice.randrange(len(keys)) if kind != "wandering" else at + dice.choice((-2, -1, 1, 1, 2))
            at = max(0, min(len(keys) - 1, at))
            word += keys[at]
        words.append(word)
    return " ".join(words)


def clean_texts() -> Iterator[tuple[str, str]]:
    """Language and text."""
    for path in sorted(CLEAN.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            yield path.stem, line
    for script in SCRIPTS.values():
        for language, names in script.items():
            for name in names:
                for line in lines(DATA, name):
                    if held_back(line):
                        yield language, line[:2000]


def changed(dice: random.Random, text: str, words: int) -> str:
    """The text with so many of its words replaced by others of its own."""
    parts = text.split()
    for at in dice.sample(range(len(parts)), min(words, len(parts))):
        parts[at] = dice.choice(parts)[::-1]
    return " ".join(parts)


def floods(dice: random.Random, texts: Sequence[str]) -> dict[str, object]:
    """The fourth sending of a text of 150 to 250 code points; each sending with so many words changed."""
    long = [text for text in texts if 150 <= len(text) <= 250]
    chosen = dice.sample(long, min(MADE, len(long)))
    result: dict[str, object] = {}
    for words in (0, 1, 2, 3, 5):
        hits = []
        for text in chosen:
            now = sketch(Reading(sent := changed(dice, text, words)))
            before = [sketch(Reading(changed(dice, text, words))) for _ in range(3)]
            met = tuple(one for one in before if set(bands(one)) & set(bands(now)))
            hits.append(referred(flooding.detect, sent, Context(earlier=met)))
        result[f"{words} words changed"] = share(hits)
    strangers = [
        referred(flooding.detect, one, Context(earlier=(sketch(Reading(other)),) * 50))
        for one, other in pairwise(chosen)
    ]
    result["50 times another text before"] = share(strangers)
    return result


def microseconds(detector: Detector, texts: Sequence[str]) -> float:
    """Mean time of one text whose folded view is there, the best of five rounds."""
    readings = [Reading(text) for text in texts]
    for reading in readings:
        assert reading.folded is not None
        assert reading.squeezed is None or reading.squeezed
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for reading in readings:
            detector(reading, Context())
        best = min(best, time.perf_counter() - began)
    return round(best / len(readings) * 1e6, 1)


def measure() -> dict[str, object]:
    """Found of what was made, found of clean text (with what was found), and microseconds a text."""
    dice = random.Random(7)
    clean = list(clean_texts())
    texts = [text for _, text in clean]
    of_clean: dict[str, object] = {}
    detectors: tuple[tuple[str, Detector], ...] = (
        ("gibberish", gibberish.detect),
        ("shouting", shouting.detect),
    )
    for name, detector in detectors:
        hits = [referred(detector, text) for text in texts]
        by_language = {
            language: share([hit for hit, (spoken, _) in zip(hits, clean, strict=True) if spoken == language])
            for language in dict.fromkeys(language for language, _ in clean)
        }
        of_clean[name] = {"all": share(hits), "by language": by_language}
    capitals = [text.upper() for text in texts if text.isascii() and 150 <= len(text) <= 400][:MADE]
    full = [" ".join(texts[at : at + 5])[:200] for at in range(0, 1_000, 5)]
    return {
        "data": DATA.is_dir(),
        "false referrals on clean text": of_clean,
        "gibberish found": {
            f"{script}, {kind}": share(
                [referred(gibberish.detect, mash(dice, script, kind)) for _ in range(MADE)]
            )
            for script in KEYS
            for kind in ("all keys", "middle row", "wandering")
        },
        "shouting found in capitals, 150 to 400 code points": share(
            [referred(shouting.detect, text) for text in capitals]
        ),
        "flooding found": floods(dice, texts),
        "microseconds for 200 code points": {
            name: microseconds(detector, full) for name, detector in detectors
        },
    }
