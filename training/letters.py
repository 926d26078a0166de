"""How letters follow each other, for the gibberish detector: `python -m training.letters --data FOLDER`.

Writes `src/gatepost/engine/detectors/letters.toml`: for each script its letters, what each letter costs
after the two before it (minus the natural logarithm of its probability, in steps of a fifth, one character
each), and the commonest words. The cost is the lowest of all languages of the script, so that a word need
only be possible in one of them. Lines whose CRC-32 ends in 0 (one in ten) are held back for
`benchmarks/noise.py`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.text.reading import Reading

OUT = Path(__file__).parent.parent / "src/gatepost/engine/detectors/letters.toml"
STEP = 0.2
FIRST, SKIPPED, MOST_STEPS = 40, 92, 84
"""The character for cost 0; each further step is the next one, without the backslash, up to `|`."""
MOST_LINES = 12_000
COMMON = 80
"""So many of the commonest words of each language, of at most `SHORT` letters, from its first set."""
SHORT = 5
NO_COMMON_WORDS = {"fr", "pt", "ur"}
"""Languages whose first set is made of insults."""
FEWEST = 40
IN_LINES = 3
"""So many lines of posts must have a word: people who post laugh by striking keys at random, too."""

FOREIGN = Path(__file__).parent / "foreign_words.txt"
FOREIGN_WEIGHT = 20

SCRIPTS = {
    "latin": {
        "en": ("en/context_toxicity", "en/jigsaw_merged", "en/fox_news_comments", "en/youtube_spam"),
        "de": ("de/de_germeval2018",),
        "fr": ("fr/mlma_fr", "fr/fr_toxifrench_bench"),
        "pt": ("pt/toldbr",),
        "ur": ("ur/ur_roman_task1",),
        "tr": ("language_id/tur-Latn", "tr/tr_lingda"),
        "kmr": ("language_id/kmr-Latn",),
        "ckb": ("language_id/ckb-Latn", "language_id/ckb_wergor_text_latn"),
        "zza": ("language_id/zza-Latn", "language_id/zza-Latn-wiki"),
    },
    "arabic": {
        "ar": ("language_id/ara-Arab", "language_id/arb", "ar/ar_mpold"),
        "ckb": ("language_id/ckb-Arab", "language_id/ckb_informal_cordi", "language_id/ckb_wergor_text_arab"),
        "fa": ("language_id/fas-Arab", "language_id/fas"),
        "kmr": ("language_id/kmr-Arab",),
        "ur": ("language_id/urd",),
        "sdh": ("language_id/sdh-Arab",),
        "hac": ("language_id/hac-Arab",),
    },
}
LETTERS = {"latin": "abcdefghijklmnopqrstuvwxyz", "arabic": ""}


def lines(data: Path, name: str) -> Iterator[str]:
    """The texts of one set, folded by nobody yet."""
    for ending in (".txt.gz", ".jsonl.gz"):
        path = data / f"{name}{ending}"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as file:
                for line in file:
                    yield json.loads(line)["text"] if ending == ".jsonl.gz" else line.rstrip("\n")


def held_back(line: str) -> bool:
    return zlib.crc32(line.encode()) % 10 == 0


def words(line: str) -> list[str]:
    """The folded words of a line that are made of letters alone; links and mentions left out."""
    pieces = [
        piece for piece in line.split() if "/" not in piece and "@" not in piece and "." not in piece[:-1]
    ]
    return [word for word in Reading(" ".join(pieces)).folded.text.split() if word.isalpha()]


def costs(counted: Counter[str], letters: str) -> NDArray[np.float64]:
    """Shape (n, n, n) for n letters and the boundary 0: what the third costs after the first two."""
    place = {letter: at for at, letter in enumerate(letters, start=1)}
    n = len(letters) + 1
    three = np.zeros((n, n, n))
    for word, count in counted.items():
        ids = [0, 0, *(place.get(letter, 0) for letter in word)]
        if 0 in ids[2:]:
            continue
        for at in range(2, len(ids)):
            three[ids[at - 2], ids[at - 1], ids[at]] += count
    two = three.sum(axis=0)
    one = two.sum(axis=0)
    single = (one + 1.0) / (one.sum() + n)
    pair = (two + 5.0 * single) / (two.sum(axis=1, keepdims=True) + 5.0)
    triple = (three + 5.0 * pair) / (three.sum(axis=2, keepdims=True) + 5.0)
    result: NDArray[np.float64] = -np.log(triple)
    return result


def character(step: int) -> str:
    point = FIRST + step
    return chr(point + (point >= SKIPPED))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data: Path = parser.parse_args().data
    text = ["# Made by `python -m training.letters`; that file says what stands here.", f"step = {STEP}"]
    for script, languages in SCRIPTS.items():
        counts: dict[str, Counter[str]] = {}
        common: set[str] = set()
        for language, names in languages.items():
            counts[language] = Counter()
            for name in names:
                taken = 0
                seen: Counter[str] = Counter()
                for line in lines(data, name):
                    if not held_back(line) and taken < MOST_LINES:
                        taken += 1
                        # A word counts by how many lines have it, so that no single spammer teaches anything.
                        seen.update(set(words(line)))
                fewest = 1 if name.startswith("language_id/") else IN_LINES
                counts[language].update({word: count for word, count in seen.items() if count >= fewest})
                if name == names[0] and language not in NO_COMMON_WORDS:
                    first = counts[language].most_common(COMMON)
                    common |= {word for word, _ in first if len(word) <= SHORT}
        if script == "latin":
            written = [line for line in FOREIGN.read_text("utf-8").splitlines() if not line.startswith("#")]
            counts["foreign"] = Counter({word: FOREIGN_WEIGHT for line in written for word in line.split()})
        every = sum((Counter("".join(c)) for c in counts.values()), Counter[str]())
        letters = LETTERS[script] or "".join(
            sorted(
                letter
                for letter, count in every.items()
                if "\u0600" <= letter <= "\u06ff" and count >= FEWEST
            )
        )
        table = np.min([costs(counted, letters) for counted in counts.values()], axis=0)
        steps = np.minimum(np.rint(table / STEP), MOST_STEPS).astype(int)
        common = {word for word in common if set(word) <= set(letters)}
        text += [
            "",
            f"[{script}]",
            f'letters = "{letters}"',
            'common = """\\',
            *wrapped(sorted(common)),
            '"""',
        ]
        text += [
            "# A line for each two letters before, a character for each third; the boundary comes first."
        ]
        text += [
            "costs = '''",
            *("".join(map(character, row)) for row in steps.reshape(-1, len(letters) + 1)),
            "'''",
        ]
    OUT.write_text("\n".join(text) + "\n", "utf-8")


def wrapped(some: list[str]) -> Iterator[str]:
    line = ""
    for word in some:
        if len(line) + len(word) > 100:
            yield line + " \\"
            line = ""
        line += word + " "
    yield line


if __name__ == "__main__":
    main()
