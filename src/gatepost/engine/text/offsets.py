"""A view with some stretches read otherwise, and the offset map and touched places that follow from it."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.vocabulary import TextView


def pieced(view: TextView, touched: bytes, parts: Sequence[tuple[int, int, str]]) -> tuple[TextView, bytes]:
    """`view` with each `text[start:end]` of `parts` read as the given string, and the touched places.

    `parts` are in order and do not overlap. Every character put in stands for the whole stretch that it
    replaces; a stretch that is left out touches its neighbours. `touched` (of `view`, or b"") is carried
    along.
    """
    text, starts, ends = view.text, view.starts, view.ends
    pieces: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []
    marks = bytearray()
    done = 0
    pending = False
    for start, end, read in [*parts, (len(text), len(text), "")]:
        if start > done:
            pieces.append(text[done:start])
            firsts.extend(starts[done:start] if starts else range(done, start))
            lasts.extend(ends[done:start] if ends else range(done + 1, start + 1))
            marks.extend(touched[done:start] if touched else bytes(start - done))
            if pending:
                marks[len(marks) - (start - done)] = 1
            pending = False
        if read:
            pieces.append(read)
            first, last = view.span(start, end)
            firsts.extend([first] * len(read))
            lasts.extend([last] * len(read))
            marks.extend(b"\1" * len(read))
            pending = False
        elif end > start:
            if marks:
                marks[-1] = 1
            pending = True
        done = end
    return TextView(view.original, "".join(pieces), firsts, lasts), bytes(marks)
