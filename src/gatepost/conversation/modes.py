"""What a site lets the engine do on its own (law 8): a mode for each language and, if wanted, each clause."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from msgspec import Struct, field

from gatepost.vocabulary import Outcome, Verdict


class Mode(StrEnum):
    """advise: people decide. approve-only: the engine may approve. automatic: it may also reject."""

    ADVISE = "advise"
    APPROVE_ONLY = "approve-only"
    AUTOMATIC = "automatic"


_FREEDOM = {Mode.ADVISE: 0, Mode.APPROVE_ONLY: 1, Mode.AUTOMATIC: 2}


class Modes(Struct, frozen=True):
    """Modes by language (`everywhere` for the others) and clause: `threat` everywhere, `ar/threat` in one.

    A clause can only be stricter than its language, never freer: automation is earned by the language first.
    """

    everywhere: Mode = Mode.ADVISE
    languages: Mapping[str, Mode] = field(default_factory=dict)
    clauses: Mapping[str, Mode] = field(default_factory=dict)

    @classmethod
    def default(cls) -> Self:
        """As shipped: people decide in every language until the model card shows measured quality there."""
        return cls()

    @classmethod
    def automatic(cls) -> Self:
        """The engine decides wherever it dares: for demonstrations, and said so on the page."""
        return cls(everywhere=Mode.AUTOMATIC)

    def mode_for(self, language: str, clause: str | None = None) -> Mode:
        """The mode for comments in this language, and, with `clause`, for rejections on this ground."""
        modes = [self.languages.get(language, self.everywhere)]
        if clause is not None:
            modes += [self.clauses[key] for key in (clause, f"{language}/{clause}") if key in self.clauses]
        return min(modes, key=_FREEDOM.__getitem__)

    def outcome_for(self, verdict: Verdict) -> tuple[Outcome, Mode]:
        """What becomes of a verdict by itself, and the mode that says so. Anything doubtful is referred."""
        mode = self.mode_for(verdict.language)
        if verdict.outcome is Outcome.APPROVE and not verdict.grounds and mode is not Mode.ADVISE:
            return Outcome.APPROVE, mode
        if verdict.outcome is Outcome.REJECT and verdict.grounds:
            mode = min(
                (self.mode_for(verdict.language, ground.clause) for ground in verdict.grounds),
                key=_FREEDOM.__getitem__,
            )
            if mode is Mode.AUTOMATIC:
                return Outcome.REJECT, mode
        return Outcome.REFER, mode
