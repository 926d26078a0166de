"""From entries to matches: the compiled automata, and the guards that a hit must pass to count.

Each view is read once by an automaton over all languages; what it finds inside longer words is then kept or
dropped by boundaries, endings, marks, language and exceptions. Work is linear in the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from gatepost.engine.detectors import morphology
from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.views import folded_view
from gatepost.vocabulary import TextView

MAX_MATCHES = 400
"""Enough to judge any text; a text of nothing but bad words must not cost more than its length."""

MASKS = "*#%•"
GOES_ON = ("stem", "prefix", "part")
MAX_SHORT = 5
NEIGHBOURS = (
    frozenset(
        {
            "ar",
            "fa",
            "ckb",
            "kmr",
            "ur",
            "sdh",
            "hac",
            "glk",
            "mzn",
            "azb",
            "ps",
            "sd",
            "ug",
            "lrc",
            "bal",
            "ks",
        }
    ),
    frozenset({"tr", "kmr", "ckb", "zza", "diq", "az", "tk", "uz", "crh", "fa-latn", "ar-latn"}),
)
"""Languages whose short words are easily mistaken for each other."""


class Match(Struct, frozen=True):
    """One entry in one view: `view.text[start:end]` is the whole word, `base_end` the end of its stem."""

    entry: LexiconEntry
    view: TextView
    start: int
    end: int
    base_end: int
    guessed: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the untouched original; marks that belong to the last letter are taken along."""
        start, end = self.view.span(self.start, self.end)
        original = self.view.original
        while end < len(original) and unicodedata.combining(original[end]):
            end += 1
        return start, end


class _Form(Struct, frozen=True):
    """One folded spelling of one entry. `marked`: with its marks, letter by letter, or "" if not 1:1."""

    entry: LexiconEntry
    text: str
    marked: str
    exceptions: frozenset[str]
    runs: tuple[int, ...] = ()


class Matcher:
    """The automata over all entries. `matches` is the one way in."""

    def __init__(self, entries: Sequence[LexiconEntry]) -> None:
        by_text: dict[str, list[_Form]] = {}
        by_squeezed: dict[str, list[_Form]] = {}
        self._by_shape: dict[tuple[str, int], list[_Form]] = {}
        for entry in entries:
            for form in _forms(entry):
                by_text.setdefault(form.text, []).append(form)
                if len(form.text) < 3 or entry.match == "phrase":
                    continue
                squeezed = _squeezed_form(form)
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
            match = _admit(form, view, start, end, open_left, open_right, language)
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
                    match = _admit(form, view, start, end, open_left, open_right, language)
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
                if agrees and _ends_well(form, tail) and _speaks(form, language):
                    here = sum(at < length for at, _ in known)
                    found.append(Match(form.entry, view, start, end, start + length, 2 * here <= length))
                    return


def _ends_well(form: _Form, tail: str) -> bool:
    """May a word go on with `tail` after the form?"""
    kind = form.entry.match
    if not tail or kind in ("prefix", "part"):
        return True
    return kind == "stem" and morphology.tail_allowed(form.entry.language, tail)


def _may_start_inside(form: _Form) -> bool:
    return form.entry.match == "part" or form.entry.language in morphology.HEADS


def _forms(entry: LexiconEntry) -> list[_Form]:
    """The folded spellings of an entry: a zero-width joint may be written as a space too."""
    spellings = [entry.term]
    if "\u200c" in entry.term:
        spellings.append(entry.term.replace("\u200c", " "))
    exceptions = frozenset(folded_view(word).text for word in entry.exceptions)
    forms = []
    for spelling in spellings:
        text = folded_view(spelling).text
        marked = unicodedata.normalize("NFC", spelling.replace("İ", "i").lower())
        forms.append(
            _Form(entry, text, marked if len(marked) == len(text) and marked != text else "", exceptions)
        )
    return forms


