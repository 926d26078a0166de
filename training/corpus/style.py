"""How people type: capitals, full stops, slips of the finger. Marks of deciding words pass untouched."""

from __future__ import annotations

import re
from random import Random

from training.corpus.render import MARKS

_START = re.compile("((?:^|[.!?…]\\s+|\\n)[\"“'‘¿¡(\ue001\ue010-\ue01f]*)(\\w)")
_END = re.compile("[.!?؟…]+(?=[\"”'’\ue001]*$)")
_PUNCTUATION = re.compile(r"[.,;:!?،؛؟…]+(?=\s|$|[\ue001])")
_WORD = re.compile(r"[^\W\d_]{5,}")

_UNMARKED = str.maketrans("çğıöşüâêîûÇĞİÖŞÜÂÊÎÛ", "cgiosuaeiuCGIOSUAEIU")

_ARABIC_KEYS = str.maketrans("کیھ", "كيه")
_JOINER = "\u200c"

STYLES = (
    "plain",
    "lower",
    "bare",
    "typo",
    "stretch",
    "exclaim",
    "shout",
    "hasty",
    "ascii",
    "arabic",
    "unjoined",
)
"""plain; no capitals; no punctuation; a slip in a word; a loooong word; !!!; one WORD; all in haste; Turkish
or Kurmanji on an English keyboard; Persian or Sorani on an Arabic one; Persian without its half space."""


def upper(text: str, language: str) -> str:
    """Upper case, with the dotted and dotless i of Turkish."""
    return text.replace("i", "İ").replace("ı", "I").upper() if language == "tr" else text.upper()


def lower(text: str, language: str) -> str:
    """Lower case, with the dotted and dotless i of Turkish."""
    return text.replace("İ", "i").replace("I", "ı").lower() if language == "tr" else text.lower()


def sentence_case(text: str, language: str) -> str:
    """A capital at the start of every sentence."""
    return _START.sub(lambda found: found[1] + upper(found[2], language), text)


def typed(text: str, style: str, language: str, random: Random) -> str:
    """The text in one of STYLES."""
    if style not in ("lower", "hasty"):
        text = sentence_case(text, language)
    if style in ("lower", "hasty"):
        text = lower(text, language)
    if style in ("bare", "hasty"):
        text = _PUNCTUATION.sub("", text)
    if style in ("typo", "hasty"):
        text = _one_word(text, random, lambda word: slip(word, random))
    elif style == "stretch":
        text = _one_word(text, random, lambda word: _stretched(word, random))
    elif style == "shout":
        text = _one_word(text, random, lambda word: upper(word, language))
    elif style == "ascii":
        text = unmarked(lower(text, language) if random.random() < 0.5 else text)
    elif style == "arabic":
        text = text.translate(_ARABIC_KEYS)
    elif style == "unjoined":
        text = text.replace(_JOINER, random.choice((" ", "")))
    elif style == "exclaim":
        many = random.randint(1, 4)
        text = _END.sub(lambda found: "!" * many if found[0] == "." else found[0][0] * (many + 1), text)
    return text


def unmarked(text: str) -> str:
    """Latin letters without dots, cedillas and circumflexes, as many type Turkish and Kurmanji."""
    return text.translate(_UNMARKED)


def slip(word: str, random: Random) -> str:
    """Two letters swapped, one dropped, or one doubled; never the first."""
    place = random.randrange(1, len(word) - 1)
    kind = random.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + (word[place] * 2 if kind == 1 else "") + word[place + 1 :]


def _stretched(word: str, random: Random) -> str:
    place = random.randrange(1, len(word))
    return word[:place] + word[place] * random.randint(2, 4) + word[place + 1 :]


def _one_word(text: str, random: Random, change: object) -> str:
    """Change one word outside of the marks, so that the deciding words stay as they are."""
    assert callable(change)
    inside, free = 0, []
    marks = [(found.start(), found[0]) for found in MARKS.finditer(text)]
    for found in _WORD.finditer(text):
        before = [mark for place, mark in marks if place < found.start()]
        inside = sum(-1 if mark == "\ue001" else 1 for mark in before)
        if not inside:
            free.append(found)
    if not free:
        return text
    word = random.choice(free)
    return text[: word.start()] + str(change(word[0])) + text[word.end() :]
