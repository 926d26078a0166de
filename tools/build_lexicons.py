"""Name the source of every entry of the shipped word lists from raw open lists; rewrite the lists in place.

    python tools/build_lexicons.py ../shared/data/lexicons [--check]

The lists under src/gatepost/engine/detectors/lexicons/ are written and kept by hand: clause, severity, match
and flags are judgements. What this tool does, and can repeat, is to look each spelling up in raw lists and
to write into column `source` the first of SOURCES that holds it, or `gatepost` where none does. With
--check nothing is written, and the exit status is 1 if something would change. Raw lists under a share-alike
licence are not used.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from gatepost.engine.detectors.entries import COLUMNS, expand
from gatepost.engine.text.views import folded_view

LISTS = Path(__file__).parents[1] / "src" / "gatepost" / "engine" / "detectors" / "lexicons"

SOURCES: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("surge", "surge_profanity_en.json"),
        ("ldnoobw", "ldnoobw/en.txt"),
        ("cuss", "cuss/en.json"),
        ("persian-text-guard", "persian_text_guard_en.json"),
    ),
    "tr": (("ldnoobw", "ldnoobw/tr.txt"), ("glin", "glin_profanity/turkish.json")),
    "ar": (("ldnoobw", "ldnoobw/ar.txt"), ("glin", "glin_profanity/arabic.json")),
    "fa": (
        ("ldnoobw", "ldnoobw/fa.txt"),
        ("persian-text-guard", "persian_text_guard_fa.json"),
        ("farokhi", "fa_farokhi.json"),
        ("modos", "fa_modos.json"),
        ("amirshnll", "fa_amirshnll.json"),
    ),
    "fa-latn": (("persian-text-guard", "persian_text_guard_fa-Latn.json"),),
    "ar-latn": (("cuss", "cuss/ar-latn.json"),),
    "ckb": (),
    "kmr": (),
}


def words(path: Path) -> Iterable[str]:
    """The words of one raw list, whichever of the four shapes it has."""
    if path.suffix == ".txt":
        return path.read_text(encoding="utf-8").splitlines()
    data = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(data, dict):
        data = data.get("words", list(data))
    return [item if isinstance(item, str) else str(item.get("text") or item.get("entry")) for item in data]


def folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(folded_view(word.strip()).text for word in words)


def with_sources(text: str, raw: list[tuple[str, frozenset[str]]]) -> str:
    """One word list with its column `source` filled in."""
    at = COLUMNS.index("source")
    lines = []
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) == len(COLUMNS) and cells[0] != COLUMNS[0]:
            spellings = {folded_view(term).text for term in expand(cells[0])}
            cells[at] = next((name for name, known in raw if spellings & known), "gatepost")
        lines.append("\t".join(cells))
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    folders = [argument for argument in arguments if not argument.startswith("--")]
    if len(folders) != 1 or not Path(folders[0]).is_dir():
        print("usage: python tools/build_lexicons.py FOLDER-OF-RAW-LISTS [--check]", file=sys.stderr)
        return 2
    changed = []
    for language, sources in SOURCES.items():
        path = LISTS / f"{language}.tsv"
        raw = [(name, folded(words(Path(folders[0]) / file))) for name, file in sources]
        before = path.read_text(encoding="utf-8")
        after = with_sources(before, raw)
        if after != before:
            changed.append(path.name)
            if not check:
                path.write_text(after, encoding="utf-8")
    print(f"{'would change' if check else 'changed'}: {', '.join(changed) or 'nothing'}")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
