"""All rows of all sets, each on one side of the split only.

A source's own test split is kept; elsewhere rows are divided 80/10/10 by a hash of their letters.
Near-duplicates stay on one side: a row to train on leaves when its letters, or nearly half of its runs of six
words, also stand in a row kept for validation or test.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.rows import ABUSIVE, KINDS, PROMOTION, Row, clean
from training.sources import SOURCES, Source

_SPLITS = {
    "train": "train", "sampled_train": "train", "rest": "train",
    "dev": "valid", "valid": "valid", "validation": "valid",
    "test": "test", "sampled_test": "test",
}  # fmt: skip
_CLEAN_TEXTS = {
    "ckb": ("ckb-Arab", "ckb-Latn", "ckb_informal_cordi", "ckb_wergor_text_arab", "ckb_wergor_text_latn"),
    "kmr": ("kmr-Latn", "kmr-Arab"),
    "fa": ("fas-Arab", "fas"),
    "ar": ("ara-Arab",),
    "tr": ("tur-Latn",),
}
"""Plain text, not labelled: taken as innocent so that the model does not take fright at a language."""

_WORDS = re.compile(r"\w+")
_RUN = 6


def read_items(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzip JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_lines(path: Path) -> list[str]:
    """The lines of a gzip text file, without line ends, blank ones left out."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\r\n") for line in lines if line.strip()]


def letters_of(text: str) -> str:
    """Letters and digits alone, in one case: what near-duplicates share."""
    return "".join(_WORDS.findall(text.casefold()))


def part_of(text: str) -> str:
    """`train`, `valid` or `test`, 80/10/10, by a hash of the letters alone."""
    place = hashlib.sha256(letters_of(text).encode("utf-8", "surrogatepass")).digest()[0] * 100 // 256
    return "train" if place < 80 else "valid" if place < 90 else "test"


def runs_of(text: str) -> set[int]:
    """Digests of every run of six words."""
    words = _WORDS.findall(text.casefold())
    grams = (" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
    return {
        int.from_bytes(hashlib.blake2b(g.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        for g in grams
    }


def separate(rows: Iterable[Row]) -> tuple[list[Row], Counter[str]]:
    """Rows with near-duplicates on one side (test before validation before training), and what left."""
    left: Counter[str] = Counter()
    kept: list[Row] = []
    keys: dict[str, set[str]] = {"test": set(), "valid": set()}
    runs: dict[str, set[int]] = {"test": set(), "valid": set()}
    ordered = list(rows)
    for part, stricter in (("test", ()), ("valid", ("test",)), ("train", ("test", "valid"))):
        seen: set[tuple[str, str]] = set()
        for row in ordered:
            if row.split != part:
                continue
            key = letters_of(row.text) or row.text
            grams = runs_of(row.text)
            twin = any(
                key in keys[s] or (grams and len(grams & runs[s]) >= 0.45 * len(grams)) for s in stricter
            )
            if twin or (row.source, key) in seen:
                left[row.source] += 1
                continue
            seen.add((row.source, key))
            kept.append(row)
            if part != "train":
                keys[part].add(key)
                runs[part] |= grams
    return kept, left


class TargetWords:
    """Divides posts that a source calls hateful among the kinds of abuse by the group they name."""

    def __init__(self) -> None:
        listed = json.loads(Path(__file__).with_name("targets.json").read_text("utf-8"))
        self._words: dict[str, dict[str, str]] = {}
        self._stems: dict[str, dict[str, tuple[str, ...]]] = {}
        for language in (key for key in listed if key != "_"):
            kinds = listed[language]
            self._words[language] = {w: kind for kind in KINDS for w in kinds[kind] if not w.endswith("*")}
            self._stems[language] = {
                kind: tuple(w[:-1] for w in kinds[kind] if w.endswith("*")) for kind in KINDS
            }

    def refine(self, row: Row) -> None:
        """Where the kind is open and words name a group, say so (other kinds stay unknown).

        Outside English, where little else tells the kinds apart, a hateful post that names none of these
        groups keeps only `abuse`: a guess would put arbitrary grounds into a statement of reasons.
        """
        if "kinds" not in row.bags:
            return
        words, stems = self._words.get(row.language, {}), self._stems.get(row.language, {})
        named = set()
        for word in _WORDS.findall(row.text.casefold()):
            if word in words:
                named.add(words[word])
            named.update(kind for kind, begins in stems.items() if word.startswith(begins))
        if named or row.language != "en":
            row.labels.update(dict.fromkeys(sorted(named), True))
            row.bags = tuple(bag for bag in row.bags if bag != "kinds")


class CrudeWords:
    """Tells swearing from vulgarity (sex, excrement) in rows that a source calls obscene or offensive."""

    def __init__(self, data: Path) -> None:
        listed = json.loads((data / "lexicons/surge_profanity_en.json").read_text("utf-8"))
        self._vulgar = {
            e["text"].casefold()
            for e in listed
            if e["category_1"].startswith(("sexual anatomy", "bodily fluids")) and e["severity_rating"] >= 1.4
        }
        self._swear = {
            lang: {
                w.casefold()
                for w in (data / f"lexicons/ldnoobw/{lang}.txt").read_text("utf-8").splitlines()
                if w
            }
            for lang in ("ar", "tr", "fr", "de", "ko", "pt")
        }

    def refine(self, row: Row) -> None:
        """Name what stands in the text, only in rows that a source calls bad."""
        if not row.labels.get("toxicity"):
            return
        words = set(_WORDS.findall(row.text.casefold()))
        if row.language == "en" and row.labels.get("profanity", "abusive" in row.bags or "crude" in row.bags):
            if words & self._vulgar:
                row.labels.update({"profanity": True, "vulgarity": True})
                row.bags = tuple(bag for bag in row.bags if bag not in {"abusive", "crude"})
        elif "abusive" in row.bags and words & self._swear.get(row.language, set()):
            row.labels["profanity"] = True


def labelled(data: Path, sources: Iterable[Source] = SOURCES) -> Iterator[Row]:
    """Rows of the labelled sets below `data`, with the weight of their set."""
    targets, crude = TargetWords(), CrudeWords(data)
    for source in sources:
        for item in read_items(data / source.file):
            for row in source.read(item):
                row.source = source.name
                row.weight *= source.weight
                row.split = _SPLITS.get(row.split) or part_of(row.group or row.text)
                targets.refine(row)
                crude.refine(row)
                yield row


def innocent(data: Path) -> Iterator[Row]:
    """Unlabelled plain text of the language files, taken as clean; a tenth stays aside for false alarms."""
    known = dict.fromkeys((*ABUSIVE, *PROMOTION, "toxicity"), False)
    for language, files in _CLEAN_TEXTS.items():
        for name in files:
            for line in read_lines(data / f"language_id/{name}.txt.gz"):
                yield Row(
                    line,
                    language,
                    f"plain_{language}",
                    part_of(line),
                    dict(known),
                    violation=None,
                    weight=0.5,
                )


def neutral() -> Iterator[Row]:
    """Our own everyday sentences that name groups and say nothing bad of them: naming is no offence."""
    listed = Path(__file__).with_name("neutral_groups.tsv").read_text("utf-8")
    for line in listed.splitlines():
        language, text = line.split("\t")
        known = clean(promotion=False)
        yield Row(text, language, "neutral_groups", "train", known, violation=False, weight=8.0)


def collect(data: Path) -> tuple[list[Row], Counter[str]]:
    """Every row to train, calibrate and test on, and how many near-duplicates left each set."""
    return separate([*labelled(data), *innocent(data), *neutral()])
