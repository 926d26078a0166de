"""`python -m training.corpus build | show | stats | probe | hashes`: make and count the corpus."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from training.corpus import FOLDER, VERSION
from training.corpus.build import Builder
from training.corpus.grammar import Grammar, load
from training.corpus.probe import probe
from training.corpus.rows import examples, files
from training.corpus.schema import read, write
from training.corpus.skeletons import HASHES, Forbidden, from_suites, save
from training.corpus.statistics import renew, tables


def languages(folder: Path = FOLDER) -> list[str]:
    """The languages that have grammars."""
    return sorted(path.parent.name for path in folder.glob("*/language.toml"))


def build(names: list[str], out: Path) -> None:
    """Build and write, with a line to the log for what was dropped and which sets ran dry."""
    forbidden = Forbidden()
    for name in names:
        grammar = load(FOLDER / name)
        built = Builder(grammar, forbidden).build()
        write(out / f"{name}.jsonl.gz", built.examples)
        share = sum(one.violating for one in built.examples) / max(len(built.examples), 1)
        skeletons = len({one.skeleton for one in built.examples})
        print(f"{name}: {len(built.examples)} examples, {share:.1%} violating, {skeletons} skeletons")
        print(f"  dropped: {dict(built.dropped)}; ran dry: {', '.join(built.dry) or 'none'}")


def show(name: str, number: int) -> None:
    """Some examples of each stance, for the writer's eye."""
    shown: Counter[str] = Counter()
    for one in Builder(load(FOLDER / name), Forbidden()).build().examples:
        key = f"{one.grammar} {one.stance}"
        if shown[key] < number:
            shown[key] += 1
            labels = ",".join(label for label, value in one.labels.items() if value and label != "toxicity")
            print(f"[{one.part}] {key} ({one.target}) {labels or '-'}\n    {one.text}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.corpus", description=__doc__)
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="grammars to LANGUAGE.jsonl.gz")
    building.add_argument("languages", nargs="*", help="all that have grammars, where none is named")
    building.add_argument("--out", type=Path, default=FOLDER)
    showing = commands.add_parser("show", help="print some examples of a language")
    showing.add_argument("language")
    showing.add_argument("--number", type=int, default=2, help="how many of each stance of each set")
    counting = commands.add_parser("stats", help="count, and print the tables")
    counting.add_argument("--write", action="store_true", help="put them into README.md")
    commands.add_parser("probe", help="how far a bag of words goes on the test part")
    hashing = commands.add_parser("hashes", help="5-grams of the HateCheck development cases, hashed")
    hashing.add_argument("--data", type=Path, required=True)
    asked = parser.parse_args()
    if asked.command == "build":
        build(asked.languages or languages(), asked.out)
    elif asked.command == "show":
        show(asked.language, asked.number)
    elif asked.command == "probe":
        for path in files():
            found = probe(list(read(path)))
            print(
                path.name, ", ".join(f"{key} {share:.0%} of {many}" for key, (share, many) in found.items())
            )
    elif asked.command == "hashes":
        save(from_suites(asked.data))
        print(f"{HASHES.stat().st_size} bytes", file=sys.stderr)
    else:
        grammars: list[Grammar] = [load(FOLDER / name) for name in languages()]
        text = tables(list(examples()), grammars)
        renew(text) if asked.write else print(text)


if __name__ == "__main__":
    main()
