"""A letter for every clause, by which a rejection names it: one press, or two for the clauses of a family.

Clauses with a dot are a family (`abuse.racism`, `promotion.commercial`): the first letter is the family's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

SHIPPED: Mapping[str, str] = {
    "profanity": "s",  # swearing
    "threat": "t",
    "personal-attack": "i",  # insult
    "vulgarity": "v",
    "abuse": "a",
    "promotion": "p",
    "off-topic": "o",
    "privacy": "y",
    "unlawful": "u",
    "flooding": "f",
}
"""Letters of the clauses that Gatepost ships with: they stay, whichever of them a newsroom uses."""
ALPHABET = "abcdefghijklmopqrstuvwxyz"
"""Without n, which writes the note."""


def letters(clauses: Sequence[str]) -> Mapping[str, str]:
    """For each clause its letter, or the family's letter and its own: `{"abuse.racism": "ar"}`.

    With more clauses than letters the last ones get none and are chosen with Tab and Space.
    """
    heads = _assign(dict.fromkeys(clause.partition(".")[0] for clause in clauses), SHIPPED)
    found: dict[str, str] = {}
    for head, letter in heads.items():
        family = [clause for clause in clauses if clause.startswith(f"{head}.")]
        if head in clauses:
            # A clause with the family's own name stands in the family, or its letter would do two things.
            family = [head, *family] if family else []
            if not family:
                found[head] = letter
        tails = _assign((clause.partition(".")[2] or head for clause in family), {})
        for clause in family:
            second = tails.get(clause.partition(".")[2] or head)
            if second:
                found[clause] = letter + second
    return {clause: found[clause] for clause in clauses if clause in found}


def _assign(names: Iterable[str], fixed: Mapping[str, str]) -> dict[str, str]:
    names = tuple(names)
    given = {name: fixed[name] for name in names if name in fixed}
    # The shipped letters stay free for the shipped clauses, as long as there are others.
    reserved = set(fixed.values())
    for name in names:
        if name in given:
            continue
        initials = [word[:1] for word in name.split("-")]
        wishes = [*initials, *name, *ALPHABET]
        taken = set(given.values())
        free = [wish for wish in wishes if wish in ALPHABET and wish not in taken]
        chosen = next((wish for wish in free if wish not in reserved), free[0] if free else None)
        if chosen:
            given[name] = chosen
    return {name: given[name] for name in names if name in given}
