"""Write the table of how often words come up in general text, by language.

    python tools/build_word_chances.py ../shared/data

Sources, all in the folder of public sets (MANIFEST.md there): English news comments (toxic_spans, CC0),
Turkish posts (tr_lingda, the hand-labelled part, CC BY 2.0) and plain text (KurdishLID, MIT), Arabic news
comments (ar_mpold, Apache 2.0) and plain text (KurdishLID and PersoArabicLID, MIT), Persian, Sorani and
Kurmanji plain text (the same two). Only counts of stems are kept. Stems of one share, rounded to two digits,
stand in one line.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from gatepost.engine.detectors.stems import stems
from gatepost.engine.text.reading import Reading

TARGET = Path(__file__).parents[1] / "src" / "gatepost" / "engine" / "detectors" / "word_chances.tsv"
PLAIN = {
    "en": (),
    "tr": ("tur-Latn",),
    "ar": ("ara-Arab", "arb"),
    "fa": ("fas-Arab", "fas"),
    "ckb": ("ckb-Arab",),
    "kmr": ("kmr-Latn",),
}
LABELLED = {"en": "en/toxic_spans", "tr": "tr/tr_lingda", "ar": "ar/ar_mpold"}
LEAST_SHARE, LEAST_COUNT = 1e-4, 4
HEADER = """\
# How many in a million words of general text are one of these stems: language, millionths, stems.
# Written by tools/build_word_chances.py, which names the texts; do not edit.
"""


def texts(data: Path, language: str) -> Iterator[str]:
    """General text of a language."""
    for name in PLAIN[language]:
        with gzip.open(data / "language_id" / f"{name}.txt.gz", "rt", encoding="utf-8") as file:
            yield from file
    if language in LABELLED:
        with gzip.open(data / f"{LABELLED[language]}.jsonl.gz", "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                if row["labels"].get("source", "") != "lingda":
                    yield row["text"].replace("@user", " ").replace("@USER", " ")


def shares(data: Path, language: str) -> dict[str, float]:
    """Stem -> share, of those that are not rare."""
    counts: Counter[str] = Counter()
    for text in texts(data, language):
        counts.update(stems(Reading(text).folded.text, language))
    whole = counts.total()
    return {
        stem: count / whole
        for stem, count in counts.items()
        if count >= LEAST_COUNT and count / whole >= LEAST_SHARE
    }


def rounded(share: float) -> int:
    """Millionths, two digits of them."""
    return int(float(f"{share * 1e6:.1e}"))


def main() -> None:
    data = Path(sys.argv[1])
    lines = []
    for language in PLAIN:
        alike: dict[int, list[str]] = defaultdict(list)
        for stem, share in shares(data, language).items():
            alike[rounded(share)].append(stem)
        lines += [
            f"{language}\t{many}\t{' '.join(sorted(alike[many]))}" for many in sorted(alike, reverse=True)
        ]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
