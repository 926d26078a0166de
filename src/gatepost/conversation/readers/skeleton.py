"""What a name looks like: letters folded as the engine folds them, so that no disguise makes a name another.

Nothing here is shown or kept; skeletons are only compared with skeletons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from gatepost.engine.text.folding import BORROWED, FOLD

LONG = 7
"""From this many letters on a reserved name is found inside a word, too: `TheNewsroomTeam`."""
_SIGNS = str.maketrans("013456789@$€£!|¡+", "oieasgtbgaseeiiit")
_ALIKE = (("rn", "m"), ("vv", "w"), ("l", "i"))
_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_RUN = re.compile(r"(.)\1+")
_ARTICLE = "ال"


class Skeleton(Struct, frozen=True):
    """One reading of a name: its words, and all of it in one."""

    words: tuple[str, ...]
    joined: str


@lru_cache(maxsize=1_024)
def skeleton(name: str) -> Skeleton:
    """The plain reading: what a reserved name is known by. Kept: every comment is compared with the same."""
    return _read(_folded(name))


def readings(name: str) -> Iterator[Skeleton]:
    """Every way in which somebody may read the name: digits and signs as letters or as gaps, words by their
    capitals or not."""
    for text in dict.fromkeys((name, _HUMP.sub(" ", name))):
        folded = _folded(text)
        yield _read(folded)
        yield _read(folded.translate(_SIGNS))
        yield _read(re.sub(r"\d", " ", folded))


def reads_as(name: str, reserved: str, *, person: bool = False) -> bool:
    """Whether the name equals the reserved one or contains it: as words, or, if it is long, anywhere.

    `person`: a name of one word, such as Leyla, is then reserved alone and not within another's name.
    """
    return reads_as_any(name, (reserved,), person=person)


def reads_as_any(name: str, reserved: Iterable[str], *, person: bool = False) -> bool:
    """As `reads_as`, of many reserved names; the name is read once."""
    found = tuple(readings(name))
    wanted = (one for one in map(skeleton, reserved) if one.joined)
    return any(_contains(reading, one, person=person) for one in wanted for reading in found)


def _contains(reading: Skeleton, wanted: Skeleton, *, person: bool) -> bool:
    if reading.joined == wanted.joined:
        return True
    if person and len(wanted.words) == 1:
        return False
    size = len(wanted.words)
    runs = (reading.words[at : at + size] for at in range(len(reading.words) - size + 1))
    return wanted.words in runs or (len(wanted.joined) >= LONG and wanted.joined in reading.joined)


def _folded(name: str) -> str:
    return "".join(FOLD[character] for character in name).translate(BORROWED)


def _read(folded: str) -> Skeleton:
    words: list[str] = []
    apart = False
    for word in _WORD.findall(folded):
        # Letters written apart are one word: `s t a f f`.
        if len(word) == 1 and apart:
            words[-1] += word
        else:
            words.append(word)
        apart = len(word) == 1
    return Skeleton(
        tuple(_squeezed(word.removeprefix(_ARTICLE) if len(word) > 4 else word) for word in words),
        _squeezed("".join(words)),
    )


def _squeezed(word: str) -> str:
    for before, after in _ALIKE:
        word = word.replace(before, after)
    return _RUN.sub(r"\1", word)
