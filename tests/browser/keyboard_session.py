"""What the hands do in a scripted sitting: ten ways to decide, and what must stand afterwards."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.full_desk import Keyboard

Act = tuple[Callable[[Keyboard], None], str, tuple[str, ...], str]
"""The keys; then the outcome, the clauses and the note that they lead to."""


def noted(hands: Keyboard) -> None:
    hands.press("n")
    hands.page.keyboard.type("between two stools; approved")
    hands.press("Enter", "a")


def two_clauses(hands: Keyboard) -> None:
    hands.press("r", "s", "o", "Enter")


def noted_rejection(hands: Keyboard) -> None:
    hands.press("r", "t", "n")
    hands.page.keyboard.type("aimed at a neighbour")
    hands.press("Enter", "Enter")


ACTS: list[Act] = [
    (lambda hands: hands.press("a"), "approve", (), ""),
    (lambda hands: hands.press("r", "t", "Enter"), "reject", ("threat",), ""),
    (lambda hands: hands.press("a"), "approve", (), ""),
    (lambda hands: hands.press("r", "a", "r", "Enter"), "reject", ("abuse.racism",), ""),
    (lambda hands: hands.press("r", "p", "c", "Enter"), "reject", ("promotion.commercial",), ""),
    (two_clauses, "reject", ("profanity", "off-topic"), ""),
    (noted, "approve", (), "between two stools; approved"),
    (noted_rejection, "reject", ("threat",), "aimed at a neighbour"),
    # A slip: one clause, then it is taken away again and another named.
    (lambda hands: hands.press("r", "v", "i", "v", "Enter"), "reject", ("personal-attack",), ""),
    (lambda hands: hands.press("a"), "approve", (), ""),
]
