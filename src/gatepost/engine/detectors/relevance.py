"""Has the comment anything to do with the article? A plain comparison of words, on the careful side.

The probability stays low unless a long comment shares no telling word at all with a long article. It can only
refer. A short comment, or one in another script than the article, tells nothing and gets `UNTOLD`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gatepost.engine.detectors.common_words import common_words
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Article, Finding

UNTOLD = 0.1
"""The probability where words tell nothing; low, since most comments are about their article."""

ENOUGH_WORDS = 25
"""A comment with fewer telling words than this is never referred as off topic."""

ENOUGH_ARTICLE_WORDS = 60
_STEM = 5
_WORD = re.compile(r"[^\W\d_]{4,}")
_ARABIC_PREFIX = re.compile("^(?:وال|بال|فال|كال|لل|ال|و)(?=.{3})")


def off_topic(reading: Reading, article: Article, guidelines: Guidelines) -> float:
    """The probability that the comment is off topic, 0..1."""
    words = _telling(reading.folded.text)
    if len(words) < 5:
        return UNTOLD
    subject = subject_words(article, tuple(_boilerplate(guidelines)))
    if len(subject) < 5 or not _same_script(words, subject):
        return UNTOLD
    shared = len(words & subject) / len(words)
    sure = min(1.0, len(words) / ENOUGH_WORDS) * min(1.0, len(subject) / ENOUGH_ARTICLE_WORDS)
    return UNTOLD + (0.85 - UNTOLD) * sure * max(0.0, 1.0 - 10.0 * shared)


def finding(probability: float) -> Finding:
    """What the policy hears of it: no words to show, and never more than a referral."""
    return Finding("off-topic", probability, "relevance", note="off-topic", refer_only=True)


@lru_cache(maxsize=64)
def subject_words(article: Article, boilerplate: tuple[str, ...] = ()) -> frozenset[str]:
    """The telling words of an article. What stands in it twice counts once; the publisher's own guidelines,
    which pages often carry beneath the text, do not count at all."""
    text = " ".join(f"{article.title}\n{article.body}".split())
    for passage in boilerplate:
        text = text.replace(passage, " ")
    return _telling(Reading(text).folded.text)


def _boilerplate(guidelines: Guidelines) -> list[str]:
    passages = list(guidelines.preamble.values())
    for clause in guidelines.clauses:
        passages += clause.wording.values()
    return sorted(passages, key=len, reverse=True)


def _telling(text: str) -> frozenset[str]:
    common = common_words()
    return frozenset(
        _ARABIC_PREFIX.sub("", word)[:_STEM] for word in _WORD.findall(text) if word not in common
    )


def _same_script(words: frozenset[str], subject: frozenset[str]) -> bool:
    return _mostly_ascii(words) == _mostly_ascii(subject)


def _mostly_ascii(words: frozenset[str]) -> bool:
    return 2 * sum("a" <= word[0] <= "z" for word in words) > len(words)
