"""Write the ordinary words that no reading of a disguise may take for something else.

    python tools/build_ordinary_words.py ../shared/data/language_id /usr/share/dict/american-english ...

Two lists go in: sentences of ten languages (KurdishLID and PersoArabicLID, MIT; gzip, one a line) and English
word lists (SCOWL, as in Debian's wamerican and wbritish; free for any use with its notice). Kept are the
words of up to five letters, against which the pieces of a split word are judged, and longer ones that a
misspelt term of the shipped lists would meet. Terms of the lists themselves stay out. Words are folded;
English abbreviations of comments (`pls`, `btw`) are written by hand below.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter
from pathlib import Path

from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.detectors.misspellings import strong_words, variants_of
from gatepost.engine.text.views import folded_view

TARGET = Path(__file__).parents[1] / "src" / "gatepost" / "engine" / "text" / "ordinary_words.txt"
HEADER = """\
# Ordinary words, folded, by script and length: what a reading of a disguise may not take for something else.
# From sinaahmadi/KurdishLID and sinaahmadi/PersoArabicLID (MIT) and SCOWL (c) 2000-2011 Kevin Atkinson,
# free for
# any use with this notice. Written by tools/build_ordinary_words.py; do not edit.
"""
SAMPLES = (
    "ara-Arab", "arb", "ckb-Arab", "ckb-Latn", "ckb_informal_cordi", "ckb_wergor_text_arab",
    "ckb_wergor_text_latn", "fas-Arab", "fas", "kmr-Arab", "kmr-Latn", "sdh-Arab", "tur-Latn", "urd",
    "zza-Latn", )  # fmt: skip
BY_HAND = """
btw pls plz thx tnx msg pm am st nd rd th mr mrs ms dr jr sr vs etc eg ie km cm mm kg mg lb ft hr hrs min sec
tv
dvd cd pc usb gps nhs bbc cnn nbc cbs fbi cia nsa usa uk eu un nato gdp vat gst hst nyc la dc sf ny
nj ct bc ab qc
tht wht ths wth hv gd bk cn thn whn frm ppl wld cld shld abt smth bcs cuz plz tmrw nvm jk
lol lmao rofl omg imo imho fyi asap faq diy ok tbh smh idk ngl irl dm rt hmm hm mmm shh pst psst brb ttyl bff
des les der die das und ist von mit ein eine une est que qui pour dans avec los las del con por para una como
"""
MAX_SHORT = 5
LEAST = 2
"""A longer word of a sample counts from its second occurrence on: the samples hold slips of the pen, too."""

_WORDS = re.compile(r"[^\W\d_]+")


def read(samples: Path, lists: list[Path]) -> Counter[str]:
    """Folded words and how often they stand in the samples; words of the lists count as often as is
    needed.
    """
    found: Counter[str] = Counter()
    for name in SAMPLES:
        with gzip.open(samples / f"{name}.txt.gz", "rt", encoding="utf-8") as file:
            for line in file:
                found.update(_WORDS.findall(folded_view(line).text))
    for path in lists:
        for word in path.read_text(encoding="utf-8").splitlines():
            for part in _WORDS.findall(folded_view(word.removesuffix("'s")).text):
                found[part] += LEAST
    for word in BY_HAND.split():
        found[word] += LEAST
    return found


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    found = read(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
    strong = set(strong_words(Lexicon.load().entries))
    alone = {
        entry.term for entry in Lexicon.load().entries if entry.severity != "mild" and " " not in entry.term
    }
    met = {variant for word in strong for variant, _ in variants_of(word)}
    met |= {part for word in strong for at in range(2, len(word) - 1) for part in (word[:at], word[at:])}
    kept = sorted(
        word
        for word, count in found.items()
        if ((len(word) <= MAX_SHORT and (count >= LEAST or len(word) <= 3)) or word in met)
        and (len(word) > 1 or count >= 40)
        and not (word in alone and word.isascii() and count < 20)
    )
    TARGET.write_text(HEADER + "\n".join(kept) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(kept)} words of {len(found)}")


if __name__ == "__main__":
    main()
