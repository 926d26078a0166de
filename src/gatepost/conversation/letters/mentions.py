"""Who is named in a text: `@Name`, where Name stands under a comment of the same thread. Pure.

A name may have several words, in any script. What stands within an e-mail address names nobody, and neither
does a line that quotes (`> ...`): who was named there was told then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

MOST = 5
"""So many are told of one comment at most."""
MOST_SIGNS = 100
"""So many signs of a text are looked at: a wall of them must not hold up whoever writes to the store."""
SIGNS = "@＠"


def mentioned(text: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that the text mentions, each once, in the order of the text, at most `MOST`.

    The longest name that fits counts: with Ann and Ann Smith in the thread, `@Ann Smith` is one person.
    """
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(_folded(name).strip(), name)
    known.pop("", None)
    longest = sorted(known, key=len, reverse=True)
    found: dict[str, None] = {}
    for rest in islice(_after_signs(_folded(text)), MOST_SIGNS):
        fits = next((name for name in longest if rest.startswith(name) and _ends(rest, len(name))), None)
        if fits is not None:
            found.setdefault(known[fits])
    return list(found)[:MOST]


def _after_signs(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.lstrip().startswith((">", "»")):
            continue
        for position, character in enumerate(line):
            if character in SIGNS and (position == 0 or not _in_address(line[position - 1])):
                yield line[position + 1 :]


def _ends(rest: str, at: int) -> bool:
    """Whether no word goes on behind the name, and no address either (`@ann.example`)."""
    if at == len(rest):
        return True
    if rest[at] == "." and at + 1 < len(rest) and _in_word(rest[at + 1]):
        return False
    return rest[at] not in SIGNS and not _in_word(rest[at])


def _in_address(character: str) -> bool:
    return _in_word(character) or character in "._%+-"


def _in_word(character: str) -> bool:
    """Letters, marks, digits, and what joins them (ZWNJ and ZWJ are spelling in Persian and Kurdish)."""
    return character in "_\u200c\u200d" or unicodedata.category(character)[0] in "LMN"


def _folded(text: str) -> str:
    """Compared without case, and without the ways in which one letter can be encoded. Runs of spaces count as
    one, but a line's end stays one."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return "\n".join(" ".join(line.split()) for line in plain.splitlines())
