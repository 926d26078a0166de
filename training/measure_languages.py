"""How well languages are told: on lines held back, by length; on other text; on languages never seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gatepost.engine.models.language import UNKNOWN
from gatepost.engine.models.language_spans import Span
from gatepost.evaluation.metrics import wilson
from training.collect import read_items
from training.language_lines import UNSEEN, Line
from training.language_pieces import bare, piece

Measured = dict[str, Any]
Identify = Callable[[Sequence[str]], list[tuple[str, float]]]
FIRST_SIX = ("en", "ar", "ckb", "kmr", "tr", "fa")
LENGTHS = {"one word": 1, "two words": 2, "three words": 3, "five words": 5, "sentences": 0}
FILES = ("ckb-Arab", "ckb-Latn", "ckb_informal_cordi", "kmr-Arab", "kmr-Latn")
HIGH = 0.9
MIXES = 1_000
ARABIC_SCRIPT = frozenset({"ar", "ckb", "fa"})


def held_back(every: Sequence[Line]) -> list[Line]:
    """Lines of split `test` of the kinds of text that were learnt."""
    return [line for line in every if line.split == "test" and line.source not in {"udhr", "unseen"}]


def pieces(held: Sequence[Line], words: int, seed: int = 1) -> list[str]:
    """One piece of each line, from anywhere in it; 0 words: the whole line."""
    random = np.random.default_rng(seed)
    return [piece(line.text, words, random) if words else line.text for line in held]


def expected(line: Line) -> str:
    """The answer that is right: `und` for the groups that are learnt as others."""
    return UNKNOWN if line.language.startswith(UNKNOWN) else line.language


def measure(every: Sequence[Line], identify: Identify, suite: Sequence[Line] = ()) -> Measured:
    """Everything that the card says of the identifier. Shares are `Interval`s (Wilson, 95%).

    `suite`: sentences of an evaluation-only suite in other languages (`read_suite`).
    """
    held = held_back(every)
    measured: Measured = {"by_length": {}, "by_language": {}, "files": {}, "confusions": {}}
    for name, words in LENGTHS.items():
        told = [code for code, _ in identify(pieces(held, words))]
        _count(measured, name, held, told)
    six = [line for line in held if line.language in FIRST_SIX]
    bared = [bare(text).lower() for text in pieces(six, 3)]
    latin = [
        n for n, line in enumerate(six) if line.language in {"tr", "kmr"} and six[n].text.isascii() is False
    ]
    measured["without_diacritics"] = _shares(
        [six[n] for n in latin], [code for code, _ in identify([bared[n] for n in latin])]
    )
    measured["another_kind"] = _another_kind(every, identify)
    measured["neighbours"] = _neighbours(every, identify)
    measured["suite"] = _shares(suite, [code for code, _ in identify([line.text for line in suite])])
    measured["never_seen"] = _never_seen(every, identify)
    return measured


def _shares(held: Sequence[Line], told: Sequence[str]) -> Measured:
    return {
        language: _share(
            [
                (expected(line), code)
                for line, code in zip(held, told, strict=True)
                if expected(line) == language
            ]
        )
        for language in sorted({expected(line) for line in held})
    }


def _share(pairs: Sequence[tuple[str, str]]) -> Any:
    return wilson(sum(right == said for right, said in pairs), len(pairs))


def _count(measured: Measured, name: str, held: Sequence[Line], told: Sequence[str]) -> None:
    pairs = [(line, expected(line), code) for line, code in zip(held, told, strict=True)]
    measured["by_length"][name] = _share([(r, s) for _, r, s in pairs if r in FIRST_SIX])
    for language in sorted({right for _, right, _ in pairs}):
        mine = [(r, s) for _, r, s in pairs if r == language]
        wrong = Counter(s for r, s in mine if s != r).most_common(3)
        measured["by_language"].setdefault(language, {})[name] = _share(mine)
        measured["by_language"][language][f"{name} mistaken for"] = dict(wrong)
    for source in FILES:
        mine = [(r, s) for line, r, s in pairs if line.source == source]
        measured["files"].setdefault(source, {})[name] = _share(mine)
    measured["confusions"][name] = {
        right: dict(
            Counter(
                s if s in FIRST_SIX else "other" if s != UNKNOWN else s for _, r, s in pairs if r == right
            )
        )
        for right in FIRST_SIX
    }


def _another_kind(every: Sequence[Line], identify: Identify) -> Measured:
    """The six in declarations of human rights, not learnt from: whole paragraphs and three words."""
    held = [line for line in every if line.split == "test" and line.source == "udhr"]
    held = [line for line in held if line.language in FIRST_SIX]
    return {
        name: _shares(held, [code for code, _ in identify(pieces(held, words))])
        for name, words in (("sentences", 0), ("three words", 3))
    }


def _neighbours(every: Sequence[Line], identify: Identify) -> Measured:
    """The paragraphs of declarations that were held back, in languages besides the six and the others."""
    held = [line for line in every if line.split == "test" and line.source == "udhr"]
    held = [line for line in held if line.language not in FIRST_SIX and expected(line) != UNKNOWN]
    return _shares(held, [code for code, _ in identify([line.text for line in held])])


def measure_mixes(every: Sequence[Line], spans: Callable[[str], list[Span]]) -> Measured:
    """Two held-back lines of the six in one text: both told, in order; and lines alone, left in one piece."""
    held = [line for line in held_back(every) if line.language in FIRST_SIX and 40 <= len(line.text) <= 100]
    random = np.random.default_rng(1)
    pairs = [(held[a], held[b]) for a, b in random.integers(0, len(held), size=(MIXES, 2)).tolist()]
    pairs = [(one, two) for one, two in pairs if one.language != two.language]
    told = [[span.code for span in spans(f"{one.text}. {two.text}")] for one, two in pairs]
    right = [said == [one.language, two.language] for said, (one, two) in zip(told, pairs, strict=True)]
    script = [(one.language in ARABIC_SCRIPT) == (two.language in ARABIC_SCRIPT) for one, two in pairs]
    same = [ok for ok, alike in zip(right, script, strict=True) if alike]
    alone = [len(spans(line.text)) <= 1 for line in held[:MIXES]]
    return {
        "two lines, any": wilson(sum(right), len(right)),
        "two lines, mostly of one script": wilson(sum(same), len(same)),
        "one line, left whole": wilson(sum(alone), len(alone)),
    }


def read_suite(data: Path) -> list[Line]:
    """Multilingual HateCheck: only evaluated on, here for the language its sentences are written in.

    Polish and Chinese are right as `und`. Hindi stands there in Latin letters, which hardly differs from Urdu
    in Latin letters; it is left out.
    """
    file = data / "multi/multilingual_hatecheck_dev.jsonl.gz"
    others = {"pl": "und-slavic", "zh": "und-zh"}
    return [
        Line(item["text"], others.get(item["lang"], item["lang"]), f"suite {item['lang']}", "test")
        for item in read_items(file)
        if item["lang"] != "hi"
    ]


def _never_seen(every: Sequence[Line], identify: Identify) -> Measured:
    """Of languages that were never learnt: how many are taken for one of the six, and how surely."""
    measured: Measured = {}
    for name in UNSEEN:
        held = [line for line in every if line.language == name]
        measured[name] = {}
        for length, words in (("sentences", 0), ("three words", 3)):
            told = identify(pieces(held, words))
            taken = [p for code, p in told if code in FIRST_SIX]
            measured[name][length] = wilson(len(taken), len(told))
            measured[name][f"{length}, at {HIGH}"] = wilson(sum(p >= HIGH for p in taken), len(told))
            wrong = Counter(code for code, _ in told if code in FIRST_SIX)
            measured[name][f"{length} taken for"] = dict(wrong.most_common(3))
    return measured
