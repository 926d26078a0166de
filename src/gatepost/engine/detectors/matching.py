"""From entries to matches: the compiled automata, and the guards that a hit must pass to count.

Each view is read once by an automaton over all languages; what it finds inside longer words is then kept or
dropped by boundaries, endings, marks, language and exceptions. Work is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

from gatepost.engine.detectors import morphology
from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.forms import Form, Match, forms_of, squeezed_form
from gatepost.engine.detectors.guards import admit, speaks
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import TextView

MAX_MATCHES = 400
"""Enough to judge any text; a text of nothing but bad words must not cost more than its length."""

MASKS = "*#%•"
GOES_ON = ("stem", "prefix", "part")


class Matcher:
    """The automata over all entries. `matches` is the one way in."""

    def __init__(self, entries: Sequence[LexiconEntry]) -> None:
        by_text: dict[str, list[Form]] = {}
        by_squeezed: dict[str, list[Form]] = {}
        self._by_shape: dict[tuple[str, int], list[Form]] = {}
        for entry in entries:
            for form in forms_of(entry):
                by_text.setdefault(form.text, []).append(form)
                if len(form.text) < 3 or entry.match == "phrase":
                    continue
                squeezed = squeezed_form(form)
                by_squeezed.setdefault(squeezed.text, []).append(squeezed)
                if entry.severity != "mild" and len(form.text) >= 4:
                    self._by_shape.setdefault((form.text[0], len(form.text)), []).append(form)
        self._forms = list(by_text.values())
        # What a hit inside a longer word may still be: most hits in clean text are dropped by these alone.
        self._inner = [any(_may_start_inside(form) for form in forms) for forms in self._forms]
        self._going = [any(form.entry.match in GOES_ON for form in forms) for forms in self._forms]
        self._plain = AhoCorasick(list(by_text)) if by_text else None
        self._squeezed_forms = list(by_squeezed.values())
        self._squeezed = AhoCorasick(list(by_squeezed)) if by_squeezed else None

    def matches(self, reading: Reading, language: str) -> list[Match]:
        """Every match of every view, in no particular order, at most MAX_MATCHES."""
        found: list[Match] = []
        view = reading.folded
        if self._plain is None or self._squeezed is None:
            return found
        text, length = view.text, len(view.text)
        inner, going = self._inner, self._going
        for index, start, end in self._plain.find_matches_as_indexes(text, overlapping=True):
            if (not start or inner[index] or not text[start - 1].isalnum()) and (
                end == length or going[index] or not text[end].isalnum()
            ):
                self._add(found, view, index, start, end, language)
        squeezed = reading.squeezed
        if squeezed is not None:
            self._add_stretched(found, squeezed.view, squeezed.runs, language)
        for unleeted in reading.unleeted:
            self._add_unleeted(found, view, unleeted, language)
        if reading.joined is not None:
            joined = reading.joined
            for index, start, end in self._plain.find_matches_as_indexes(joined.text, overlapping=True):
                self._add(found, joined, index, start, end, language, slack=1 if end - start > 3 else 0)
        for start, end in reading.masked:
            self._add_masked(found, view, start, end, language)
        return found

    def _add(
        self,
        found: list[Match],
        view: TextView,
        index: int,
        start: int,
        end: int,
        language: str,
        slack: int = 0,
    ) -> None:
        """`slack`: so many letters of the word may stand before and after (`a s h i t`, read as one word)."""
        if len(found) >= MAX_MATCHES:
            return
        text = view.text
        open_left = any(
            start == at or not text[start - at - 1].isalnum() for at in range(min(slack, start) + 1)
        )
        rest = len(text) - end
        open_right = any(rest == at or not text[end + at].isalnum() for at in range(min(slack, rest) + 1))
        for form in self._forms[index]:
            match = admit(form, view, start, end, open_left, open_right, language)
            if match is not None:
                found.append(match)

    def _add_stretched(self, found: list[Match], view: TextView, runs: Sequence[int], language: str) -> None:
        """Squeezed spellings: some letter must be stretched (3 or more) and no letter may fall short."""
        if self._squeezed is None:
            return
        text = view.text
        for index, start, end in self._squeezed.find_matches_as_indexes(text, overlapping=True):
            if len(found) >= MAX_MATCHES:
                return
            here = runs[start:end]
            if max(here) < 3:
                continue
            open_left = start == 0 or not text[start - 1].isalnum()
            open_right = end == len(text) or not text[end].isalnum()
            for form in self._squeezed_forms[index]:
                if all(
                    run == own or (run >= 3 and run >= own) for run, own in zip(here, form.runs, strict=True)
                ):
                    match = admit(form, view, start, end, open_left, open_right, language)
                    if match is not None:
                        found.append(match)

    def _add_unleeted(self, found: list[Match], plain: TextView, view: TextView, language: str) -> None:
        """Signs read as letters count only with at least one sign and as many letters as digits."""
        if self._plain is None:
            return
        for index, start, end in self._plain.find_matches_as_indexes(view.text, overlapping=True):
            written = plain.text[start:end]
            digits = sum(character.isdigit() for character in written)
            letters = sum(character.isalpha() for character in written)
            if letters == end - start or letters < max(1, digits):
                continue
            self._add(found, view, index, start, end, language)

    def _add_masked(self, found: list[Match], view: TextView, start: int, end: int, language: str) -> None:
        """Words with letters starred out: the known letters must agree; mild words are never guessed."""
        if len(found) >= MAX_MATCHES:
            return
        word = view.text[start:end]
        known = [(at, letter) for at, letter in enumerate(word) if letter not in MASKS]
        last_mask = max(at for at, letter in enumerate(word) if letter in MASKS)
        for length in range(max(4, last_mask + 1), len(word) + 1):
            tail = word[length:]
            for form in self._by_shape.get((word[0], length), ()):
                agrees = all(at >= length or form.text[at] == letter for at, letter in known)
                if agrees and _ends_well(form, tail) and speaks(form, language):
                    here = sum(at < length for at, _ in known)
                    found.append(Match(form.entry, view, start, end, start + length, 2 * here <= length))
                    return


def _ends_well(form: Form, tail: str) -> bool:
    """May a word go on with `tail` after the form?"""
    kind = form.entry.match
    if not tail or kind in ("prefix", "part"):
        return True
    return kind == "stem" and morphology.tail_allowed(form.entry.language, tail)


def _may_start_inside(form: Form) -> bool:
    return form.entry.match == "part" or form.entry.language in morphology.HEADS
