"""Small hand-made parts for the screening flow, where a test must decide what a part says or breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.language_spans import Span
from gatepost.engine.parts import Models
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Evidence, Finding

LABELS = (
    "profanity", "vulgarity", "threat", "personal-attack", "abuse", "abuse.sexism", "abuse.racism",
    "abuse.homophobia", "abuse.xenophobia", "abuse.other", "promotion.commercial", "promotion.personal",
    "toxicity",
)  # fmt: skip


class Words:
    """A word list of pairs word -> clause, each found at 0.95."""

    version = "cafe0123"

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self.words = words or {}

    def detect(self, reading: Reading, language: str) -> list[Finding]:
        found = []
        for word, clause in self.words.items():
            at = reading.original.find(word)
            if word == "BREAK" and at >= 0:
                raise RuntimeError("a detector that breaks")
            if at >= 0:
                evidence = (Evidence(at, at + len(word), word),)
                found.append(Finding(clause, 0.95, "lexicon", evidence, "lexicon.strong"))
        return found


class Scores:
    """A classifier that gives each text the scores that `judge` names, 0.01 otherwise."""

    name = "hand"
    sha256 = "0123456789abcdef"
    refer_only = FastModel.refer_only

    def __init__(
        self, judge: Callable[[str], Mapping[str, float]] = lambda text: {}, spans: bool = True
    ) -> None:
        self.judge = judge
        self.spans = spans

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.float64]:
        return np.array([[self.judge(text).get(label, 0.01) for label in LABELS] for text in texts])

    def explain(self, text: str, label: str) -> list[tuple[int, int]]:
        return [(0, len(text.split()[0]))] if self.spans else []

    def violation(self, probabilities: Mapping[str, float]) -> float:
        return max(probabilities.values())


class Tongue:
    """A language identifier that always says the same."""

    def __init__(self, language: str = "en", sure: float = 0.99) -> None:
        self.said = (language, sure)

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        return [self.said for _ in texts]

    def spans_of(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[Span(0, len(text), *self.said)] for text in texts]


def models(words: Words | None = None, scores: Scores | None = None, tongue: Tongue | None = None) -> Models:
    return Models(words or Words(), scores or Scores(), tongue or Tongue(), LABELS)
