"""The whole flow on one page: text -> language, scores -> findings -> policy -> verdict.

Pure: the same text, context, guidelines and models give the same verdict, alone or in a batch. A part that
fails costs an approval, never the run: its comment is referred with the ground `engine-error`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from gatepost.engine import numbers, quotations
from gatepost.engine.automation import hold
from gatepost.engine.claims import claimed_language
from gatepost.engine.detectors import (
    direction,
    flooding,
    gibberish,
    privacy,
    promotion,
    relevance,
    shouting,
    welcomes,
)
from gatepost.engine.detectors.common_words import telling
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.languages import Spoken, read_languages
from gatepost.engine.listed import listed, unjudged
from gatepost.engine.numbers import CLAUSES, Row
from gatepost.engine.parts import Models
from gatepost.engine.policy import (
    EMPTY,
    ENGINE_ERROR,
    SUM_REFER,
    Decided,
    decide,
    refer_from,
)
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import (
    MAX_CODE_POINTS,
    Context,
    Evidence,
    Finding,
    Outcome,
    Submission,
    Verdict,
)

DETECTORS = (promotion.detect, privacy.detect, flooding.detect, shouting.detect, gibberish.detect)
"""Each reads a text in its context and says what it finds; each is a file of its own."""

S = TypeVar("S")
T = TypeVar("T")


class ScreeningError(ValueError):
    """A text that cannot be screened at all: the caller's error. `code`: `text-too-long` or `not-unicode`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def check_text(text: str) -> None:
    """Raise `ScreeningError` unless the text is within the limits: 20,000 code points, no lone surrogates."""
    if len(text) > MAX_CODE_POINTS:
        raise ScreeningError(
            "text-too-long",
            f"the text has {len(text):,} code points; at most {MAX_CODE_POINTS:,} are screened",
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ScreeningError(
            "not-unicode",
            f"code point {error.start} of the text is half a surrogate pair; send whole characters",
        ) from None


def screen(submission: Submission, context: Context, guidelines: Guidelines, models: Models) -> Verdict:
    """The verdict on one comment. Raises `ScreeningError` for a text outside the limits, and nothing else."""
    return screen_many([submission], [context], guidelines, models)[0]


def screen_many(
    submissions: Sequence[Submission], contexts: Sequence[Context], guidelines: Guidelines, models: Models
) -> list[Verdict]:
    """One verdict for each submission, in order; the same verdicts as one by one, only faster."""
    texts = [submission.text for submission in submissions]
    for text in texts:
        check_text(text)
    languages = _each(partial(read_languages, models.languages), texts)
    told = [None if one is None else one.language for one in languages]
    rows = _each(lambda some: _rows(models, some), list(zip(texts, told, strict=True)))
    engine = models.version
    return [
        _verdict(submission, context, guidelines, models, language, row, engine)
        for submission, context, language, row in zip(submissions, contexts, languages, rows, strict=True)
    ]


def _verdict(
    submission: Submission,
    context: Context,
    guidelines: Guidelines,
    models: Models,
    detected: Spoken | None,
    row: Row | None,
    engine: str,
) -> Verdict:
    text = submission.text
    findings: list[Finding] = []
    if detected is None or row is None:
        findings.append(_broken())
    spoken = detected or Spoken("und", 0.0)
    language = claimed_language(submission.language) or spoken.language
    if not text.strip():
        return _empty(language, guidelines, models, engine)

    reading = Reading(text)
    _collect(findings, lambda: listed(reading, language, spoken, guidelines, models))
    _collect(findings, lambda: unjudged(text, language, spoken, models))
    for detector in DETECTORS:
        _collect(findings, partial(detector, reading, context))
    if row is not None:
        _collect(findings, lambda: _classified(text, row, spoken.language, guidelines, models))
        findings = _revised(findings, partial(promotion.settle, findings, reading, context))
    findings = _revised(findings, partial(quotations.soften, findings, reading, guidelines))
    findings = _revised(findings, partial(direction.aim, findings, reading, context, language))
    _collect(findings, lambda: welcomes.detect(reading, findings, language))
    probabilities = numbers.probabilities(row, findings)
    article = context.article
    if article is not None and (article.title or article.body):
        try:
            compared = relevance.compare(reading, context, guidelines, language, models.embedder)
        except Exception:
            findings.append(_broken())
        else:
            probabilities["off-topic"] = relevance.off_topic(compared)
            findings += relevance.findings(compared)

    decided = decide(findings, guidelines, language, models.known_languages)
    violation = numbers.violation(models, probabilities)
    if violation is None:
        findings.append(_broken())
        decided, violation = decide(findings, guidelines, language, models.known_languages), 0.5
    decided = hold(decided, violation, guidelines.automation, engine)
    features = numbers.features(findings, row, partial(direction.whom, reading, context, language))
    return _said(decided, probabilities, violation, language, engine, guidelines, features)


def _rows(models: Models, told: Sequence[tuple[str, str | None]]) -> list[Row | None]:
    """Each text with the language that it was found to be in, never the one that its author claims."""
    texts, languages = [text for text, _ in told], [language or "und" for _, language in told]
    rows = models.classifier.score(texts, languages).tolist()
    return [
        dict(zip(models.labels, row, strict=True)) if all(map(math.isfinite, row)) else None for row in rows
    ]


def _classified(text: str, row: Row, language: str, guidelines: Guidelines, models: Models) -> list[Finding]:
    """The classifier's findings, with the words that drove them: asked for only where somebody sees them."""
    findings = []
    weak = models.classifier.refer_only
    for label, probability in row.items():
        if probability >= refer_from(label, guidelines.by_id.get(label)):
            spans = sorted(models.classifier.explain(text, label))
            evidence = telling([Evidence(start, end, text[start:end]) for start, end in spans])
            note = "sum" if label in SUM_REFER else "classifier"
            careful = label in weak or f"{language}/{label}" in weak
            findings.append(Finding(label, probability, "classifier", evidence, note, careful))
    return findings


def _empty(language: str, guidelines: Guidelines, models: Models, engine: str) -> Verdict:
    probabilities: dict[str, float | None] = dict.fromkeys(CLAUSES, 0.0)
    probabilities["off-topic"] = None
    ground = Finding(EMPTY, 1.0, "policy", note=EMPTY)
    decided = Decided(
        Outcome.REFER, (ground,), ("nothing but white space: a person decides", "outcome: refer")
    )
    violation = numbers.violation(models, probabilities) or 0.0
    return _said(decided, probabilities, violation, language, engine, guidelines, numbers.features(()))


def _said(
    decided: Decided,
    probabilities: Mapping[str, float | None],
    violation: float,
    language: str,
    engine: str,
    guidelines: Guidelines,
    features: Mapping[str, float],
) -> Verdict:
    return Verdict(
        decided.outcome, decided.grounds, probabilities, violation, language, engine, guidelines.version,
        decided.steps, features,
    )  # fmt: skip


def _broken() -> Finding:
    return Finding(ENGINE_ERROR, 1.0, "policy", note=ENGINE_ERROR)


def _collect(findings: list[Finding], detector: Callable[[], Sequence[Finding]]) -> None:
    try:
        findings.extend(detector())
    except Exception:
        findings.append(_broken())


def _revised(findings: list[Finding], look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return look()
    except Exception:
        return [*findings, _broken()]


def _each(judge: Callable[[Sequence[S]], Sequence[T | None]], told: Sequence[S]) -> Sequence[T | None]:
    """`judge` on the whole batch; if that fails, on each text alone, so that none fails its mates."""
    try:
        return judge(told)
    except Exception:
        return [_alone(judge, one) for one in told]


def _alone(judge: Callable[[Sequence[S]], Sequence[T | None]], one: S) -> T | None:
    try:
        return judge([one])[0]
    except Exception:
        return None
