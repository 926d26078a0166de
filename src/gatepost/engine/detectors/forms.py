"""An entry as matching sees it: its folded spellings, and what a match of one of them is."""

from __future__ import annotations

import unicodedata

from msgspec import Struct

from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.text.views import folded_text
from gatepost.vocabulary import TextView


class Match(Struct, frozen=True):
    """One entry in one view: `view.text[start:end]` is the whole word, `base_end` the end of its stem.

    `reading` says how the text was read: plain, joined, leet, stretched; or by a guess (`guessed`): starred,
    split, vowelless, transposed, doubled, reversed, respelt, undotted, transliterated, or guessed (several).
    """

    entry: LexiconEntry
    view: TextView
    start: int
    end: int
    base_end: int
    guessed: bool = False
    reading: str = "plain"

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the untouched original; marks that belong to the last letter are taken along."""
        start, end = self.view.span(self.start, self.end)
        original = self.view.original
        while end < len(original) and unicodedata.combining(original[end]):
            end += 1
        return start, end


class Form(Struct, frozen=True, gc=False):
    """One folded spelling of one entry. `marked`: with its marks, letter by letter, or "" if not 1:1."""

    entry: LexiconEntry
    text: str
    marked: str
    exceptions: frozenset[str]
    runs: tuple[int, ...] = ()
    speech: str = ""
    """Whose endings it takes: the entry's language, or that of the script it is written in here."""


_NONE: frozenset[str] = frozenset()


def forms_of(entry: LexiconEntry) -> list[Form]:
    """The folded spellings of an entry: a zero-width joint may be written as a space too."""
    spellings = [entry.term]
    if "\u200c" in entry.term:
        spellings.append(entry.term.replace("\u200c", " "))
    exceptions = frozenset(map(folded_text, entry.exceptions)) if entry.exceptions else _NONE
    forms = []
    for spelling in spellings:
        text = folded_text(spelling)
        marked = ""
        if not spelling.isascii():
            marked = unicodedata.normalize("NFC", spelling.replace("İ", "i").lower())
            if len(marked) != len(text) or marked == text:
                marked = ""
        forms.append(Form(entry, text, marked, exceptions))
    return forms


def squeezed_form(form: Form) -> Form:
    """The form with every run of one letter read as one letter, and how long each run was."""
    kept = _run_starts(form.text)
    runs = tuple(stop - start for start, stop in zip(kept, [*kept[1:], len(form.text)], strict=True))
    return Form(
        form.entry,
        "".join(form.text[at] for at in kept),
        "".join(form.marked[at] for at in kept) if form.marked else "",
        frozenset("".join(wording[at] for at in _run_starts(wording)) for wording in form.exceptions),
        runs,
    )


def _run_starts(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if not at or letter != text[at - 1] or not letter.isalpha()]
