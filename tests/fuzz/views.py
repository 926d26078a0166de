"""Fuzz the views and the word lists: no crash, every span valid in the original, no superlinear case.

    make fuzz                                    one million inputs
    .venv/bin/python tests/fuzz/views.py -runs=10000

Needs atheris (requirements/fuzz.txt). Inputs are bytes that atheris mutates towards new code; they stand for
text, with disguised words mixed in. A case is too slow if it takes MAX_SECONDS of
processor time and MAX_SECONDS_A_CHARACTER for each character, three times in a row.
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["gatepost.engine.text", "gatepost.engine.detectors"]):
    from gatepost.engine.detectors.lexicon import Lexicon
    from gatepost.engine.text.reading import Reading

MAX_SECONDS = 0.1
MAX_SECONDS_A_CHARACTER = 0.000_05
LANGUAGES = ("en", "ar", "ckb", "kmr", "tr", "fa", "und", "de")
PIECES = (
    "f.u.c.k ",
    "sh1t ",
    "@ss",
    "f**k ",
    "fu ck ",
    "\u200c",
    "\u0640",
    "كس",
    "f\u0301",
    "🔥",
    "1|!",
    "\n",
    "ѕ",
    "ｓ",
)
LEXICON = Lexicon.load()


def check(text: str, language: str) -> None:
    """Raise unless every finding of `text` holds, in time."""
    for left in (2, 1, 0):
        began = time.process_time()
        findings = LEXICON.detect(Reading(text), language)
        took = time.process_time() - began
        if took <= MAX_SECONDS + MAX_SECONDS_A_CHARACTER * len(text):
            break
        if not left:
            raise RuntimeError(f"{took:.3f} s for {len(text)} characters")
    for finding in findings:
        if not 0 < finding.probability < 1 or not finding.evidence:
            raise RuntimeError(f"a finding without ground: {finding}")
        for evidence in finding.evidence:
            if text[evidence.start : evidence.end] != evidence.text or evidence.start >= evidence.end:
                raise RuntimeError(f"a span that is not in the text: {evidence}")


def run(data: bytes) -> None:
    """One input: language, then pieces and text, and how often all of it is repeated."""
    provider = atheris.FuzzedDataProvider(data)
    language = LANGUAGES[provider.ConsumeIntInRange(0, len(LANGUAGES) - 1)]
    repeats = provider.ConsumeIntInRange(1, 12)
    parts = [
        PIECES[provider.ConsumeIntInRange(0, len(PIECES) - 1)]
        for _ in range(provider.ConsumeIntInRange(0, 6))
    ]
    parts.insert(len(parts) // 2, provider.ConsumeUnicodeNoSurrogates(200))
    check(("".join(parts) * repeats)[:20_000], language)


if __name__ == "__main__":
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()
