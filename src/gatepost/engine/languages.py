"""Which languages a comment is written in, and where: the identifier's answer, by spans where it mixes.

Most comments are in one language, and the identifier's single answer stands. Spans are asked for only where
they can matter: two scripts, an answer that is unsure, or a text longer than the identifier looks at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Protocol

from msgspec import Struct

from gatepost.engine.models.language import ENOUGH, UNKNOWN
from gatepost.engine.models.language_spans import Span

SURE = 0.9999
"""An answer of at least this probability on a text of one script, no longer than a look, needs no spans.

So high, because a text half Turkish and half English looks like Turkish: nine of ten such mixes are below
it, and one of three comments in one language, of more than five words.
"""

FEWEST_WORDS = 6
"""A comment of fewer words is taken for one language, unless it is in two scripts."""

REAL_SHARE = 0.15
"""A language that holds less of the letters is a quotation or a name: it gets no word list of its own."""

SUBSTANTIAL = 0.3
"""A part that nobody can judge counts from this share of the text on, and only if it has `FEWEST_WORDS`."""

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_SCRIPTS = (
    re.compile(r"[A-Za-z\u00c0-\u024f]{2}"),
    re.compile(r"[\u0621-\u06d3]{2}"),
    re.compile(r"[\u0370-\u05ff\u0900-\u1dff\u3040-\ud7a3]{2}"),
)
"""Two letters of Latin, of Arabic, and of any other script that people comment in."""


class Identifier(Protocol):
    """See `models/language.py`."""

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]: ...

    def spans_of(self, texts: Sequence[str]) -> list[list[Span]]: ...


class Spoken(Struct, frozen=True):
    """The languages of one comment. `language`: the dominant one (`und` if it cannot be told) with its
    probability; `spans`: empty for a comment in one language, else side by side over the whole text.
    """

    language: str
    probability: float
    spans: tuple[Span, ...] = ()

    def share(self, code: str) -> float:
        """How much of the comment is in that language, 0..1, by length."""
        if not self.spans:
            return float(code == self.language)
        return _length(self.spans, (code,)) / max(1, sum(span.end - span.start for span in self.spans))

    def others(self) -> tuple[str, ...]:
        """The languages besides the dominant one that hold a real share, the largest first; at most two."""
        codes = {span.code for span in self.spans} - {self.language, UNKNOWN}
        held = sorted(codes, key=lambda code: (-self.share(code), code))
        return tuple(code for code in held if self.share(code) >= REAL_SHARE)[:2]

    def elsewhere(self, code: str) -> list[tuple[int, int]]:
        """The stretches in which another language has the word: in order and apart from each other."""
        judged = {self.language, *self.others()} - {code}
        mine = self.language
        return [
            (span.start, span.end)
            for span in self.spans
            if (span.code if span.code in {code, *judged} else mine) != code
        ]

    def foreign(self, text: str, known: Collection[str]) -> float:
        """The share of the comment in languages that are not known, 0 where that is not substantial."""
        strange = [span for span in self.spans if span.code not in known]
        share = _length(strange) / max(1, len(text))
        words = sum(len(text[span.start : span.end].split()) for span in strange)
        return share if share >= SUBSTANTIAL and words >= FEWEST_WORDS else 0.0


def _length(spans: Sequence[Span], codes: Collection[str] | None = None) -> int:
    return sum(span.end - span.start for span in spans if codes is None or span.code in codes)


def read_languages(identifier: Identifier, texts: Sequence[str]) -> list[Spoken]:
    """The languages of each text. The answer for a text does not depend on the others."""
    told = identifier.identify([_spoken_words(text) for text in texts])
    spoken = [Spoken(code, p) for code, p in told]
    chosen = [n for n, text in enumerate(texts) if _may_mix(text, told[n][1])]
    if chosen:
        blank = [_LINK.sub(lambda link: " " * len(link.group()), texts[n]) for n in chosen]
        for n, spans in zip(chosen, identifier.spans_of(blank), strict=True):
            spoken[n] = _mixed(spans, len(texts[n]), *told[n])
    return spoken


def _spoken_words(text: str) -> str:
    """The text without its links: `https://www` is no English, and no language at all."""
    return _LINK.sub(" ", text) if "http" in text or "www." in text else text


def _may_mix(text: str, p: float) -> bool:
    if len(text) > 2 * ENOUGH:
        return True
    if not text.isascii() and sum(script.search(text) is not None for script in _SCRIPTS) > 1:
        return True
    return p < SURE and len(text.split(None, FEWEST_WORDS)) >= FEWEST_WORDS


def _mixed(spans: Sequence[Span], length: int, code: str, p: float) -> Spoken:
    """`code` and `p`: what was answered for the beginning of the text as a whole."""
    codes = dict.fromkeys(span.code for span in spans)
    if not codes:
        return Spoken(code, p)
    told = [each for each in codes if each != UNKNOWN]
    if not told or _length(spans, told) < (1 - 2 * SUBSTANTIAL) * length:
        return Spoken(code, p, tuple(spans) if len(codes) > 1 else ())
    main = max(told, key=lambda each: _length(spans, (each,)))
    if len(codes) == 1:
        sure = max(p, spans[0].probability) if main == code else spans[0].probability
        return Spoken(main, sure)
    mine = [span for span in spans if span.code == main]
    sure = sum(span.probability * (span.end - span.start) for span in mine) / max(1, _length(mine))
    return Spoken(main, sure, tuple(spans))
