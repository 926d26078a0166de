"""What was seen in a comment, clause by clause: several detectors often find the same. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gatepost.web.desk.marking import Glyph


class FindingView(Struct, frozen=True):
    """One ground. `quotes` are the marked words; `percent` is empty for a person's.

    `target` says whom an attack is directed at, where that could be told. `strong`: its words may hurt
    whoever reads them.
    """

    index: int
    title: str
    percent: str
    probability: float
    by: str
    explanation: str
    quotes: tuple[tuple[Glyph, ...], ...]
    target: str = ""
    strong: bool = False


class ClauseView(Struct, frozen=True):
    """All findings of one clause as one entry, the strongest speaking for it; the marks tell the rest.

    `quotes`: each marked word once, with the index of a finding that marks it.
    """

    index: int
    strongest: FindingView
    by: tuple[str, ...]
    quotes: tuple[tuple[int, tuple[Glyph, ...]], ...]


def by_clause(findings: Sequence[FindingView]) -> tuple[ClauseView, ...]:
    """Findings of the same clause together, the likeliest clause first."""
    ordered = sorted(findings, key=lambda one: -one.probability)
    views = []
    for index, title in enumerate(dict.fromkeys(one.title for one in ordered)):
        same = [one for one in ordered if one.title == title]
        quotes = {quote: one.index for one in reversed(same) for quote in one.quotes}
        first = [quote for one in same for quote in one.quotes]
        views.append(
            ClauseView(
                index=index,
                strongest=same[0],
                by=tuple(dict.fromkeys(one.by for one in same)),
                quotes=tuple((quotes[quote], quote) for quote in dict.fromkeys(first)),
            )
        )
    return tuple(views)
