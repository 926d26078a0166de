"""Has the comment anything to do with the article, or with the comment that it answers?

A comparison of words, on the careful side; it can only refer. A word that comment and subject share tells as
much as it is unlikely to be shared by chance (`word_chances`): a name much, `government` little, `the` none.
The sum is compared with what a comment of these words would share with any text of that length; well below
that, it is about something else.

Words tell nothing, and the answer is `UNTOLD`, of short comments and articles, of a comment in another
language than the article's, of languages without a table, and of comments that speak of the article as such,
of comments or of the newspaper.

Where an encoder is at hand, meaning is compared too (`meaning`), also across languages, and both are weighed
together by weights that were fitted to pairs that belong together and pairs that do not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct
from msgspec.structs import replace

from gatepost.engine.detectors.meaning import likeness
from gatepost.engine.detectors.stems import stems
from gatepost.engine.detectors.word_chances import RARE, bits, by_chance, tables
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.parts import Embedder
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Article, Context, Finding

UNTOLD = 0.1
"""The probability where words tell nothing; low, since most comments are about their article."""

HIGHEST = 0.9
TELLING = 1e-3
"""A word that is rarer than this in general text can tell a subject."""

ENOUGH_WORDS = 20
ENOUGH_SUBJECT = 40
"""With fewer telling words in the comment, or fewer different words in the subject, nothing is sure."""

MIDDLE, SLOPE = -0.41, 0.3
"""At `MIDDLE` deviations from chance the probability is half-way up; chosen on benchmarks/relevance.py."""

WORDS_EACH = 1.6
"""A text has about so many words for each different one: by them chance has its say."""

MOST_WELCOME = 0.85
"""Below the shipped `protect` of `welcome.relevant`: its words are easily copied into an insult."""

_ARABIC_CLITICS = "(?:[وفبلک]?(?:ال|لل)?)"


class Comparison(Struct, frozen=True):
    """What words say of comment and subject. `deviation`: shared weight above chance, in standard deviations.

    `telling`: different telling words in the comment; `shared`: those of them in the article's body but not
    its title; `size`: different words of the subject. `likeness`: of their meanings, in standard
    deviations above chance; None where nobody compared them. `unlike`: the probability that both together
    make of it.
    """

    deviation: float
    telling: int
    shared: int
    size: int
    likeness: float | None = None
    unlike: float = 0.0


class Subject(Struct, frozen=True):
    """The different stems of an article, all of them and those of its title."""

    whole: frozenset[str]
    title: frozenset[str]


def off_topic(found: Comparison | None) -> float:
    """The probability that the comment is off topic, 0..1; `UNTOLD` for None."""
    if found is None:
        return UNTOLD
    sure = min(1.0, found.telling / ENOUGH_WORDS) * min(1.0, found.size / ENOUGH_SUBJECT)
    away = 1.0 / (1.0 + math.exp((found.deviation - MIDDLE) / SLOPE)) if found.deviation < 10.0 else 0.0
    told = sure * away
    if found.likeness is not None:
        # Meaning ranks well and is seldom sure; words are sure of few and then right. Either may speak up;
        # and meaning may also say that a comment is surely about its subject, below `UNTOLD`.
        return min(HIGHEST, max(HIGHEST * told, found.unlike))
    return UNTOLD + (HIGHEST - UNTOLD) * told


def findings(found: Comparison | None) -> list[Finding]:
    """What the policy hears of it: no words to show, never more than a referral; and perhaps a welcome."""
    told = [Finding("off-topic", off_topic(found), "relevance", note="off-topic", refer_only=True)]
    welcome = relevant(found)
    if welcome > 0.0:
        told.append(Finding("welcome.relevant", welcome, "relevance"))
    return told


def relevant(found: Comparison | None) -> float:
    """How sure it is that the comment speaks of the article's subject in words of its own, 0..`MOST_WELCOME`.

    Words of the title do not count, nor does a comment that is little else than the article's words.
    """
    if found is None or found.shared < 3 or found.shared > 0.7 * found.telling or found.deviation < 1.0:
        return 0.0
    return MOST_WELCOME * min(1.0, found.shared / 6.0) * min(1.0, found.deviation / 3.0)


def compare(
    reading: Reading,
    context: Context,
    guidelines: Guidelines,
    language: str,
    embedder: Embedder | None = None,
) -> Comparison | None:
    """Comment against article and parent, both read as texts in `language`; None where nothing is told."""
    words = _by_words(reading, context, guidelines, language)
    if embedder is None or _about_the_paper(language).search(reading.folded.text):
        return words
    if words is None and not _comparable(reading, context.article, guidelines, language):
        return None  # asked before the article is read for its meaning
    alike = likeness(reading.original, context, embedder, language)
    if alike is None:
        return words
    told = words or Comparison(0.0, 0, 0, 0)
    return replace(told, likeness=alike, unlike=embedder.unlike(alike, bounded(told.deviation)))


def _comparable(reading: Reading, article: Article | None, guidelines: Guidelines, language: str) -> bool:
    """False where comment and article are known to be in two languages: their meanings lie further apart."""
    shares = tables().get(language)
    if shares is None or article is None:
        return True
    subject = _subject(article, _boilerplate(guidelines), language).whole
    words = frozenset(stems(reading.folded.text, language))
    return len(subject) < ENOUGH_SUBJECT or _same_language(words, subject, shares)


def bounded(deviation: float) -> float:
    """Beyond these bounds more words tell no more."""
    return min(max(deviation, -3.0), 6.0)


def _by_words(reading: Reading, context: Context, guidelines: Guidelines, language: str) -> Comparison | None:
    shares = tables().get(language)
    if shares is None or context.article is None:
        return None
    folded = reading.folded.text
    words = frozenset(stems(folded, language))
    telling = sum(shares.get(word, RARE) < TELLING for word in words)
    if telling < 5 or _about_the_paper(language).search(folded):
        return None
    article = _subject(context.article, _boilerplate(guidelines), language)
    subject = article.whole
    if context.parent:
        subject = subject.union(stems(Reading(context.parent).folded.text, language))
    if len(subject) < 5 or not _same_language(words, subject, shares):
        return None
    body = article.whole - article.title
    shared = sum(shares.get(word, RARE) < TELLING for word in words & body)
    return Comparison(_deviation(words, subject, shares), telling, shared, len(subject))


def _deviation(words: Iterable[str], subject: frozenset[str], shares: Mapping[str, float]) -> float:
    """How far the weight of shared words is from what chance would share, in standard deviations."""
    weight = variance = 0.0
    for word in sorted(words):  # in one order, so that the sum is the same to the bit
        chance, told = _weight(shares.get(word, RARE), len(subject))
        weight += told * ((word in subject) - chance)
        variance += told * told * chance * (1.0 - chance)
    return weight / math.sqrt(variance) if variance > 0.0 else 0.0


@lru_cache(maxsize=10_000)
def _weight(share: float, size: int) -> tuple[float, float]:
    """The chance that a word stands in a text of so many different ones, and what it tells if it does."""
    chance = by_chance(share, WORDS_EACH * size)
    return chance, bits(chance)


def _same_language(words: frozenset[str], subject: frozenset[str], shares: Mapping[str, float]) -> bool:
    """Texts in one language share its little words, whatever they are about."""
    common = [word for word in words if shares.get(word, RARE) >= TELLING]
    expected = sum(_weight(shares[word], len(subject))[0] for word in common)
    return 2.0 * sum(word in subject for word in common) >= expected and not words.isdisjoint(subject)


def _subject(article: Article, boilerplate: tuple[str, ...], language: str) -> Subject:
    return _read_subject(article.title, article.body, boilerplate, language)


@lru_cache(maxsize=64)
def _read_subject(title: str, body: str, boilerplate: tuple[str, ...], language: str) -> Subject:
    """What stands in an article twice counts once; the publisher's own guidelines, which pages often carry
    beneath the text, do not count at all."""
    text = " ".join(f"{title}\n{body}".split())
    for passage in boilerplate:
        text = text.replace(passage, " ")
    return Subject(
        frozenset(stems(Reading(text).folded.text, language)),
        frozenset(stems(Reading(title).folded.text, language)),
    )


def _boilerplate(guidelines: Guidelines) -> tuple[str, ...]:
    known = _passages.get(guidelines.version)
    if known is None:
        passages = list(guidelines.preamble.values())
        for clause in guidelines.clauses:
            passages += clause.wording.values()
        known = tuple(" ".join(passage.split()) for passage in sorted(passages, key=len, reverse=True))
        if len(_passages) < 64:
            _passages[guidelines.version] = known
    return known


_passages: dict[str, tuple[str, ...]] = {}
"""Version of guidelines -> their wordings, longest first: asked for with every comment."""


@lru_cache(maxsize=16)
def _about_the_paper(language: str) -> re.Pattern[str]:
    """Finds words that speak of the article as such, the comments or the newspaper, in a folded text."""
    lines = (files("gatepost.engine.detectors") / "about_the_paper.tsv").read_text("utf-8").splitlines()
    words = [
        Reading(word).folded.text
        for code, _, word in (line.partition("\t") for line in lines)
        if code == language
    ]
    before = _ARABIC_CLITICS if language == "ar" else ""
    return re.compile(rf"\b{before}(?:{'|'.join(map(re.escape, words))})" if words else r"(?!)")
