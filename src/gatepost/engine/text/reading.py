"""One text and the views that detectors read it through, each built once and only when asked for.

`folded` is what every word list reads. The others undo one disguise each, on top of one another, and are
None or empty, at the cost of one cheap search, when the text shows no sign of that disguise. Every view
maps back to the untouched original.
"""

from __future__ import annotations

import re
from functools import cached_property

from gatepost.engine.text import disguises
from gatepost.engine.text.disguises import Undone
from gatepost.engine.text.views import Squeezed, folded_view, squeezed_view
from gatepost.vocabulary import TextView

_WORDS = re.compile(r"[^\W_]+")


class Reading:
    """`original` (any str, 0 to 20,000 code points; lone surrogates are harmless) and its lazy views."""

    def __init__(self, original: str) -> None:
        self.original = original

    @cached_property
    def folded(self) -> TextView:
        """Compatibility forms, case, marks, ignorable characters, look-alikes and Arabic letters folded."""
        return folded_view(self.original)

    @cached_property
    def words(self) -> list[str]:
        """The words of `folded`, in order: letters and digits in a row."""
        return _WORDS.findall(self.folded.text)

    @cached_property
    def joined(self) -> Undone | None:
        """Letters written apart (`f.u.c.k`, `f u c k`) read as one word; None when there are none."""
        if sum([len(word) == 1 for word in self.words]) < 2:
            return None
        return disguises.joined(self.folded)

    @cached_property
    def unleeted(self) -> tuple[Undone, ...]:
        """Digits and signs inside words read as letters (`sh1t`, `@ss`); empty when no word holds any."""
        if self.joined is not None:
            return tuple(disguises.unleeted(self.joined.view, self.joined.touched, "joined"))
        return tuple(disguises.unleeted(self.folded, b"", ""))

    @cached_property
    def undone(self) -> tuple[Undone, ...]:
        """What the text says once letters are joined and signs are read; the folded text, or the joined
        one, comes first.
        """
        return (self.joined or Undone(self.folded, b"", ""), *self.unleeted)

    @cached_property
    def squeezed(self) -> Squeezed | None:
        """Every run of one letter read as a single letter; None unless some letter stands 3 times or more."""
        return squeezed_view(self.folded)

    @cached_property
    def masked(self) -> tuple[tuple[int, int], ...]:
        """Spans of `folded.text` that are words with letters starred out (`f*ck`, `s**t`)."""
        return disguises.masked_words(self.folded.text)
