"""What the engine says today about every golden comment.

`python -m tests.golden.record` writes verdicts.jsonl anew and prints how far the engine and a careful
moderator agree. Read the diff before you commit it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gatepost import Engine
from gatepost.vocabulary import Verdict

HERE = Path(__file__).parent
VERDICTS = HERE / "verdicts.jsonl"
KNOWN_FAILURES = HERE / "known_failures.jsonl"
OUTCOMES = ("approve", "refer", "reject")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def comments() -> list[dict[str, Any]]:
    """Every golden comment: id, text, language, wanted (approve or reject, with clause), note.

    `explicit` marks strong words and plain threats in the languages with grown word lists: none may pass.
    """
    return [comment for path in sorted((HERE / "comments").glob("*.jsonl")) for comment in read_lines(path)]


def recorded(comment: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    """What is kept of a verdict: outcome, language, grounds with spans, probabilities to three places."""
    return {
        "id": comment["id"],
        "outcome": verdict.outcome.value,
        "language": verdict.language,
        "grounds": [
            {
                "clause": ground.clause,
                "by": ground.by,
                "spans": [[each.start, each.end] for each in ground.evidence],
            }
            for ground in verdict.grounds
        ],
        "violation": round(verdict.violation, 3),
        "probabilities": {
            clause: round(value, 3) for clause, value in verdict.probabilities.items() if value is not None
        },
    }


def judge(engine: Engine) -> list[dict[str, Any]]:
    """Today's verdict on every golden comment, in order."""
    asked = comments()
    verdicts = engine.screen_many([comment["text"] for comment in asked])
    return [recorded(comment, verdict) for comment, verdict in zip(asked, verdicts, strict=True)]


def agreement(verdicts: Iterable[dict[str, Any]]) -> str:
    """How often each outcome met each wish, by language and by clause."""
    outcome = {verdict["id"]: verdict["outcome"] for verdict in verdicts}
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for comment in comments():
        met = (comment["wanted"], outcome[comment["id"]])
        for key in (comment["language"], comment.get("clause", "approve")):
            counts.setdefault(key, Counter())[met] += 1
    head = "".join(f"{wanted + ' > ' + said:>18}" for wanted in ("approve", "reject") for said in OUTCOMES)
    lines = [f"{'wanted > engine':<22}{head}"]
    for key, met in counts.items():
        cells = "".join(f"{met[wanted, said]:>18}" for wanted in ("approve", "reject") for said in OUTCOMES)
        lines.append(f"{key:<22}{cells}")
    return "\n".join(lines)


def main() -> None:
    verdicts = judge(Engine.load())
    VERDICTS.write_text(
        "".join(json.dumps(verdict, ensure_ascii=False) + "\n" for verdict in verdicts), "utf-8"
    )
    print(agreement(verdicts))
    wanted = {comment["id"]: comment for comment in comments()}
    for verdict in verdicts:
        comment = wanted[verdict["id"]]
        if {comment["wanted"], verdict["outcome"]} == {"approve", "reject"}:
            wish = f"wanted {comment['wanted']}, engine says {verdict['outcome']}"
            print(f"{comment['id']}: {wish}: {comment['text']}")


if __name__ == "__main__":
    main()
