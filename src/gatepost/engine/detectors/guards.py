"""What a hit of the automaton must pass to count: boundary, ending, language, exception, name, marks."""

from __future__ import annotations

import re
import unicodedata

from gatepost.engine.detectors import morphology
from gatepost.engine.detectors.forms import Form, Match
from gatepost.vocabulary import TextView

MAX_SHORT = 5
_HEAPED = re.compile("[\u0300-\u036f\u0489]{2}|[\u0335-\u0338\u0489]")
_MARKED = frozenset("çğıöşüêîûâäåéèëïíìñóòôõúùýßćčđłńřśšžżźāēīō")
"""Letters with which a writer says that a word is another one; a heap of marks says nothing."""
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
KURDISH = frozenset({"kmr", "ckb"})
"""No such neighbours: a short insult of one is one in the other, the script tells the lists apart, and short
texts are often taken for either."""


def admit(
    form: Form,
    view: TextView,
    start: int,
    end: int,
    open_left: bool,
    open_right: bool,
    language: str,
    reading: str = "plain",
    guessed: bool = False,
) -> Match | None:
    """The match, or None if a guard drops it: boundary, ending, language, exception, marks."""
    entry = form.entry
    kind = entry.match
    text = view.text
    if (
        not open_left
        and kind != "part"
        and not morphology.head_allowed(form.speech or entry.language, text, start)
    ):
        return None
    last: int | None = end
    if not open_right:
        if kind in ("word", "phrase"):
            return None
        last = morphology.word_end(text, end)
        if last is None:
            return None
        if kind == "stem" and not morphology.tail_allowed(form.speech or entry.language, text[end:last]):
            return None
    if language != entry.language and not speaks(form, language):
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
    return Match(entry, view, start, last if last is not None else end, end, guessed, reading)


def speaks(form: Form, language: str) -> bool:
    """Does the form count in a text of this language?

    Neighbours share script and letters, so that a short word of one is often an ordinary word of the other
    (Arabic and Persian, Turkish and Kurmanji): in a neighbour's text only longer words and phrases count.
    """
    entry = form.entry
    if (entry.only_in and language not in entry.only_in) or language in entry.not_in:
        return False
    if language == entry.language or len(form.text) > MAX_SHORT or " " in form.text:
        return True
    if language in KURDISH and entry.language in KURDISH:
        return True
    return not any(entry.language in neighbours and language in neighbours for neighbours in NEIGHBOURS)


def _excepted(form: Form, text: str, start: int) -> bool:
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


def _contradicted(form: Form, view: TextView, start: int) -> bool:
    """Does the writer's own spelling say that this is another word?

    Turkish sık (often) folds like sik: whoever writes ı, ş or ğ where the term has a plain letter means
    another word. Plain letters where the term has marks are how people type in haste; `exact` entries do not
    accept that.
    Latin letters only: Arabic-script variants are mere habits of keyboards.
    """
    original = view.original
    marked = form.marked or form.text
    first, last = view.span(start, start + len(marked))
    heaped = _HEAPED.search(original, first, last + 2) is not None
    for offset, own in enumerate(marked):
        at = start + offset
        first, stop = view.span(at, at + 1)
        written = original[first:stop]
        if (
            len(set(filter(str.isalnum, written.lower()))) > 1
        ):  # a guessed word: its letters are not the writer's
            continue
        while stop < len(original) and stop - first < 4 and "\u0300" <= original[stop] <= "\u036f":
            written += original[stop]
            stop += 1
        if written == "I" and own in "iı":
            continue
        written = unicodedata.normalize("NFKC", written)
        written = "i" if written[:1] == "İ" else written[:1].lower()
        if written == own or not ("a" <= form.text[offset : offset + 1] <= "z"):
            continue
        if form.entry.exact:
            return True
        if not heaped and written in _MARKED:
            return True
    return False
