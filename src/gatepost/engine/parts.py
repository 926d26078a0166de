"""What screening needs besides the guidelines: three loaded parts, each behind a small face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from numpy import float32, float64
from numpy.typing import NDArray

from gatepost.__about__ import __version__
from gatepost.engine.models.language_spans import Span
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import LANGUAGES, Finding


class WordList(Protocol):
    """Curated words: see `detectors/lexicon.py`."""

    @property
    def version(self) -> str: ...

    def detect(
        self, reading: Reading, language: str, allowed: Sequence[tuple[int, int]] = ()
    ) -> list[Finding]: ...


class Classifier(Protocol):
    """Shipped weights: see `models/fast.py` and `models/encoder.py`."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def refer_only(self) -> frozenset[str]:
        """Labels on which this model alone rejects nobody: `threat`, or in one language `fa/threat`."""

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[float64]: ...

    def explain(self, text: str, label: str) -> list[tuple[int, int]]: ...

    def violation(self, probabilities: Mapping[str, float]) -> float: ...


class Embedder(Protocol):
    """What texts are about: see `models/encoder.py`."""

    def embed(self, texts: Sequence[str]) -> NDArray[float32]: ...

    def __hash__(self) -> int: ...

    def expected(self, meant: NDArray[float32], count: int, language: str) -> tuple[float, float]: ...

    def unlike(self, likeness: float, deviation: float) -> float: ...


class Languages(Protocol):
    """Which language a text is written in: see `models/language.py`."""

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]: ...

    def spans_of(self, texts: Sequence[str]) -> list[list[Span]]: ...


class Models(Struct, frozen=True):
    """Everything that was loaded, immutable. `labels` are the columns of the classifier's scores, in order;
    `embedder` is None where nothing but words can compare a comment with its article.

    `known_languages` are those in which the engine may approve or reject; all others are referred.
    """

    lexicon: WordList
    classifier: Classifier
    languages: Languages
    labels: tuple[str, ...]
    embedder: Embedder | None = None
    known_languages: frozenset[str] = frozenset(LANGUAGES)

    @property
    def version(self) -> str:
        """What a verdict says about who spoke it, exact to the content of weights and word lists."""
        model = f"{self.classifier.name}@{self.classifier.sha256[:8]}"
        return f"gatepost {__version__} / model {model} / lexicon @{self.lexicon.version[:8]}"
