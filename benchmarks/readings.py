"""Views, word lists and every other detector on one core, without classifier and language identification.

Comments of 200 characters in six languages, each read in its own language and seen once; and texts of 20,000
characters that do nothing but disguise. Processor time, so that a busy machine does not flatter or shame.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from benchmarks.sentences import SENTENCES
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.screening import DETECTORS
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context

LANGUAGES = ("en", "en", "en", "ar", "ar", "ckb", "ckb", "kmr", "kmr", "tr", "tr", "fa", "fa")
HOSTILE = (
    "a", "sh1t ", "fuck ", "f u c k ", "f*k ", "*", "aaabbb", "1a", "sh-it ", "a.b.c ", "f1f ", "k111 ",
    "fu ck ", "%sh1t @ss", "fcuk ",
    "ѕhіt ", "s\u200bh", "f\u0301", "اله ", "كسمك ", "كــس ", "ٮٮ ", "@$$ ", "f**k s**t ", "a1|!",
)  # fmt: skip
WARM_UP = ("fuuuck f*ck sh1t f u c k fu ck fcuk", "ٮٮٮ كـــس", "tu kerê")


def texts(count: int) -> list[tuple[str, str]]:
    """`count` different comments of 200 characters, with the language of their first sentence."""
    found = []
    for number in range(count):
        at = number % len(SENTENCES)
        partner = SENTENCES[at - 1 if LANGUAGES[at - 1] == LANGUAGES[at] else (at + 1) % len(SENTENCES)]
        found.append((f"{number:06d} {SENTENCES[at]} {partner} {SENTENCES[at]}"[:200], LANGUAGES[at]))
    return found


def measure() -> dict[str, object]:
    """Comments a second, seconds to load the lists, and milliseconds for the worst of the hostile texts."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    began = time.process_time()
    lexicon = Lexicon.load()
    load = time.process_time() - began
    for text in WARM_UP:
        for language in ("en", "ckb"):
            lexicon.detect(Reading(text), language)
    context = Context()

    def lists(text: str, language: str) -> None:
        lexicon.detect(Reading(text), language)

    def everything(text: str, language: str) -> None:
        reading = Reading(text)
        lexicon.detect(reading, language)
        for detect in DETECTORS:
            detect(reading, context)

    comments = texts(4_000)
    hostile = {piece: _best(everything, (piece * 20_000)[:20_000]) for piece in HOSTILE}
    slowest = max(hostile, key=lambda piece: hostile[piece])
    return {
        "load_seconds": round(load, 3),
        "lists_per_second": round(max(_rate(lists, comments) for _ in range(3))),
        "all_per_second": round(max(_rate(everything, comments) for _ in range(3))),
        "hostile_worst_ms": round(1000 * hostile[slowest], 1),
        "hostile_worst": slowest,
        "hostile_ms": {piece: round(1000 * took, 1) for piece, took in hostile.items()},
    }


def _rate(run: Callable[[str, str], None], comments: Sequence[tuple[str, str]]) -> float:
    began = time.process_time()
    for text, language in comments:
        run(text, language)
    return len(comments) / (time.process_time() - began)


def _best(run: Callable[[str, str], None], text: str) -> float:
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        run(text, "en")
        best = min(best, time.process_time() - began)
    return best
