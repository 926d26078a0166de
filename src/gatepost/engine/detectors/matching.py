"""From entries to matches: the compiled automata, and the guards that a hit must pass to count.

Each view is read once by an automaton over all languages; what it finds inside longer words is then kept or
dropped by boundaries, endings, marks, language and exceptions. Work is linear in the text. A view that undoes
a disguise counts only where it undid something, so that no word is found twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from gatepost.engine.detectors import morphology
from gatepost.engine.detectors.codes import Code, code_like
from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.forms import Form, Match, forms_of, squeezed_form
from gatepost.engine.detectors.guards import KURDISH, admit
from gatepost.engine.detectors.kurdish import kurdish_forms
from gatepost.engine.detectors.misspellings import MASKS
from gatepost.engine.detectors.respelling import Respeller
from gatepost.engine.text.disguises import Undone
from gatepost.engine.text.folding import FOLD
from gatepost.engine.text.ordinary import ordinary_words
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.transliteration import has_latin, kurdish_text, kurdish_view
from gatepost.engine.text.views import Squeezed, squeezed_view
from gatepost.vocabulary import TextView

MAX_MATCHES = 400
"""Enough to judge any text; a text of nothing but bad words must not cost more than its length."""

_INSIDE = ("@", "$", "€", *MASKS)
_WITHIN = ("-", ".", "_", "~", "·", "/")
_REST = re.compile(r"[^\W\d_]+")
_LETTER_BEFORE = re.compile(r"(?<![^\W_])[^\W_] $")
_LETTER_AFTER = re.compile(r" [^\W_](?![^\W_])")

GOES_ON = ("stem", "prefix", "part")
FIRM = frozenset({"joined", "leet", "stretched"})
"""Readings that undo a disguise without guessing at letters: these may ground a rejection."""


class Table:
    """Forms by their spelling in one kind of view, and the automaton that finds them."""

    def __init__(self, forms: Sequence[Form]) -> None:
        by_text: dict[str, list[Form]] = {}
        for form in forms:
            by_text.setdefault(form.text, []).append(form)
        self.forms = list(by_text.values())
        # What a hit inside a longer word may still be: most hits in clean text are dropped by these alone.
        self.inner = [any(_may_start_inside(form) for form in forms) for forms in self.forms]
        self.going = [any(form.entry.match in GOES_ON for form in forms) for forms in self.forms]
        self.automaton = AhoCorasick(list(by_text))

    def hits(self, text: str) -> Iterator[tuple[int, int, int, bool, bool]]:
        """Index, start and end of every hit that may count, and whether a word begins and ends there."""
        length, inner, going = len(text), self.inner, self.going
        for index, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            open_left = not start or not text[start - 1].isalnum()
            open_right = end == length or not text[end].isalnum()
            if (open_left or inner[index]) and (open_right or going[index]):
                yield index, start, end, open_left, open_right


class Matcher:
    """The automata over all entries. `matches` is the one way in; rare automata are built when first
    needed.
    """

    def __init__(self, entries: Sequence[LexiconEntry]) -> None:
        self._all = [form for entry in entries for form in forms_of(entry)]
        self._plain = Table(self._all)
        self._respeller = Respeller(
            [form for form in self._all if form.entry.severity != "mild" and not form.entry.exact],
            self._plain.automaton,
        )

    @cached_property
    def _squeezed(self) -> Table:
        return Table(
            [
                squeezed_form(form)
                for form in self._all
                if len(form.text) >= 3 and form.entry.match != "phrase"
            ]
        )

    @cached_property
    def _kurdish(self) -> Table:
        return Table(kurdish_forms(self._all))

    def matches(self, reading: Reading, language: str) -> list[Match]:
        """Every match of every view, in no particular order, at most MAX_MATCHES."""
        found: list[Match] = []
        if not self._all:
            return found
        table, view = self._plain, reading.folded
        for index, start, end, open_left, open_right in table.hits(view.text):
            if _in_disguise(view.text, start, end):
                continue
            for form in table.forms[index]:
                match = admit(form, view, start, end, open_left, open_right, language)
                if match is not None:
                    found.append(match)
            if len(found) >= MAX_MATCHES:
                break
        stretched = False
        memo: dict[str, tuple[str, ...]] = {}
        for undone in reading.undone:
            if undone.reading:
                self._anew(found, reading, undone, language)
            squeezed = reading.squeezed if undone.view is view else squeezed_view(undone.view)
            # Signs read as letters may make a run (`b1lind`); letters that the writer repeats are stretched.
            stretched = stretched or (squeezed is not None and undone is reading.undone[0])
            if squeezed is not None:
                self._stretched(found, squeezed, language)
            for guess in self._respeller.views(
                undone, stretched, reading.words if undone.view is view else None, memo
            ):
                self._guessed(found, guess, language)
        if language in KURDISH or (language == "und" and has_latin(reading.original)):
            self._in_arabic_script(found, reading, language)
        return found

    def _anew(self, found: list[Match], reading: Reading, undone: Undone, language: str) -> None:
        """Matches where letters were joined or signs were read as letters.

        Signs count only beside as many letters. Beside a joined word `a`, `i` or `u` may stand (`a s h i t`).
        """
        table, view, touched = self._plain, undone.view, undone.touched
        text, length = view.text, len(view.text)
        joined = undone.reading == "joined"
        for index, start, end in table.automaton.find_matches_as_indexes(text, overlapping=True):
            if len(found) >= MAX_MATCHES:
                return
            if touched.find(1, start, end) < 0:
                continue
            slack = joined and end - start > 3
            open_left = (
                not start
                or not text[start - 1].isalnum()
                or (slack and text[start - 1] in "ai" and (start == 1 or not text[start - 2].isalnum()))
            )
            open_right = (
                end == length
                or not text[end].isalnum()
                or (slack and text[end] == "u" and (end + 1 == length or not text[end + 1].isalnum()))
            )
            if not (open_left or table.inner[index]) or not (open_right or table.going[index]):
                continue
            if end - start < 3 or _in_disguise(text, start, end) or not _written_well(view, start, end):
                continue
            code = code_like(view.original, *view.span(start, end))
            if code is Code.SURE:
                continue
            for form in table.forms[index]:
                match = admit(
                    form,
                    view,
                    start,
                    end,
                    open_left,
                    open_right,
                    language,
                    undone.reading,
                    code is Code.MAYBE,
                )
                if match is not None:
                    found.append(match)

    def _stretched(self, found: list[Match], squeezed: Squeezed, language: str) -> None:
        """Squeezed spellings: some letter must be stretched (3 or more) and no letter may fall short."""
        table, view, runs = self._squeezed, squeezed.view, squeezed.runs
        for index, start, end, open_left, open_right in table.hits(view.text):
            if len(found) >= MAX_MATCHES:
                return
            here = runs[start:end]
            if max(here) < 3 or self._respeller.is_ordinary(view, squeezed.runs, start, end):
                continue
            for form in table.forms[index]:
                if all(
                    run == own or (run >= 3 and run >= own) for run, own in zip(here, form.runs, strict=True)
                ):
                    match = admit(form, view, start, end, open_left, open_right, language, "stretched")
                    if match is not None:
                        found.append(match)

    def _guessed(self, found: list[Match], guess: Undone, language: str) -> None:
        """Matches that cover a guessed word; a guess stands unless no more than one letter in three was
        starred.
        """
        table, view, touched = self._plain, guess.view, guess.touched
        for index, start, end, open_left, open_right in table.hits(view.text):
            if len(found) >= MAX_MATCHES:
                return
            if touched.find(1, start, end) < 0:
                continue
            for form in table.forms[index]:
                if form.entry.exact or (form.entry.severity == "mild" and guess.reading not in FIRM):
                    continue
                match = admit(
                    form, view, start, end, open_left, open_right, language, guess.reading,
                    guess.reading not in FIRM and _mostly_guessed(view, start, end),
                )  # fmt: skip
                if match is not None:
                    found.append(match)

    def _in_arabic_script(self, found: list[Match], reading: Reading, language: str) -> None:
        """Kurdish terms of the other script: see `text.transliteration`."""
        table = self._kurdish
        if not table.forms or not table.automaton.find_matches_as_indexes(kurdish_text(reading.original)):
            return
        view = kurdish_view(reading.original)
        for index, start, end, open_left, open_right in table.hits(view.text):
            if len(found) >= MAX_MATCHES:
                return
            first = view.span(start, end)[0]
            latin = has_latin(reading.original[first : first + 1])
            for form in table.forms[index]:
                if latin == (form.entry.language == "ckb"):
                    match = admit(
                        form, view, start, end, open_left, open_right, language, "transliterated", True
                    )
                    if match is not None:
                        found.append(match)


def _in_disguise(text: str, start: int, end: int) -> bool:
    """Is a plain hit only a piece of what is written there: `homo` of `homo$exual`, `o c` of `k o c a k`?

    Folded text, of which `text[start:end]` is the hit.
    """
    last, beyond = text[end : end + 1], text[end + 1 : end + 2]
    if last in _INSIDE and beyond.isalnum():
        return True
    if start and text[start - 1] in _INSIDE and text[start - 2 : start - 1].isalnum():
        return True
    sign = text[start + 1 : start + 2]
    if sign in _WITHIN and (
        (last == sign and beyond.isalnum())
        or (start > 1 and text[start - 1] == sign and text[start - 2].isalnum())
    ):
        return True
    if end - start > 3:
        return False
    if last in _WITHIN and beyond.isalpha():
        rest = _REST.match(text, end + 1)
        if rest is not None and text[start:end] + rest.group() in ordinary_words():
            return True
    if text[start + 1 : start + 2] != " ":
        return False
    if beyond.isalnum() and not last.isspace():
        return True
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    return _LETTER_BEFORE.search(before) is not None or _LETTER_AFTER.match(after) is not None


def _written_well(view: TextView, start: int, end: int) -> bool:
    """Does a stretch with signs read as letters hold at least as many letters as digits, and one at least?"""
    first, last = view.span(start, end)
    written = view.original[first:last]
    if written.isalpha():
        return True
    folded = "".join(map(FOLD.__getitem__, written))
    digits = sum(map(str.isdigit, folded))
    letters = sum(map(str.isalpha, folded))
    return letters >= max(1, digits) and sum(not letter.isspace() for letter in folded) >= 3


def _mostly_guessed(view: TextView, start: int, end: int) -> bool:
    """Is the match more than one word with one letter starred (`sh*t`, not `s**t`)?"""
    first, last = view.span(start, end)
    written = view.original[first:last]
    stars = sum(written.count(mask) for mask in MASKS)
    return stars != 1 or len(written) != end - start


def _may_start_inside(form: Form) -> bool:
    return form.entry.match == "part" or (form.speech or form.entry.language) in morphology.HEADS
