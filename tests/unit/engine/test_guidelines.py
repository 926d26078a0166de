"""Guidelines: what ships is complete, and every mistake is told with file, clause and mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gatepost.engine.guidelines import GuidelinesError, load, parse
from gatepost.vocabulary import LANGUAGES

DESIGNED = {
    "profanity", "threat", "personal-attack", "vulgarity", "abuse.sexism", "abuse.racism", "abuse.homophobia",
    "abuse.xenophobia", "abuse.other", "promotion.commercial", "promotion.personal", "off-topic",
}  # fmt: skip
SUPPLIED = {"privacy", "unlawful", "flooding", "shouting", "gibberish"}
WELCOMES = {"welcome.relevant", "welcome.criticism"}

SMALL = """
name = "small"
[[clause]]
id = "profanity"
refer = 0.5
reject = 0.9
title.en = "Swearing"
wording.en = "No swear words."
"""


def problems(text: str) -> list[str]:
    with pytest.raises(GuidelinesError) as raised:
        parse(text, "my.toml")
    return list(raised.value.problems)


def test_the_shipped_guidelines_have_every_clause_of_the_house() -> None:
    shipped = load()
    assert {clause.id for clause in shipped.clauses} == DESIGNED | SUPPLIED | WELCOMES
    assert {clause.id for clause in shipped.active} == DESIGNED | WELCOMES
    assert {clause.id for clause in shipped.clauses if clause.welcome} == WELCOMES
    assert shipped.by_id["off-topic"].reject is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_guidelines_speak_every_language(language: str) -> None:
    shipped = load()
    assert shipped.preamble[language]
    seen = set()
    for clause in shipped.clauses:
        assert clause.title[language], clause.id
        assert clause.wording[language], clause.id
        seen.add(clause.wording[language])
    assert len(seen) == len(shipped.clauses), "two clauses share a wording: a translation was copied"
    letters = "".join(seen)
    arabic = len(re.findall("[\u0600-\u06ff]", letters))
    latin = len(re.findall("[A-Za-zçşğıöüêîû]", letters))
    assert (arabic > 20 * latin) if language in ("ar", "ckb", "fa") else (latin > 20 * arabic)


def test_the_version_follows_what_is_said_and_not_how_the_file_looks() -> None:
    plain = parse(SMALL, "a.toml")
    dressed = parse(
        SMALL.replace('"No swear words."', '"""No   swear\n words."""').replace("0.9", "0.90 # rather sure"),
        "b.toml",
    )
    assert plain.version == dressed.version
    assert re.fullmatch(r"small@[0-9a-f]{8}", plain.version)
    assert parse(SMALL.replace("0.9", "0.91"), "a.toml").version != plain.version
    assert parse(SMALL.replace("No swear", "No rude"), "a.toml").version != plain.version


def test_readers_of_other_languages_fall_back() -> None:
    small = parse(SMALL, "a.toml")
    assert small.title("profanity", "tr") == "Swearing"
    assert small.wording("profanity", "ar") == "No swear words."
    assert small.title("no-such-clause", "en") == "no-such-clause"
    assert small.preamble_in("fa") == ""


def test_publishers_add_their_own_clauses() -> None:
    own = (
        SMALL
        + '[[clause]]\nid = "abuse.caste"\nrefer = 0.4\ntitle.en = "Caste"\nwording.en = "No caste abuse."\n'
    )
    clause = parse(own, "a.toml").by_id["abuse.caste"]
    assert (clause.refer, clause.reject, clause.active) == (0.4, None, True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("reject = 0.9", "reject = 1.5"), "clause profanity: reject is 1.5; give a probability"),
        (("reject = 0.9", "reject = true"), "clause profanity: reject is True; give a probability"),
        (("reject = 0.9", 'reject = "high"'), "clause profanity: reject is 'high'; give a probability"),
        (("refer = 0.5", "refer = 0"), "clause profanity: refer is 0; give a probability"),
        (("refer = 0.5", "refer = nan"), "clause profanity: refer is nan; give a probability"),
        (("refer = 0.5", "refer = 0.95"), "reject (0.9) is below refer (0.95); raise reject or lower refer"),
        (("refer = 0.5", "refr = 0.5"), "'refr' is not known here; did you mean refer?"),
        (('id = "profanity"', 'id = "Bad Words"'), "clause number 1: its id is 'Bad Words'"),
        (('id = "profanity"', 'id = "toxicity"'), "clause toxicity: this id has another meaning in verdicts"),
        (('id = "profanity"', 'id = "off-topic"'), "reject is set, but this clause can only refer"),
        (('id = "profanity"', 'id = "welcome.wit"'), "'refer' is not known here; known are"),
        (("title.en", "title.EN"), "title has the language 'EN'; use a code"),
        (('"Swearing"', '" "'), "title in en is empty or no text; write it or remove the line"),
        (("title.en", "title.tr"), "title in en is missing; add title.en"),
        (('wording.en = "No swear words."', 'wording = "No swear words."'), "wording is not a table"),
        (("refer = 0.5", 'active = "yes"'), "active is 'yes'; write active = true or active = false"),
        (("refer = 0.5", "active = false"), "no clause is active; leave at least one"),
        (('name = "small"', "name = 7"), "my.toml: name is 7; give it a short name"),
        (
            ('name = "small"', 'name = "small"\nlanguage = "english!"'),
            "language is 'english!'; give a language code",
        ),
        (
            ("[[clause]]", "[clause]"),
            "clause is not a list of tables; begin every clause with a line [[clause]]",
        ),
        (("[[clause]]", "[[clause]"), "my.toml: not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_mend(change: tuple[str, str], told: str) -> None:
    found = problems(SMALL.replace(*change))
    assert any(told in problem for problem in found), found
    assert all(problem.startswith("my.toml:") for problem in found)


def test_every_mistake_is_told_at_once() -> None:
    text = SMALL.replace("0.9", "9").replace('"Swearing"', "3") + SMALL.replace('name = "small"', "")
    found = problems(text)
    assert len(found) == 3, found
    assert any("given twice" in problem for problem in found)


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    wrong = tmp_path / "latin1.toml"
    wrong.write_bytes('name = "caf\xe9"'.encode("latin-1"))
    with pytest.raises(GuidelinesError, match="is not UTF-8; save the file as UTF-8"):
        load(wrong)
    with pytest.raises(GuidelinesError, match="cannot be read"):
        load(tmp_path / "missing.toml")
    with pytest.raises(GuidelinesError, match="cannot be read"):
        load(tmp_path)
    with pytest.raises(GuidelinesError, match="nested too deeply"):
        parse("a = " + "[" * 100_000, "deep.toml")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("\ufeff" + SMALL, "utf-8")
    assert load(path).name == "small"
