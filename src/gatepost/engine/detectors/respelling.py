"""Guesses at single words put in the place of what is written, as views of their own.

A guess goes from a written word to a word of a strong entry, never to a mild one: see `misspellings` and
`cuts`. Phrases, endings and guards then work as ever. What such a view finds is a guess: see `strike`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from ahocorasick_rs import AhoCorasick

from gatepost.engine.detectors.cuts import CHUNKS, Cuts, Guess, Memo
from gatepost.engine.detectors.forms import Form
from gatepost.engine.detectors.misspellings import MAX_READINGS, RUN, WITHOUT_DOTS, Misspellings
from gatepost.engine.text.disguises import Undone, masked_words
from gatepost.engine.text.offsets import pieced
from gatepost.vocabulary import TextView

MAX_GUESSES = 300
"""So many written words at most are guessed at in one text."""

_WORDS = re.compile(r"[^\W_]+")
_ONES = re.compile("[1|!]")
_BESIDE_SIGN = re.compile(r"[^\W_][@$€£|+!]{1,2}$")
_SIGN_BESIDE = re.compile(r"[@$€£|+!]{1,2}[^\W_]")


class Respeller:
    """Views in which written words are read as words of strong entries. Immutable after loading."""

    def __init__(self, forms: Iterable[Form], plain: AhoCorasick) -> None:
        self._known = Misspellings(forms)
        self._cuts = Cuts(self._known, plain)
        self.is_ordinary = self._known.is_ordinary

    def views(
        self, undone: Undone, stretched: bool, words: list[str] | None = None, memo: Memo | None = None
    ) -> Iterator[Undone]:
        """`undone` with its guessable words guessed: one view for each rank of guesses, none for clean text.

        `stretched`: does some letter of the view stand three times or more? `words`: those of the view, in
        order, if they are known already. `memo`: what earlier views of the same text asked for.
        """
        memo = {} if memo is None else memo
        text = undone.view.text
        masked = "*" in text or "#" in text or "%" in text or "•" in text
        in_order = _WORDS.findall(text) if words is None else words
        guesses = self._guesses(undone, set(in_order), stretched, masked, memo)
        chunks = CHUNKS.findall(text) if masked else in_order
        cuts = list(self._cuts.find(undone.view, chunks, stretched, masked, memo))
        if guesses:
            yield from _ranked(undone, guesses)
        if cuts:
            sure = [cut for rank, cut in cuts if rank < 2]
            yield from _ranked(undone, _apart([*sure, *guesses, *(cut for rank, cut in cuts if rank == 2)]))

    def _guesses(
        self, undone: Undone, words: set[str], stretched: bool, masked: bool, memo: Memo
    ) -> list[Guess]:
        """Stretches of the view, in order, with the words each may stand for and the name of the reading."""
        view, text = undone.view, undone.view.text
        variants = self._known.variants
        found: list[Guess] = []
        wanted = {}
        if not variants.keys().isdisjoint(words):
            readings = self._known.readings
            wanted = {word: (variants[word], readings[word]) for word in words if word in variants}
        if stretched:
            for word in words:
                if word not in wanted and RUN.search(word) is not None:
                    guess = self._remember(memo, word, self._known.stretched)
                    if guess:
                        wanted[word] = (guess, "stretched" if self._known.is_firm(word) else "guessed")
        if WITHOUT_DOTS.search(text) is not None:
            for word in words:
                if word not in wanted and WITHOUT_DOTS.search(word) is not None:
                    bare = self._known.undotted(word)
                    if bare:
                        wanted[word] = (bare, "undotted")
        if wanted:
            for at in _WORDS.finditer(text):
                guess_and_reading = wanted.get(at.group())
                if guess_and_reading is not None and not (
                    _acronym(view, at.start(), at.end()) or _piece(text, at.start(), at.end())
                ):
                    found.append((at.start(), at.end(), *guess_and_reading))
                    if len(found) == MAX_GUESSES:
                        break
        if undone.signed and _ONES.search(undone.signed) is not None:
            found.extend(self._signed(text, undone.signed))
        for start, end in masked_words(text) if masked else ():
            words_for = self._remember(memo, text[start:end], self._known.unmasked)
            if words_for:
                found.append((start, end, words_for, "starred"))
        return _apart(found)

    def _signed(self, text: str, signed: str) -> Iterator[Guess]:
        """Words with `1`, `|` or `!` for i here and for l there."""
        seen: dict[str, tuple[str, ...]] = {}
        count = 0
        for at in _WORDS.finditer(text):
            start, end = at.span()
            written = signed[start:end]
            if written not in seen:
                seen[written] = self._known.with_ones(at.group(), written)
            if seen[written]:
                yield start, end, seen[written], "leet"
                count += 1
                if count == MAX_GUESSES:
                    return

    @staticmethod
    def _remember(memo: Memo, word: str, ask: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
        if word not in memo:
            memo[word] = ask(word)
        return memo[word]


def _apart(guesses: Iterable[Guess]) -> list[Guess]:
    """The guesses that overlap none before them in the list, by their place in the text."""
    kept: list[Guess] = []
    taken: list[tuple[int, int]] = []
    for guess in guesses:
        at = bisect_right(taken, (guess[0], guess[1]))
        if (at and taken[at - 1][1] > guess[0]) or (at < len(taken) and taken[at][0] < guess[1]):
            continue
        taken.insert(at, (guess[0], guess[1]))
        kept.append(guess)
    return sorted(kept)


def _ranked(undone: Undone, guesses: list[Guess]) -> Iterator[Undone]:
    """One view for each rank of guesses: all first ones, all second ones, ..."""
    readings = {reading for _, _, _, reading in guesses}
    for rank in range(min(MAX_READINGS, max(len(words) for _, _, words, _ in guesses))):
        chosen = [(start, end, words[min(rank, len(words) - 1)]) for start, end, words, _ in guesses]
        view, touched = pieced(undone.view, b"", chosen)
        yield Undone(view, touched, readings.copy().pop() if len(readings) == 1 else "guessed")


def _piece(text: str, start: int, end: int) -> bool:
    """Is it only a piece of a word with signs for letters: `3rs` of `h@t3rs`?"""
    return (
        _BESIDE_SIGN.search(text, max(0, start - 3), start) is not None
        or _SIGN_BESIDE.match(text, end) is not None
    )


def _acronym(view: TextView, start: int, end: int) -> bool:
    """Is a short word written in capitals where the text is not? Then it is an abbreviation: `FCN`."""
    if end - start > 4:
        return False
    first, last = view.span(start, end)
    return view.original[first:last].isupper() and not view.original.isupper()
