"""Words as they are written by those who hope to slip past a word list. Seeded."""

from __future__ import annotations

import re
from random import Random

from training.corpus.render import CLOSE, MARKS, OPEN

_LEET = str.maketrans({"a": "@", "e": "3", "i": "1", "o": "0", "s": "$", "t": "7", "b": "8", "g": "9"})
_LOOKALIKES = str.maketrans(
    {
        "a": "а",
        "e": "е",
        "o": "о",
        "c": "с",
        "p": "р",
        "x": "х",
        "y": "у",
        "i": "і",
        "ا": "أ",
        "ک": "ك",
        "ی": "ي",
    }
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_MARKED = re.compile(f"([{''.join(OPEN.values())}])([^{CLOSE}{''.join(OPEN.values())}]+){CLOSE}")
_KASHIDA = "\u0640"
_INVISIBLE = ("\u200b", "\u00ad", "\u2060")
_ARABIC = re.compile(r"[\u0621-\u06ff]")


def disguise(word: str, random: Random) -> str:
    """One word in one evading spelling that fits its script."""
    middle = random.randrange(1, len(word))
    ways = [
        " ".join(word),
        ".".join(word),
        "".join(letter + random.choice(_INVISIBLE) for letter in word[:-1]) + word[-1],
        word[:middle] + "*" + word[middle + 1 :] if middle < len(word) - 1 else word[:-1] + "*",
        word[:middle] + "-" + word[middle:],
        word.translate(_LOOKALIKES),
        word[:middle] + word[middle] * random.randint(2, 5) + word[middle + 1 :],
    ]
    if _ARABIC.search(word):
        ways.append(word[:middle] + _KASHIDA * random.randint(1, 4) + word[middle:])
    else:
        ways.append(word.lower().translate(_LEET))
    return random.choice([way for way in ways if way != word] or [" ".join(word)])


def evade_marked(text: str, random: Random) -> str | None:
    """The longest word of each marked stretch disguised; None where nothing is marked."""

    def one(found: re.Match[str]) -> str:
        words = list(_WORD.finditer(found[2]))
        if not words:
            return found[0]
        word = max(words, key=lambda each: len(each[0]))
        inner = found[2][: word.start()] + disguise(word[0], random) + found[2][word.end() :]
        return f"{found[1]}{inner}{CLOSE}"

    changed = _MARKED.sub(one, text)
    return changed if changed != text else None


def evade_anything(text: str, random: Random) -> str | None:
    """Some innocent word disguised: an odd spelling alone is no offence."""
    words = list(_WORD.finditer(MARKS.sub("", text)))
    if not words:
        return None
    word = random.choice(words)
    plain = MARKS.sub("", text)
    return plain[: word.start()] + disguise(word[0], random) + plain[word.end() :]
