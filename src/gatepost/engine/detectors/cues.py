"""Small phrases that tell how a sentence is meant (`she said that`, `yazar`, `این دولت`), found in one pass.

Phrases are data: TOML, a table for each language with lists of phrases by kind. They are looked for in one
language, or in all at once where a false hit does no harm. The automaton is linear in the text.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from gatepost.engine.detectors.entries import LexiconError, expand
from gatepost.engine.text.views import folded_view

REACH = 160
"""No cue speaks for words further away than this, in code points of the folded text."""

_CLITICS = frozenset(["و", "ف", "ب", "ل", "ک", "ال", "وال", "فال", "بال", "کال", "لل"])
"""What Arabic writes onto the front of a word: and, so, in, for, like, the."""
_LONGEST_CLITIC = 3
_SENTENCE_END = re.compile(r"[.!?;؟؛۔]+(?!\w)")


Phrases = dict[str, set[tuple[str, bool, str]]]
"""Folded phrase -> what it means: kind, may it go on, language."""


class Cue(Struct, frozen=True):
    """A phrase of `kind` at `start` to `end` of a folded text (code points, end exclusive)."""

    start: int
    end: int
    kind: str


class _Automaton:
    """One pass over a text for many phrases."""

    def __init__(self, phrases: Phrases) -> None:
        self._meant = [sorted(meant) for meant in phrases.values()]
        self._automaton = AhoCorasick(list(phrases))

    def matches(
        self, text: str, windows: Sequence[tuple[int, int]] | None
    ) -> Iterator[tuple[list[tuple[str, bool, str]], int, int]]:
        """What each phrase means, and where it stands; boundaries of words are not looked at."""
        for first, last in ((0, len(text)),) if windows is None else windows:
            found = self._automaton.find_matches_as_indexes(text[first:last], overlapping=True)
            for index, start, end in found:
                yield self._meant[index], first + start, first + end


class Cues:
    """Compiled phrases: immutable, safe to share between threads."""

    def __init__(self, text: str, source_name: str, kinds: frozenset[str]) -> None:
        """From TOML: `[LANGUAGE]` with lists named by `kinds`; `(a|b)` for alternatives, a last `*` for any
        ending. Raises LexiconError, which names the file and what to mend.
        """
        everything: Phrases = {}
        self._spoken: dict[str, _Automaton] = {}
        for language, table in _tables(text, source_name).items():
            phrases: Phrases = {}
            if not isinstance(table, dict) or not set(table) <= kinds:
                raise LexiconError(
                    f"{source_name}: [{language}] may hold only the lists {', '.join(sorted(kinds))}"
                )
            for kind, terms in table.items():
                for phrase in (phrase for term in terms for phrase in expand(term)):
                    folded = folded_view(phrase.removesuffix("*")).text.strip()
                    if not folded:
                        raise LexiconError(f"{source_name}: [{language}] {kind} holds an empty phrase")
                    meant = (kind, phrase.endswith("*"), language)
                    phrases.setdefault(folded, set()).add(meant)
                    everything.setdefault(folded, set()).add(meant)
            self._spoken[language] = _Automaton(phrases)
        self._all = _Automaton(everything)

    @classmethod
    def load(cls, name: str, kinds: frozenset[str]) -> Cues:
        """The shipped file `lexicons/NAME`."""
        file = files("gatepost.engine.detectors") / "lexicons" / name
        return cls(file.read_text("utf-8"), name, kinds)

    def find(
        self, text: str, language: str = "und", windows: Sequence[tuple[int, int]] | None = None
    ) -> list[Cue]:
        """The cues of a folded text, ordered by where they begin: those of `language`, or of all languages
        where that one has none; in the whole text, or only inside `windows` (in order, apart).
        """
        automaton = self._spoken.get(language, self._all)
        found = []
        for meant, start, end in automaton.matches(text, windows):
            free = start == 0 or not text[start - 1].isalnum()
            whole = end == len(text) or not text[end].isalnum()
            for kind, open_ended, spoken in meant:
                if not (whole or open_ended):
                    continue
                if not free and not (spoken == "ar" and _after_clitic(text, start)):
                    continue
                found.append(Cue(start, end if whole else _word_end(text, end), kind))
        found.sort(key=_start)
        return found


def around(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What must be read to tell how the words at `spans` are meant: their sentences and the one before."""
    windows: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        first, last = max(0, start - 2 * REACH), end + REACH
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
        else:
            windows.append((first, last))
    return windows


def within(cues: list[Cue], first: int, last: int) -> list[Cue]:
    """The cues that begin at `first` or later and before `last`; `cues` as `Cues.find` gives them."""
    return cues[bisect_left(cues, first, key=_start) : bisect_left(cues, last, key=_start)]


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around `text[start:end]`, cut at REACH on either side."""
    first = max(0, start - REACH)
    for match in _SENTENCE_END.finditer(text, first, start):
        first = match.end()
    after = _SENTENCE_END.search(text, end, min(len(text), end + REACH))
    return first, after.start() if after is not None else min(len(text), end + REACH)


def _start(cue: Cue) -> int:
    return cue.start


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _after_clitic(text: str, start: int) -> bool:
    first = start
    while first > 0 and start - first <= _LONGEST_CLITIC and text[first - 1].isalnum():
        first -= 1
    return text[first:start] in _CLITICS


def _tables(text: str, source_name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{source_name}: not TOML: {error}; mend that line") from error
