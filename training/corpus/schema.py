"""What one example of the corpus says of itself. Every clause is labelled; nothing is unknown."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

KINDS = ("abuse.sexism", "abuse.racism", "abuse.homophobia", "abuse.xenophobia", "abuse.other")
TOXIC = ("profanity", "vulgarity", "threat", "personal-attack", *KINDS)
PROMOTION = ("promotion.commercial", "promotion.personal")
CLAUSES = (*TOXIC, *PROMOTION)
OPINIONS = ("toxicity", "severe")
"""`toxicity`: any of TOXIC holds. `severe`: a threat, dehumanisation, or a call to take rights or life."""

TARGETS = ("group", "person", "public-figure", "staff", "institution", "object", "self", "nobody")
"""`person`: somebody in the thread. `staff`: works for the publisher. `institution`: a government too."""

ASSERTING = ("attack", "profanity", "promotion")
STANCES = (
    *ASSERTING,
    "denial",
    "quotation",
    "report",
    "question",
    "reclaiming",
    "praise",
    "neutral",
    "criticism",
    "counter-speech",
    "self-deprecation",
    "idiom",
    "recommendation",
)
MENTIONING = ("denial", "quotation", "report", "question", "counter-speech")
"""Stances that mention bad words without using them: what a word is labelled with does not count there."""

REGISTERS = ("formal", "plain", "colloquial")
PARTS = ("train", "test")

SPANS = ("insult", "threat", "profane_obscene", "identity_attack", "other_toxicity", "promotion")
"""The five types of the public set toxic_spans, and one for promotion."""


@dataclass(frozen=True, slots=True)
class Example:
    """`spans`: (start, end, type) in code points of `text`, end exclusive; empty for innocent examples.

    `set` ties the members of one contrast set; `skeleton` is a hash of the sentence with its words taken
    out, equal for sentences that differ only in words; `group` is the kind of group spoken of ("": none).
    """

    id: str
    text: str
    lang: str
    labels: dict[str, int]
    target: str
    stance: str
    explicit: bool
    evading: bool
    register: str
    group: str
    set: str
    grammar: str
    part: str
    spans: tuple[tuple[int, int, str], ...]
    skeleton: str

    @property
    def violating(self) -> bool:
        """Whether a careful moderator would reject it."""
        return any(self.labels[clause] for clause in CLAUSES)


def complete(positive: Iterable[str]) -> dict[str, int]:
    """All labels, zero or one, from those that hold; `toxicity` follows, `severe` follows from a threat."""
    holds = set(positive)
    unknown = holds - {*CLAUSES, *OPINIONS}
    if unknown:
        raise ValueError(f"no such label: {', '.join(sorted(unknown))}")
    if holds & set(TOXIC):
        holds.add("toxicity")
    if "threat" in holds:
        holds.add("severe")
    return {label: int(label in holds) for label in (*CLAUSES, *OPINIONS)}


def write(path: Path, examples: Iterable[Example]) -> None:
    """Gzip JSON Lines, without a date, so that equal examples make equal files."""
    lines = []
    for example in examples:
        lines.append(json.dumps(asdict(example), ensure_ascii=False, separators=(",", ":")))
    text = "".join(f"{line}\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))


def read(path: Path) -> Iterator[Example]:
    """The examples of one committed file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record: dict[str, Any] = json.loads(line)
            record["spans"] = tuple((start, end, kind) for start, end, kind in record["spans"])
            yield Example(**record)
