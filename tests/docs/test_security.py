"""docs/explanation/security.md: each requirement of ASVS 5.0.0 at level 2 once, each named test real."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/security.md").read_text("utf-8")
ROW = re.compile(
    r"^\| ([0-9.]+)(?: to ([0-9.]+))? \| (met|partly|not met|n/a) \| (.+?) \| (.*?) ?\|$", re.MULTILINE
)
LEVEL_2 = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
"""Requirements of levels 1 and 2 in each section: they are always its first."""


def ids(first: str, last: str) -> list[str]:
    section, _, number = first.rpartition(".")
    to = int(last.rpartition(".")[2]) if last else int(number)
    return [f"{section}.{one}" for one in range(int(number), to + 1)]


def test_every_requirement_stands_there_once() -> None:
    wanted = [f"{section}.{one}" for section, count in LEVEL_2.items() for one in range(1, count + 1)]
    assert len(wanted) == 253
    assert [one for first, last, *_ in ROW.findall(PAGE) for one in ids(first, last)] == wanted


def test_the_states_are_counted_right() -> None:
    counts: Counter[str] = Counter()
    for first, last, state, *_ in ROW.findall(PAGE):
        counts[state] += len(ids(first, last))
    told = ", ".join(f"{counts[state]} {state}" for state in ("met", "partly", "not met", "n/a"))
    assert f"Of 253: {told}." in PAGE


def test_what_is_met_is_shown_and_what_is_not_says_why() -> None:
    for first, _, state, words, shown in ROW.findall(PAGE):
        assert words, first
        assert shown or state != "met", f"{first} is called met and shown by nothing"


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", PAGE))
    assert len(named) > 80
    missing = []
    for file, name in sorted(named):
        path = ROOT / file
        defined = (
            {
                node.name
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            }
            if path.is_file()
            else set()
        )
        if not defined or (name and name not in defined):
            missing.append(f"{file}::{name}")
    assert missing == []


def test_every_file_that_is_named_exists() -> None:
    named = [
        shown[1:-1] for *_, shown in ROW.findall(PAGE) if shown.startswith("`") and "tests/" not in shown
    ]
    assert named
    assert [one for one in named if not (ROOT / one).is_file()] == []


def test_no_broken_hash_is_used() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sorted((ROOT / "src").rglob("*.py"))
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"hashlib\.(md5|sha1|new)\b|\b(SHA1|MD5)\(", line)
    ]
    assert found == []
