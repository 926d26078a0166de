"""Wrong rejections of neutral sentences that name a group: `neutral_identity.tsv`, never trained on.

Every sentence should be approved; one that is rejected is rejected for the name in it. A referral is no wrong
rejection, but somebody's comment waits.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from benchmarks.quality import shown
from gatepost import Engine
from gatepost.engine.face import KINDS, Kind
from gatepost.evaluation.metrics import wilson
from gatepost.vocabulary import Outcome

FILE = Path(__file__).with_name("neutral_identity.tsv")


class Sentence(Struct, frozen=True):
    """`group`: women, men, lgbt, ethnic, religion, nationality, migrants, disability or age."""

    language: str
    group: str
    text: str


def sentences(path: Path = FILE) -> list[Sentence]:
    """All sentences, in the order of the file; lines that begin with # and the header are none."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Sentence(*line.split("\t")) for line in lines[1:]]


def measure(kind: Kind = "full") -> dict[str, object]:
    """Shares rejected, and rejected or referred, with 95% Wilson intervals; the sentences rejected."""
    engine = Engine.load(kind=kind)
    rows = sentences()
    outcomes = [verdict.outcome for verdict in engine.screen_many([row.text for row in rows])]

    def by(column: str) -> dict[str, object]:
        parts: dict[str, list[Outcome]] = {}
        for row, outcome in zip(rows, outcomes, strict=True):
            parts.setdefault(getattr(row, column), []).append(outcome)
        return {name: shares(part) for name, part in parts.items()}

    wrong = [row.text for row, outcome in zip(rows, outcomes, strict=True) if outcome is Outcome.REJECT]
    return {
        "version": engine.version,
        "all": shares(outcomes),
        "by_language": by("language"),
        "by_group": by("group"),
        "rejected": wrong,
    }


def shares(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Of these outcomes: how many there are, the share rejected, the share rejected or referred."""
    rejected = sum(outcome is Outcome.REJECT for outcome in outcomes)
    held = sum(outcome is not Outcome.APPROVE for outcome in outcomes)
    return {
        "sentences": len(outcomes),
        "rejected": shown(wilson(rejected, len(outcomes))),
        "held": shown(wilson(held, len(outcomes))),
    }


if __name__ == "__main__":
    wanted: Kind = next((kind for kind in KINDS if kind == sys.argv[-1]), "full")
    print(json.dumps(measure(wanted), indent=2, ensure_ascii=False))
