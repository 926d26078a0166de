"""What comments look like: pieces of lines, without diacritics, on another keyboard, stretched.

Every piece is cut from a line whose side (train, valid, test) is already fixed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import numpy as np

from gatepost.engine.models.language import composed
from training.kurdish_scripts import to_arabic, to_latin
from training.language_lines import Line

LONGEST = 200
"""Code points of a line that are learnt from; the run-time code looks at no more than 160."""

STRIPPED = frozenset(
    {"kmr", "tr", "ckb", "zza", "fr", "de", "pt", "es", "it", "nl", "az"}
    | {"und-slavic", "und-nordic", "und-romance", "und-baltic", "und-turkic"}
)
"""Languages that people also type without diacritics."""

_KEYBOARDS = str.maketrans({"ی": "ي", "ک": "ك", "ێ": "ي", "ۆ": "و", "ڵ": "ل", "ڕ": "ر", "ە": "ه", "ڤ": "ف"})
_PLAINER = str.maketrans(
    {"\u200c": " ", "ي": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ی"}
)
_BY_EAR = str.maketrans({"ş": "sh", "ç": "ch", "x": "kh", "ê": "e", "î": "i", "û": "u", "ł": "l", "ř": "r"})


def piece(text: str, words: int, random: np.random.Generator) -> str:
    """So many neighbouring words of a text, from anywhere in it; the whole when it is shorter."""
    split = text.split()
    if len(split) <= words:
        return text
    begin = int(random.integers(0, len(split) - words + 1))
    return " ".join(split[begin : begin + words])


def bare(text: str) -> str:
    """Without diacritics, and without the dotless i."""
    parts = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return "".join(parts).replace("ı", "i")


def stretched(text: str, random: np.random.Generator) -> str:
    """One letter said twice over: `cook guzel`."""
    letters = [n for n, c in enumerate(text) if c.isalpha()]
    if not letters:
        return text
    at = letters[int(random.integers(0, len(letters)))]
    return text[:at] + text[at] * int(random.integers(1, 4)) + text[at:]


def _arabic_script(text: str) -> bool:
    return sum("\u0600" <= c <= "\u06ff" for c in text) * 2 > len(text)


def versions(line: Line, random: np.random.Generator) -> Iterator[str]:
    """The pieces of one line that are learnt."""
    text, code = line.text, line.language
    if line.source in {"wordfreq", "klpt", "nltkaz", "phrases", "ckb_wergor_word_pairs"}:
        yield text
        if code in STRIPPED and random.random() < 0.4:
            yield bare(text)
        if line.source == "phrases":
            yield stretched(text, random)
        return
    yield text
    for words in (1, 2, 3, 3, int(random.integers(4, 9))):
        yield piece(text, words, random)
    some = piece(text, int(random.integers(1, 13)), random)
    if _arabic_script(text):
        table = _KEYBOARDS if code not in {"ar", "ur"} and random.random() < 0.5 else _PLAINER
        yield some.translate(table)
    elif code in STRIPPED:
        yield bare(some)
        yield bare(piece(text, 3, random))
        if code in {"kmr", "tr"}:
            yield bare(piece(text, int(random.integers(1, 5)), random))
    if random.random() < 0.1:
        yield stretched(some, random)
    if code in {"kmr", "ckb"}:
        yield from _other_script(text, code, random)


def _other_script(text: str, code: str, random: np.random.Generator) -> Iterator[str]:
    """Kurdish in the alphabet that its readers write it in less often; Sorani also as it is spelt by ear."""
    some = piece(text, int(random.integers(2, 9)), random)
    if code == "kmr" and not _arabic_script(text):
        yield to_arabic(some)
        yield to_arabic(piece(text, 3, random))
    elif code == "ckb" and _arabic_script(text) and random.random() < 0.5:
        latin = to_latin(some)
        yield latin
        if random.random() < 0.5:
            yield bare(latin.translate(_BY_EAR))


def cut(line: Line, random: np.random.Generator) -> list[str]:
    """`versions`, as the run-time code reads them, each once."""
    return list(dict.fromkeys(composed(v, LONGEST) for v in versions(line, random) if v.strip()))
