"""The parts of the corpus builder: notation, rendering, typing, disguise, masks."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.corpus.build import Builder
from training.corpus.evading import evade_anything, evade_marked
from training.corpus.grammar import GrammarError, load
from training.corpus.probe import probe
from training.corpus.render import CLOSE, OPEN, tidy, unmark
from training.corpus.schema import STANCES, complete
from training.corpus.skeletons import Forbidden, Masker, grams, save, tokens
from training.corpus.style import STYLES, lower, typed, upper
from training.corpus.template import Choice, Marked, Slot, TemplateError, parse, slots, split_columns

HEAD = "[language]\nsize = 40\n[language.styles]\nplain = 1\n"
WORDS = """
[words.group]
forms = "pl | kind | clause"
train = '''
Kelds | nationality | abuse.xenophobia
Orks | ethnicity | abuse.racism
'''
test = "Ents | nationality | abuse.xenophobia"
[words.bad]
forms = "adj | for | labels"
train = '''
[[rotten]] | any |
[[tiny]] | ethnicity | severe
'''
test = "[[mouldy]] | any |"
[words.filler]
forms = "text"
train = "It rained."
test = "It snowed."
"""
SETS = """
[[set]]
name = "one"
part = "PART"
  [[set.say]]
  stance = "attack"
  target = "group"
  labels = ["abuse"]
  texts = '''
  {group.pl} are {bad.adj}.
  I say (loudly|) that {group.pl} are {bad.adj}.
  '''
  [[set.say]]
  stance = "denial"
  target = "group"
  texts = '''
  Nobody says that {group.pl} are {bad.adj}.
  {group.pl} are not {bad.adj}.
  '''
