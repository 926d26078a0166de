"""`Engine`: screening for programs that just want a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from gatepost.engine import guidelines as rules
from gatepost.engine import screening
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.parts import Classifier, Models
from gatepost.vocabulary import Article, Context, Submission, Verdict

Kind = Literal["fast", "cascade", "full"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Which classifier reads: the hashed one; the encoder only where that one is in doubt; the encoder."""

ArticleLike = Article | Mapping[str, str]


class Engine:
    """Loaded models and guidelines. Immutable, so threads may share one."""

    def __init__(self, models: Models, guidelines: Guidelines) -> None:
        self.models = models
        self.guidelines = guidelines

    @classmethod
    def load(
        cls, guidelines: str | Path | Guidelines | None = None, kind: Kind = "full", threads: int = 1
    ) -> Engine:
        """The shipped models with `guidelines`: a TOML file, guidelines already read, or the shipped ones.

        `kind`: see `KINDS`; `version` says what spoke. `threads`: so many texts does the encoder read at
        once, with the same scores. Raises `GuidelinesError` for guidelines that cannot be used.
        """
        if kind not in KINDS:
            raise ValueError(f"kind is {kind!r}; choose {', '.join(map(repr, KINDS))}")
        read = guidelines if isinstance(guidelines, Guidelines) else rules.load(guidelines)
        return cls(shipped_models(kind, threads), read)

    @property
    def version(self) -> str:
        """Package, model and word list, exact to their content."""
        return self.models.version

    def under(self, guidelines: Guidelines) -> Engine:
        """The same models under other guidelines; nothing is loaded anew."""
        return Engine(self.models, guidelines)

    def screen(
        self,
        text: str,
        article: ArticleLike | None = None,
        parent: str | Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> Verdict:
        """The verdict on one comment. `article` has `title` and `body`; `parent` is the comment it answers.

        `language` is a code, or None to detect it. Raises `ScreeningError` for a text that is too long or
        holds lone surrogates.
        """
        context = Context(article=as_article(article), parent=as_parent(parent))
        return self.screen_many([Submission(text, language)], [context])[0]

    def screen_many(
        self, submissions: Sequence[str | Submission], contexts: Sequence[Context] | None = None
    ) -> list[Verdict]:
        """One verdict for each text or submission, in order: the same as one by one, only faster.

        Without `contexts` no comment has an article or a parent. Raises `ScreeningError` for the first text
        outside the limits, and `ValueError` when the two lists differ in length.
        """
        asked = [_as_submission(submission) for submission in submissions]
        around = [Context()] * len(asked) if contexts is None else contexts
        if len(around) != len(asked):
            raise ValueError(f"{len(asked)} submissions came with {len(around)} contexts; give one for each")
        return screening.screen_many(asked, around, self.guidelines, self.models)


def as_article(article: ArticleLike | None) -> Article | None:
    """An article, or a mapping with `title` and `body`, as the engine knows it."""
    if article is None or isinstance(article, Article):
        return article
    return Article(title=article.get("title") or "", body=article.get("body") or "")


def as_parent(parent: str | Mapping[str, str] | None) -> str | None:
    """The text of the comment that is answered, given plain or as `{"text": ...}`."""
    return parent if parent is None or isinstance(parent, str) else parent.get("text")


def _as_submission(submission: str | Submission) -> Submission:
    if isinstance(submission, Submission):
        return submission
    if not isinstance(submission, str):
        raise TypeError(f"a text is {type(submission).__name__}; give str or Submission")
    return Submission(submission)


def encoder_ships() -> bool:
    """Are the encoder's weights part of this package? Until they are, `full` is `fast` (decision 4)."""
    return (files("gatepost.engine.models.weights") / "encoder.onnx").is_file()


@lru_cache(maxsize=4)
def shipped_models(kind: Kind = "full", threads: int = 1) -> Models:
    """The models that come with the package, each loaded once."""
    from gatepost.engine.detectors.lexicon import Lexicon
    from gatepost.engine.models.cascade import CascadeModel
    from gatepost.engine.models.encoder import EncoderModel
    from gatepost.engine.models.fast import FastModel
    from gatepost.engine.models.labels import LABELS
    from gatepost.engine.models.language import LanguageIdentifier

    classifier: Classifier
    embedder = None
    if kind == "fast" or not encoder_ships():
        classifier = FastModel.load()
    else:
        fast = FastModel.load()
        classifier = encoder = EncoderModel.load(threads=threads, fast=fast)
        if kind == "full":
            embedder = encoder
        else:
            # Without an embedder: it would read every comment that has an article.
            classifier = CascadeModel(fast, encoder)
    return Models(
        lexicon=Lexicon.load(),
        classifier=classifier,
        languages=LanguageIdentifier.load(),
        labels=LABELS,
        embedder=embedder,
    )
