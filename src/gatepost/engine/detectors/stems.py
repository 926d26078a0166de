"""Words cut to what stays the same through their forms, for comparing subjects; coarse on purpose.

Latin script keeps the first five letters, which serves Turkish, Kurmanji and English alike (fixed-prefix
stemming); Arabic script first loses the clitics and endings of its language. Whatever falls together by
accident is weighed as such by those who compare: they count stems, not words.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\W_]+")
_PREFIX = 5
_LEAST = 3
"""Letters that must remain of a word; shorter words tell nothing and are left out."""

_NAMED = {
    # Spelt as folding leaves them: one alef, one yeh, one kaf, one heh, no marks, no ZWNJ.
    "ar": (r"(?:وال|بال|فال|کال|لل|ال|و)", r"(?:هما|کم|ها|هم|نا|ات|ون|ین|یه|ان|ه|ی)"),
    "fa": (r"(?:نمی|می)", r"(?:هایی|های|ها|ترین|تر|اند|ان|ات|یم|ید|ند|ی|م|ش)"),
    "ckb": (r"(?:ده|نا)", r"(?:هکانی|هکان|هکهی|هکه|هوه|یهتی|انی|یان|یش|ان|یک|ی|ه)"),
}
_AFFIXES = {
    language: (re.compile(f"{first}(?=.{{{_LEAST}}})"), re.compile(f"(?<=.{{{_LEAST}}}){last}$"))
    for language, (first, last) in _NAMED.items()
}


def stems(folded: str, language: str) -> list[str]:
    """The stems of a folded text in `language` (any code), in order, repeats kept.

    Numbers of two digits and more stay whole; words of fewer than three letters (two in Hangul) are left out.
    """
    affixes = _AFFIXES.get(language)
    found = []
    for token in _TOKEN.findall(folded):
        if "가" <= token[0] <= "힣":
            stem, least = token[:2], 2  # what follows two syllables is mostly a particle
        elif token[0].isdigit():
            stem, least = token, 2
        else:
            stem, least = token, _LEAST
            if affixes is not None:
                first = affixes[0].match(token)
                stem = affixes[1].sub("", token[first.end() :] if first else token)
            stem = stem[:_PREFIX]
        if len(stem) >= least:
            found.append(stem)
    return found
