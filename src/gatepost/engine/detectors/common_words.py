"""Words that every text is full of: they say nothing of its subject, and explain nothing of its tone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Evidence


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The words of `common_words.txt`, folded as texts are."""
    lines = (files("gatepost.engine.detectors") / "common_words.txt").read_text("utf-8").splitlines()
    return frozenset(Reading(" ".join(line for line in lines if line[:1] != "#")).folded.text.split())


def telling(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The passages that are more than one common word; all of them where nothing else is left to show."""
    common = common_words()
    words = tuple(passage for passage in evidence if Reading(passage.text).folded.text not in common)
    return words or tuple(evidence)
