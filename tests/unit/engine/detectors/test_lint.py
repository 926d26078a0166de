"""The lint of word lists names each fault with its line, and the shipped lists have none."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from gatepost.engine.detectors.entries import COLUMNS
from gatepost.engine.detectors.lint import lint, sources

LISTS = files("gatepost.engine.detectors") / "lexicons"
CLEAN = Path(__file__).parents[3] / "data" / "clean"
DOCS = Path(__file__).parents[4] / "docs"
NAMES = ("ar", "ar-latn", "ckb", "en", "fa", "fa-latn", "kmr", "tr")


def kinds(*rows: str, language: str = "tr", clean: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    text = "\n".join(["# a comment", "\t".join(COLUMNS), *rows, ""])
    return [(problem.line, problem.kind) for problem in lint(text, language, clean)]


def row(term: str, match: str = "word", severity: str = "strong", **cells: str) -> str:
    known = {"gloss": "a gnu", "exceptions": "", "flags": "", "source": "gatepost", "reviewed": "yes"} | cells
    return "\t".join(
        [term, match, cells.get("clause", "profanity"), severity, *(known[c] for c in COLUMNS[4:])]
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_lists_are_sound(name: str) -> None:
    path = CLEAN / f"{name}.txt"
    clean = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    assert lint((LISTS / f"{name}.tsv").read_text("utf-8"), name, clean) == []


def test_a_sound_list_has_no_faults() -> None:
    assert kinds(row("gnuxbar"), row("gnuxfoo", exceptions="gnuxfoo festivali")) == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("gnuxbar", gloss="")], [(3, "gloss")]),
        ([row("gnuxbar", source="somewhere")], [(3, "source")]),
        ([row("gnuxbar", exceptions="zebra crossing")], [(3, "exception")]),
        ([row("gnuxbar", exceptions="gnuxbar")], [(3, "dead"), (3, "exception")]),
        ([row("gnuxbar"), row("GNÜXBAR")], [(4, "duplicate")]),
        ([row("gnux(bar|foo)"), row("gnuxfoo")], [(4, "duplicate")]),
        ([row("gnuxbar"), row("gnuxbar", clause="threat")], []),
        ([row("gnuxbar", "stem"), row("gnuxbarlar")], [(4, "subsumed")]),
        ([row("gnuxbar", "prefix"), row("gnuxbarlar", severity="mild")], []),
        ([row("gnuxbar", "prefix"), row("gnuxbarlar", flags="refer")], []),
        ([row("gnuxbar").replace("strong", "awful"), row("(a")], [(3, "unreadable"), (4, "unreadable")]),
        ([row("gnuxbar") + "\tmore"], [(3, "unreadable")]),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_line(rows: list[str], found: list[tuple[int, str]]) -> None:
    assert kinds(*rows) == found


def test_clean_text_must_not_be_hit() -> None:
    line = "Bugün gnuxbar çayı içtik."
    assert kinds(row("gnuxbar"), clean=(line,)) == [(3, "clean")]
    assert kinds(row("gnuxbar", exceptions="gnuxbar çayı"), clean=(line,)) == []
    assert kinds(row("gnuxbar", severity="mild"), clean=(line,)) == []
    assert kinds(row("the"), language="en") == [(3, "clean")]


def test_english_needs_no_gloss() -> None:
    assert kinds(row("gnuxbar", gloss=""), language="en") == []


def test_every_source_stands_in_the_documentation() -> None:
    page = (DOCS / "reference/lexicons.md").read_text(encoding="utf-8")
    for name, source in sources().items():
        assert name == "publisher" or f"| `{name}` | {source['list']} | {source['licence']} |" in page