def _squeezed_form(form: _Form) -> _Form:
    """The form with every run of one letter read as one letter, and how long each run was."""
    kept = _run_starts(form.text)
    runs = tuple(stop - start for start, stop in zip(kept, [*kept[1:], len(form.text)], strict=True))
    return _Form(
        form.entry,
        "".join(form.text[at] for at in kept),
        "".join(form.marked[at] for at in kept) if form.marked else "",
        frozenset("".join(wording[at] for at in _run_starts(wording)) for wording in form.exceptions),
        runs,
    )


def _run_starts(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if not at or letter != text[at - 1] or not letter.isalpha()]


def _speaks(form: _Form, language: str) -> bool:
    """Does the form count in a text of this language?

    Neighbours share script and letters, so that a short word of one is often an ordinary word of the other
    (Arabic and Persian, Turkish and Kurmanji): in a neighbour's text only longer words and phrases count.
    """
    entry = form.entry
    if (entry.only_in and language not in entry.only_in) or language in entry.not_in:
        return False
    if language == entry.language or len(form.text) > MAX_SHORT or " " in form.text:
        return True
    return not any(entry.language in neighbours and language in neighbours for neighbours in NEIGHBOURS)


def _admit(
    form: _Form, view: TextView, start: int, end: int, open_left: bool, open_right: bool, language: str
) -> Match | None:
    """The match, or None if a guard drops it: boundary, ending, language, exception, marks."""
    entry = form.entry
    kind = entry.match
    text = view.text
    if not open_left and kind != "part" and not morphology.head_allowed(entry.language, text, start):
        return None
    last: int | None = end
    if not open_right:
        if kind in ("word", "phrase"):
            return None
        last = morphology.word_end(text, end)
        if last is None:
            return None
        if kind == "stem" and not morphology.tail_allowed(entry.language, text[end:last]):
            return None
    if language != entry.language and not _speaks(form, language):
        return None
    if form.exceptions and _excepted(form, text, start):
        return None
    if entry.lower and _like_a_name(view, start, end):
        return None
    if (
        entry.language != "en"
        and (form.marked or not view.original.isascii())
        and _contradicted(form, view, start)
    ):
        return None
    return Match(entry, view, start, last if last is not None else end, end)


def _excepted(form: _Form, text: str, start: int) -> bool:
    """Does the text say one of the wordings around the term that are fine?"""
    for wording in form.exceptions:
        at = start - wording.find(form.text)
        stop = at + len(wording)
        if at >= 0 and text.startswith(wording, at) and (stop == len(text) or not text[stop].isalnum()):
            return True
    return False


def _like_a_name(view: TextView, start: int, end: int) -> bool:
    """Is it written with a capital first and small letters after? A text's first word says nothing."""
    first, stop = view.span(start, end)
    written = view.original[first:stop]
    return first > 0 and written[:1].isupper() and written[1:].islower()


def _contradicted(form: _Form, view: TextView, start: int) -> bool:
    """Does the writer's own spelling say that this is another word?

    Turkish sık (often) folds like sik: whoever writes ı, ş or ğ where the term has a plain letter means
    another word. Plain letters where the term has marks are how people type in haste; `exact` entries do not
    accept that.
    Latin letters only: Arabic-script variants are mere habits of keyboards.
    """
    original = view.original
    marked = form.marked or form.text
    for offset, own in enumerate(marked):
        at = start + offset
        first, stop = view.span(at, at + 1)
        written = original[first:stop]
        while stop < len(original) and stop - first < 4 and "\u0300" <= original[stop] <= "\u036f":
            written += original[stop]
            stop += 1
        if written == "I":
            continue
        written = unicodedata.normalize("NFKC", written)[:1]
        written = "i" if written == "İ" else written.lower()
        if written == own or not ("a" <= form.text[offset : offset + 1] <= "z"):
            continue
        if "a" <= written <= "z":
            if form.entry.exact:
                return True
        elif "\u00c0" <= written <= "\u024f":
            return True
    return False
