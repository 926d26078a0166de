"""The committed corpus keeps its promises, and the grammars make it to the letter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from training.corpus import FOLDER
from training.corpus.__main__ import languages
from training.corpus.build import Builder
from training.corpus.grammar import Grammar, load
from training.corpus.render import default_type
from training.corpus.rows import rows
from training.corpus.schema import (
    ASSERTING,
    CLAUSES,
    KINDS,
    OPINIONS,
    REGISTERS,
    SPANS,
    STANCES,
    TARGETS,
    TOXIC,
    Example,
    read,
)
from training.corpus.skeletons import HASHES, Forbidden, Masker, from_suites, group_names
from training.corpus.template import slots

DATA = FOLDER.parents[2] / "shared/data"
LANGUAGES = languages()
SMALL = 5_000
"""A language with fewer examples tells only who is hated and who is not (training/corpus/README.md)."""
GROUPS = ["women", "men", "lgbt", "ethnicity", "religion", "migrants", "nationality", "disability", "age"]


@pytest.fixture(scope="module", params=LANGUAGES)
def grammar(request: pytest.FixtureRequest) -> Grammar:
    return load(FOLDER / request.param)


@pytest.fixture(scope="module")
def examples(grammar: Grammar) -> list[Example]:
    return list(read(FOLDER / f"{grammar.language}.jsonl.gz"))


def test_every_example_is_fully_labelled(examples: list[Example]) -> None:
    for one in examples:
        assert set(one.labels) == {*CLAUSES, *OPINIONS}
        assert one.labels["toxicity"] == int(any(one.labels[clause] for clause in TOXIC))
        assert one.target in TARGETS
        assert one.stance in STANCES
        assert one.register in REGISTERS
        assert one.violating or one.stance not in ASSERTING
        assert one.text == one.text.strip()
        for start, end, kind in one.spans:
            assert 0 <= start < end <= len(one.text)
            assert one.text[start:end].strip()
            assert kind in SPANS
        assert one.violating or not one.spans


def test_ids_and_texts_are_unique(examples: list[Example]) -> None:
    assert len({one.id for one in examples}) == len(examples)
    assert len({" ".join(one.text.casefold().split()) for one in examples}) == len(examples)


def test_every_contrast_set_has_both_sides(examples: list[Example]) -> None:
    sides: dict[str, set[bool]] = {}
    for one in examples:
        sides.setdefault(one.set, set()).add(one.violating)
    lonely = [name for name, found in sides.items() if found != {True, False}]
    assert len(lonely) <= len(sides) // 100, lonely[:5]


def test_half_is_innocent_and_nobody_is_only_named_to_be_abused(examples: list[Example]) -> None:
    assert 0.42 < sum(one.violating for one in examples) / len(examples) < 0.58
    said = Counter((one.group, one.violating) for one in examples if one.group)
    for kind in {kind for kind, _ in said}:
        share = said[kind, True] / (said[kind, True] + said[kind, False])
        assert 0.3 < share < 0.65, (kind, share)


def test_every_kind_of_group_is_attacked_denied_praised_and_named(examples: list[Example]) -> None:
    said = {(one.group, one.stance) for one in examples}
    kinds = GROUPS if len(examples) >= SMALL else {one.group for one in examples} - {""}
    assert len(kinds) >= 7
    for kind in kinds:
        for stance in ("attack", "denial", "praise", "neutral"):
            assert (kind, stance) in said, (kind, stance)


def test_every_clause_has_enough(examples: list[Example]) -> None:
    counted = Counter(clause for one in examples for clause in CLAUSES if one.labels[clause])
    small = len(examples) < SMALL
    least = 250 if examples[0].lang == "en" else 50 if small else 100
    clauses = ("threat", *KINDS) if small else CLAUSES
    assert {clause: counted[clause] for clause in clauses if counted[clause] < least} == {}
    assert len(examples) >= 1_500


def test_train_and_test_share_no_template_phrase_or_word(grammar: Grammar) -> None:
    said: dict[str, set[str]] = {"train": set(), "test": set()}
    for one in grammar.sets:
        for member in one.members:
            for template in member.templates:
                if sum(isinstance(part, str) and len(part.split()) > 1 for part in template.parts):
                    said[one.part].add(template.text.casefold())
    for name, inventory in grammar.inventories.items():
        for part, entries in inventory.entries.items():
            for entry in entries:
                said[part].add(f"{name}: {entry.plain[inventory.forms[0]].casefold()}")
    assert said["train"] & said["test"] == set()


def test_train_and_test_share_no_skeleton(examples: list[Example]) -> None:
    parts: dict[str, set[str]] = {"train": set(), "test": set()}
    for one in examples:
        parts[one.part].add(one.skeleton)
    shared = parts["train"] & parts["test"]
    bare = {one.skeleton for one in examples if len(one.text.split()) <= 4}
    assert len(shared - bare) <= len(parts["test"]) // 100


def test_no_sentence_shares_a_masked_five_gram_with_hatecheck(examples: list[Example]) -> None:
    forbidden = Forbidden()
    assert [one.id for one in examples if one.text in forbidden] == []


def test_names_of_groups_are_masked_whole() -> None:
    mask = Masker(group_names())
    for language in set(LANGUAGES) & {"en", "ar"}:
        for part, entries in load(FOLDER / language).inventories["group"].entries.items():
            for entry in entries:
                assert "<g>" in mask(entry.plain[next(iter(entry.forms))]), (part, entry.plain)


def test_the_hashes_are_those_of_the_cases() -> None:
    if not (DATA / "en/hatecheck_dev.jsonl.gz").exists():
        pytest.skip("the data folder does not stand beside the repository (training/README.md)")
    assert from_suites(DATA).astype(">u4").tobytes() == HASHES.read_bytes()


def test_building_again_gives_the_committed_corpus(grammar: Grammar, examples: list[Example]) -> None:
    assert Builder(grammar, Forbidden()).build().examples == examples


def test_every_slot_of_a_language_is_used(grammar: Grammar) -> None:
    used = {
        slot.inventory
        for one in grammar.sets
        for m in one.members
        for t in m.templates
        for slot in slots(t.parts)
    }
    for inventory in grammar.inventories.values():
        for entries in inventory.entries.values():
            used |= {
                slot.inventory for entry in entries for form in entry.forms.values() for slot in slots(form)
            }
    assert set(grammar.inventories) - used - {"filler"} == set()


def test_rows_for_the_trainer_say_everything(examples: list[Example]) -> None:
    row = next(iter(rows()))
    assert row.labels.keys() >= {*CLAUSES, "abuse", "toxicity"}
    assert row.group


def test_marks_without_a_type_take_the_gravest_label() -> None:
    assert default_type({"threat", "abuse.racism"}) == "threat"
    assert default_type({KINDS[0], "personal-attack"}) == "identity_attack"
    assert default_type({"personal-attack", "profanity"}) == "insult"
    assert default_type({"profanity"}) == "profane_obscene"
    assert default_type({"promotion.personal"}) == "promotion"


def test_the_corpus_stays_small() -> None:
    assert sum(path.stat().st_size for path in Path(FOLDER).glob("*.jsonl.gz")) < 6_000_000
