"""The sentences that measure wrong rejections are many enough, all different, and unseen in training."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.neutral_identity import FILE, sentences
from training.corpus.skeletons import Forbidden

from gatepost.vocabulary import LANGUAGES

ROOT = Path(__file__).parents[3]
GROUPS = {"women", "men", "lgbt", "ethnic", "religion", "nationality", "migrants", "disability", "age"}
SENTENCES = sentences()
TEXTS = {sentence.text.casefold() for sentence in SENTENCES}


def test_fifty_different_ones_in_each_language() -> None:
    assert Counter(one.language for one in SENTENCES) == dict.fromkeys(LANGUAGES, 50)
    assert len(TEXTS) == len(SENTENCES)
    assert all(one.text == one.text.strip() and len(one.text) > 20 for one in SENTENCES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_group_is_named_in_each_language(language: str) -> None:
    named = Counter(one.group for one in SENTENCES if one.language == language)
    assert set(named) == GROUPS
    assert min(named.values()) >= 3


def test_the_file_says_what_it_is_for() -> None:
    head = [line for line in FILE.read_text("utf-8").splitlines() if line.startswith("#")]
    assert any("EVALUATION ONLY" in line for line in head)
    assert any("CC BY 4.0, the Gatepost authors" in line for line in head)


def test_none_is_trained_on() -> None:
    groups = (ROOT / "training/neutral_groups.tsv").read_text("utf-8").casefold()
    cells = {cell.strip() for line in groups.splitlines() for cell in line.split("\t")}
    assert not TEXTS & cells


def test_none_follows_a_sentence_of_hatecheck() -> None:
    forbidden = Forbidden()
    assert not [one.text for one in SENTENCES if one.text in forbidden]


CORPORA = sorted((ROOT / "training/corpus").glob("*.jsonl.gz"))


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.name)
def test_none_stands_in_the_corpus(corpus: Path) -> None:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        seen = {json.loads(line)["text"].casefold() for line in lines}
    assert seen
    assert not TEXTS & seen


def test_there_are_corpora_to_compare_with() -> None:
    assert CORPORA
