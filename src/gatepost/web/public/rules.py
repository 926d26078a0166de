"""The guidelines as they stand beside the form."""

from __future__ import annotations

from msgspec import Struct

from gatepost.engine.guidelines.records import Guidelines


class Rule(Struct, frozen=True):
    id: str
    title: str
    wording: str


class Rules(Struct, frozen=True):
    """In one language: what is welcome, and what is not published."""

    preamble: str
    clauses: tuple[Rule, ...]
    welcomes: tuple[Rule, ...]


def rules_for(guidelines: Guidelines, language: str) -> Rules:
    """The clauses that hold, in the order of the guidelines."""
    every = [
        (
            clause.welcome,
            Rule(clause.id, guidelines.title(clause.id, language), guidelines.wording(clause.id, language)),
        )
        for clause in guidelines.active
    ]
    return Rules(
        guidelines.preamble_in(language),
        tuple(rule for welcome, rule in every if not welcome),
        tuple(rule for welcome, rule in every if welcome),
    )
