"""Quantiles of waits of which some have not ended (E. Kaplan, P. Meier, 1958). Pure.

Only what is over would tell too short a time whenever the desk is behind: the long waits are those that still
go on. A wait that goes on counts as longer than it has lasted so far, and as nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def quantiles(waits: Iterable[tuple[int, bool]], parts: Sequence[float]) -> list[int | None]:
    """For each of `parts` (0..1, rising): within what time this part of the waits ends; None: not known.

    `waits`: how long each lasted (so far), and whether it has ended.
    """
    ordered = sorted(waits, key=lambda one: (one[0], not one[1]))
    found: list[int | None] = []
    still, at_risk = 1.0, len(ordered)
    for lasted, ended in ordered:
        if ended:
            still *= 1 - 1 / at_risk
            while len(found) < len(parts) and 1 - still >= parts[len(found)] - 1e-9:
                found.append(lasted)
        at_risk -= 1
    return found + [None] * (len(parts) - len(found))