"""


def grammar_in(folder: Path, words: str = WORDS, sets: str = SETS) -> Path:
    folder = folder / "xx"
    folder.mkdir()
    folder.joinpath("language.toml").write_text(HEAD, "utf-8")
    folder.joinpath("words.toml").write_text(words, "utf-8")
    folder.joinpath("sets.toml").write_text(
        sets.replace("PART", "train") + sets.replace("PART", "test").replace('"one"', '"two"'), "utf-8"
    )
    return folder


def nothing_forbidden(folder: Path) -> Forbidden:
    (folder / "none.bin").write_bytes(b"")
    return Forbidden(folder / "none.bin")


def test_notation() -> None:
    assert parse("a {group2.acc} b") == ("a ", Slot("group2", "group", "acc"), " b")
    assert parse("(%3 a|)") == (Choice((("a",), ()), (3, 1)),)
    assert parse("[[threat:x (y|z)]]")[0] == Marked("threat", ("x ", Choice((("y",), ("z",)), (1, 1))))
    assert parse(r"\(a\|b\)") == ("(a|b)",)
    assert [slot.name for slot in slots(parse("({a}|[[{b.c}]]){d}"))] == ["a", "b", "d"]
    assert split_columns("(a|b) | c |") == ["(a|b)", "c", ""]


@pytest.mark.parametrize("wrong", ["(a", "a)", "[[a", "{A}", "{}", "a|b", "]]"])
def test_what_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(TemplateError):
        parse(wrong)


def test_members_of_a_set_share_their_words(tmp_path: Path) -> None:
    built = Builder(load(grammar_in(tmp_path)), nothing_forbidden(tmp_path)).build()
    assert built.examples
    sets: dict[str, set[str]] = {}
    for one in built.examples:
        if one.evading:
            continue
        group = next(name for name in ("Kelds", "Orks", "Ents") if name in one.text)
        sets.setdefault(one.set, set()).add(group)
        assert (group == "Ents") == (one.part == "test")
        assert not ("tiny" in one.text and group == "Kelds")
        if one.violating:
            assert one.labels["abuse.racism" if group == "Orks" else "abuse.xenophobia"]
            assert one.spans
            assert one.labels["severe"] == ("tiny" in one.text)
            assert one.text[slice(*one.spans[0][:2])].lower() in ("rotten", "tiny", "mouldy")
        else:
            assert not one.spans
    assert all(len(groups) == 1 for groups in sets.values())


def test_a_shortcut_shows_in_the_probe(tmp_path: Path) -> None:
    examples = Builder(load(grammar_in(tmp_path)), nothing_forbidden(tmp_path)).build().examples
    found = probe(examples)
    assert found["all"][1] == sum(one.part == "test" for one in examples)
    assert found["denial"][0] == 1.0  # "nobody" and "not" betray these toy sentences


def test_building_is_deterministic(tmp_path: Path) -> None:
    forbidden = nothing_forbidden(tmp_path)
    grammar = load(grammar_in(tmp_path))
    assert Builder(grammar, forbidden).build().examples == Builder(grammar, forbidden).build().examples


def test_forbidden_skeletons_are_dropped_and_counted(tmp_path: Path) -> None:
    import numpy as np

    hashes = sorted(set(grams(tokens("Nobody says that Kelds are rotten"))))
    save(np.array(hashes, dtype=np.uint32), tmp_path / "some.bin")
    forbidden = Forbidden(tmp_path / "some.bin")
    assert "nobody says that Kelds are tiny" in forbidden
    built = Builder(load(grammar_in(tmp_path)), forbidden).build()
    assert built.dropped["skeleton of HateCheck"]
    assert not any("Nobody says that Kelds are" in one.text for one in built.examples)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{group.pl} are not", "{nobody.pl} are not", "no inventory nobody"),
        ("{group.pl} are not", "{group.acc} are not", "no form acc"),
        ('stance = "attack"', 'stance = "denial"', "stance denial with labels"),
        ('labels = ["abuse"]', 'labels = ["rudeness"]', "none of"),
        ('target = "group"', 'target = "moon"', "none of"),
        ('name = "one"', 'name = "two"', "sets of one name"),
        ('  target = "group"\n  texts', "  texts", "lacks 'target'"),
    ],
)
def test_a_wrong_grammar_says_what_is_wrong(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SETS
    with pytest.raises(GrammarError, match=said):
        load(grammar_in(tmp_path, sets=SETS.replace(old, new)))


def test_labels_follow() -> None:
    assert complete({"threat"})["severe"] == complete({"threat"})["toxicity"] == 1
    assert complete({"promotion.personal"})["toxicity"] == 0
    with pytest.raises(ValueError, match="rudeness"):
        complete({"rudeness"})
    assert len(set(STANCES)) == len(STANCES)


def test_articles_and_blanks() -> None:
    assert tidy("a~ idiot and  a~ unicorn , a~ hour") == "an idiot and a unicorn, an hour"
    assert tidy(f"a~ {OPEN['']}ass{CLOSE}") == f"an {OPEN['']}ass{CLOSE}"


def test_turkish_capitals() -> None:
    assert upper("iı", "tr") == "İI"
    assert lower("Iİ", "tr") == "ıi"
    assert typed("iyi.", "plain", "tr", Random(1)) == "İyi."
    ascii_typed = {typed("çığ düştü. Ağrı'ya şûra", "ascii", "tr", Random(seed)) for seed in range(20)}
    assert ascii_typed == {"Cig dustu. Agri'ya sura", "cig dustu. agri'ya sura"}
    assert typed("یک کتاب", "arabic", "fa", Random(0)) == "يك كتاب"
    unjoined = {typed("می\u200cروم", "unjoined", "fa", Random(seed)) for seed in range(20)}
    assert unjoined == {"می روم", "میروم"}


LETTERS = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=60)


@given(LETTERS, LETTERS, LETTERS, st.sampled_from(STYLES), st.integers(0, 9))
def test_styles_keep_the_marks_around_a_word(a: str, word: str, b: str, style: str, seed: int) -> None:
    marked = f"{a} {OPEN['threat']}{word}{CLOSE} {b}"
    text, spans = unmark(typed(marked, style, "en", Random(seed)), "insult")
    assert CLOSE not in text
    for start, end, kind in spans:
        assert kind == "threat"
        assert 0 <= start < end <= len(text)


@given(LETTERS, st.integers(0, 99))
def test_disguises_change_something_or_say_so(word: str, seed: int) -> None:
    marked = f"x {OPEN['']}{word}{CLOSE} y"
    changed = evade_marked(marked, Random(seed))
    assert changed is None or (changed != marked and changed.count(CLOSE) == 1)
    anything = evade_anything(word, Random(seed))
    assert anything is None or anything != word


def test_names_are_masked_longest_first() -> None:
    mask = Masker(["black people", "people", "النساء"])
    assert mask("Black people and people: النِّساء!") == ["<g>", "and", "<g>", "<g>"]
