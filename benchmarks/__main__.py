"""Run every benchmark, print the figures and write them to `var/bench.json`.

Each part runs in a process of its own, so that none inherits another's warm caches or processor affinity.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.machine import describe

PARTS = (
    "sizes",
    "engine",
    "encoder",
    "processors",
    "readings",
    "evasion",
    "submissions",
    "postgresql",
    "streams",
    "threads",
    "threads_isso",
    "unchanged",
    "figures",
    "guards",
    "ledger",
    "keeping",
    "widget",
    "desk",
    "quality",
    "false_hits",
    "languages",
    "noise",
    "relevance",
    "promotion",
    "neutral_identity",
    "desk_keyboard",
    "archives",
)


def run(part: str) -> object:
    """The figures of one part, measured in a fresh interpreter."""
    code = f"import json; from benchmarks import {part}; print(json.dumps({part}.measure()))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if answer.returncode:
        sys.exit(f"benchmark {part} failed:\n{answer.stderr}")
    return json.loads(answer.stdout.splitlines()[-1])


def main() -> None:
    parts = sys.argv[1:] or list(PARTS)
    unknown = set(parts) - set(PARTS)
    if unknown:
        sys.exit(f"unknown benchmark {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    figures: dict[str, object] = {"machine": describe()}
    print(json.dumps(figures["machine"], indent=2), flush=True)
    for part in parts:
        figures[part] = run(part)
        print(part, json.dumps(figures[part], indent=2), flush=True)
    target = Path("var/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"written to {target}; more on quality: docs/model-cards/")


if __name__ == "__main__":
    main()
