"""The clauses that a form offers, always in one order, with their letters and the engine's guess. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gatepost.conversation.preferences.letters import letters
from gatepost.engine.guidelines.records import Guidelines
from gatepost.vocabulary import Finding

STRONG = ("profanity", "threat", "personal-attack", "vulgarity", "abuse")
"""Clauses whose words may hurt whoever reads them: these are blurred for those who ask for it."""
FOLDED = ("threat", "abuse")
"""Clauses whose comments stay folded for those who ask for it."""


def is_one_of(clause: str, families: Sequence[str]) -> bool:
    """Whether a clause, or the family that it belongs to, is named."""
    return clause in families or clause.partition(".")[0] in families


class ClauseChoice(Struct, frozen=True):
    """`letters`: the one or two keys that name it; empty for a clause that has none."""

    id: str
    title: str
    wording: str
    suggested: bool
    letters: str = ""


class ClauseFamily(Struct, frozen=True):
    """Clauses that share a first letter, or one clause alone, whose `letter` is empty."""

    letter: str
    clauses: tuple[ClauseChoice, ...]


def families(guidelines: Guidelines, language: str, grounds: Sequence[Finding]) -> tuple[ClauseFamily, ...]:
    """Every clause that may ground a rejection, always in one order; the engine's strongest is chosen."""
    likely = {ground.clause: ground.probability for ground in grounds}
    active = [clause for clause in guidelines.active if not clause.welcome]
    best = max((c.id for c in active if c.id in likely), key=likely.__getitem__, default=None)
    keys = letters([clause.id for clause in guidelines.clauses if not clause.welcome])
    by_letter: dict[str, list[ClauseChoice]] = {}
    for clause in active:
        key = keys.get(clause.id, "")
        choice = ClauseChoice(
            id=clause.id,
            title=guidelines.title(clause.id, language),
            wording=guidelines.wording(clause.id, language),
            suggested=clause.id == best,
            letters=key,
        )
        by_letter.setdefault(key[0] if len(key) == 2 else clause.id, []).append(choice)
    return tuple(
        ClauseFamily(name if len(choices[0].letters) == 2 else "", tuple(choices))
        for name, choices in by_letter.items()
    )
