"""False hits: how often the word lists would reject clean text, for each language, with every hit listed.

Clean text is plain text of each language, and the rows of labelled sets that their raters called clean. A
rater's "clean" is no promise: such rows hold swearing too. So each hit is listed (`var/false_hits.jsonl`),
and `false_hits_judged.tsv` says what it is: `swears` or `false`. What nobody has judged counts as false.
Half of all lines, chosen by their content, was used to mend the lists; the other half was held back, and its
figures are the honest ones. Recall stands beside them, on the rows that raters called offensive.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.guidelines import Guidelines, load
from gatepost.engine.models.language import LanguageIdentifier
from gatepost.evaluation.metrics import Interval, wilson

DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
HITS = Path("var/false_hits.jsonl")
JUDGED = Path(__file__).with_name("false_hits_judged.tsv")
GOAL = 1.0
"""At most so many false hits in 10,000 words."""

PLAIN = {
    "ar": ("ara-Arab", "arb"),
    "ckb": ("ckb-Arab", "ckb_informal_cordi", "ckb_wergor_text_arab"),
    "kmr": ("kmr-Latn",),
    "tr": ("tur-Latn",),
    "fa": ("fas-Arab", "fas"),
}
NEIGHBOURS = ("bal", "brh", "ckb-Latn", "glk", "hac", "kas", "kmr-Arab", "sdh-Arab", "trw", "urd", "zza-Latn")
"""Languages beside the six. They are read in the language that the engine takes them for."""

Labels = dict[str, Any]
LABELLED: tuple[tuple[str, str, Callable[[Labels], bool | None]], ...] = (
    ("en", "en/context_toxicity", lambda row: _flag(row.get("label"))),
    ("en", "en/jigsaw_merged", lambda row: _flag(row.get("toxic")) if row.get("src") == "natural" else None),
    ("en", "en/surge_toxicity", lambda row: {"Toxic": True, "Not Toxic": False}.get(row["is_toxic"])),
    ("tr", "tr/tr_lingda", lambda row: _flag(row["label"]) if row["source"] == "offenseval2020_tr" else None),
    ("ar", "ar/ar_mpold", lambda row: {"Offensive": True, "Non-Offensive": False}.get(row["offensive"])),
)
"""Language, set, and what its labels say of a row: offensive, clean, or (None) neither."""

_WORD = re.compile(r"[^\W\d_]+(?:['’\u200c][^\W\d_]+)*")
_ADDRESS = re.compile(r"@user|@url|https?://\S+")


def shown(interval: Interval, scale: float, places: int) -> list[float | None]:
    """Value, low and high end of the 95% interval."""
    ends = (interval.value, interval.low, interval.high)
    return [None if end is None else round(scale * end, places) for end in ends]


def digest(text: str) -> str:
    """How the judgements name a text: they hold no text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def judged() -> dict[str, str]:
    """Digest of a text -> `swears` (it does hold what the entry means) or `false`."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t")[:2] for line in lines if line and not line.startswith("#"))


def _flag(value: object) -> bool | None:
    return {0: False, 1: True}.get(value) if isinstance(value, int) else None


def lines(name: str) -> Iterator[str]:
    """The lines of one plain text, blank ones and repeats left out."""
    with gzip.open(DATA / "language_id" / f"{name}.txt.gz", "rt", encoding="utf-8") as file:
        yield from dict.fromkeys(line.strip() for line in file if line.strip())


def rows(name: str, judge: Callable[[Labels], bool | None]) -> Iterator[tuple[str, bool]]:
    """Text and `is it offensive?` of the rows that the labels judge."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            verdict = judge(row["labels"])
            if verdict is not None:
                yield row["text"], verdict


def held_back(text: str) -> bool:
    """Is this line of the half that nobody looked at while mending the lists?"""
    return hashlib.sha256(text.encode()).digest()[0] >= 128


class Meter:
    """Counts words and hits of one language, and writes every hit down."""

    def __init__(self, lexicon: Lexicon, guidelines: Guidelines, out: list[str]) -> None:
        self.lexicon, self.out = lexicon, out
        self.rejects = {clause.id: clause.reject or 2.0 for clause in guidelines.clauses}
        self.judged = judged()
        self.words: Counter[bool] = Counter()
        self.hits: Counter[bool] = Counter()
        self.false: Counter[bool] = Counter()

    def striking(self, text: str, language: str) -> list[LexiconEntry]:
        """The entries that would reject this text, unreviewed ones counted as if they had been reviewed."""
        return [
            entry
            for entry, blow in self.lexicon.explain(text, language)
            if blow.probability >= self.rejects.get(entry.clause, 2.0)
            and (not blow.refer_only or not entry.reviewed)
        ]

    def read(self, text: str, language: str, source: str) -> None:
        """Count one line, and keep it in the list of hits if it is one."""
        half = held_back(text)
        self.words[half] += len(_WORD.findall(_ADDRESS.sub(" ", text)))
        entries = self.striking(text, language)
        if entries:
            verdict = self.judged.get(digest(text), "")
            self.hits[half] += 1
            self.false[half] += verdict != "swears"
            line = {
                "language": language,
                "source": source,
                "held_back": half,
                "judged": verdict,
                "digest": digest(text),
                "entries": sorted({(entry.term, entry.language, entry.clause) for entry in entries}),
                "text": text,
            }
            self.out.append(json.dumps(line, ensure_ascii=False))

    def figures(self) -> dict[str, object]:
        """Words, hits, false ones, and these in 10,000 words (95% Wilson): all lines, and those held back."""

        def of(words: int, hits: int, false: int) -> dict[str, object]:
            rate = shown(wilson(false, words), 10_000, 2)
            return {"words": words, "hits": hits, "false": false, "false_in_10000": rate}

        return {
            "all": of(self.words.total(), self.hits.total(), self.false.total()),
            "held_back": of(self.words[True], self.hits[True], self.false[True]),
        }


def measure() -> dict[str, object]:
    """Figures by language, plain text and labelled rows apart; nothing where the data folder is not there."""
    if not DATA.is_dir():
        return {"skipped": f"{DATA} is not there; set TRAINING_DATA to the folder of the public sets"}
    lexicon, guidelines, out = Lexicon.load(), load(), list[str]()
    plain: dict[str, object] = {}
    for language, names in PLAIN.items():
        meter = Meter(lexicon, guidelines, out)
        for name in names:
            for line in lines(name):
                meter.read(line, language, name)
        plain[language] = meter.figures()
    identify = LanguageIdentifier.load().identify
    meter = Meter(lexicon, guidelines, out)
    for name in NEIGHBOURS:
        texts = list(lines(name))
        for text, (language, _) in zip(texts, identify(texts), strict=True):
            meter.read(text, language, name)
    plain["neighbours"] = meter.figures()
    labelled, recall = {}, {}
    for language in dict.fromkeys(language for language, _, _ in LABELLED):
        meter = Meter(lexicon, guidelines, out)
        found: Counter[bool] = Counter()
        for code, name, judge in LABELLED:
            for text, offensive in rows(name, judge) if code == language else ():
                if offensive:
                    found[bool(meter.striking(text, language))] += 1
                else:
                    meter.read(text, language, name)
        labelled[language] = meter.figures()
        rejected = shown(wilson(found[True], found.total()), 1, 3)
        recall[language] = {"offensive": found.total(), "rejected": rejected}
    HITS.parent.mkdir(exist_ok=True)
    HITS.write_text("\n".join(out) + "\n", encoding="utf-8")
    return {"lexicon": lexicon.version, "plain": plain, "labelled_clean": labelled, "recall": recall}
