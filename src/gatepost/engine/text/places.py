"""From a place in the original to its place in a view: the way there, where `TextView.span` goes back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from gatepost.vocabulary import TextView


def folded_span(view: TextView, start: int, end: int) -> tuple[int, int]:
    """What `original[start:end]` was read as: a stretch of `view.text`, empty where nothing of it is left."""
    if not view.starts:
        return start, end
    return bisect_left(view.starts, start), bisect_right(view.starts, end - 1)
