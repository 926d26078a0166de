"""How much a comment is about what its article is about, by what both mean instead of by shared words.

The article is read in passages of about a paragraph, and the comment is held against the likest of them, and
against the comment that it answers: who speaks of the last paragraph speaks of the article. Of many passages
one is somewhat like by chance, so the likest counts by how far it stands above that (`Embedder.expected`).
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.parts import Embedder
from gatepost.vocabulary import Article, Context

PASSAGE = 400
"""Code points of a passage, about what the encoder reads at once; a longer paragraph is cut."""

PASSAGES = 12
"""So many passages of an article are read, evenly spread: its beginning, its end and what is between."""

ENOUGH = 12
"""With fewer words than these a comment hardly means anything by itself ("Well said!")."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SPACE = re.compile(r"\s+")


def words_in(text: str) -> int:
    """How many words of two letters or more a text has."""
    return sum(1 for _ in _WORD.finditer(text))


def likeness(text: str, context: Context, embedder: Embedder, language: str) -> float | None:
    """By how many standard deviations the comment is liker to the likest of its article's passages and its
    parent than to as many passages on any subject; None where the comment is too short to mean anything by
    itself, or nothing is known to hold it against."""
    article = context.article
    if article is None or not article.title + article.body or words_in(text) < ENOUGH:
        return None
    subject = _subject(embedder, article)
    if context.parent and context.parent.strip():
        subject = np.concatenate([subject, embedder.embed([context.parent[: 2 * PASSAGE]])])
    if not len(subject):
        return None
    meant = embedder.embed([text])[0]
    mean, deviation = embedder.expected(meant, len(subject), language)
    return (float((subject @ meant).max()) - mean) / deviation


def passages(article: Article) -> list[str]:
    """The title, and evenly spread paragraphs of the body, long ones in pieces."""
    pieces: list[str] = []
    for paragraph in article.body.split("\n"):
        words: list[str] = []
        length = 0
        for word in _SPACE.split(paragraph.strip()):
            if length + len(word) > PASSAGE and words:
                pieces.append(" ".join(words))
                words, length = [], 0
            words.append(word)
            length += len(word) + 1
        if words and words_in(" ".join(words)) >= 5:
            pieces.append(" ".join(words))
    if len(pieces) > PASSAGES:
        pieces = [pieces[round(at)] for at in np.linspace(0, len(pieces) - 1, PASSAGES)]
    return [piece for piece in (article.title.strip(), *pieces) if piece]


@lru_cache(maxsize=256)
def _subject(embedder: Embedder, article: Article) -> NDArray[np.float32]:
    """The passages' meanings, shape (passages, dimensions); an article is read once for all its comments."""
    return embedder.embed(passages(article))
