"""The publisher's own words: read with clear errors, found beside the shipped lists, silent where allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost import Engine
from gatepost.cli.guidelines import check
from gatepost.engine.detectors import own_words
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.guidelines import Guidelines, GuidelinesError, OwnWord, Words, load, parse
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Outcome
from gatepost.web.schemas import ClauseOut, GuidelinesOut

BASE = """
name = "small"
[[clause]]
id = "personal-attack"
refer = 0.5
reject = 0.9
title.en = "Insults"
wording.en = "No insults."
[[clause]]
id = "profanity"
refer = 0.5
reject = 0.9
title.en = "Swearing"
wording.en = "No swear words."
[[clause]]
id = "welcome.relevant"
title.en = "On topic"
wording.en = "We like it."
"""
OWN = """
[words]
allow = ["bloody hell fire station", "shit happens"]
[[words.add]]
term = "scribbler(s|)"
clause = "personal-attack"
note = "what they call our reporters"
[[words.add]]
term = "kalemşör"
clause = "personal-attack"
severity = "mild"
match = "stem"
language = "tr"
[[words.add]]
term = "paid pen"
clause = "personal-attack"
severity = "slur"
"""


GNU = '[[words.add]]\nterm = "gnu"\n'
TAGGED = GNU + 'clause = "profanity"\n'


def problems(text: str) -> list[str]:
    with pytest.raises(GuidelinesError) as raised:
        parse(BASE + text, "my.toml")
    return list(raised.value.problems)


@pytest.fixture(scope="module")
def guidelines() -> Guidelines:
    return parse(BASE + OWN, "my.toml")


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    return Lexicon.load()


def test_words_are_read(guidelines: Guidelines) -> None:
    assert guidelines.words.add[0] == OwnWord(
        "scribbler(s|)", "personal-attack", note="what they call our reporters"
    )
    assert guidelines.words.allow == ("bloody hell fire station", "shit happens")
    assert len(own_words.entries(guidelines.words)) == 4


def test_words_are_part_of_the_version(guidelines: Guidelines) -> None:
    plain = parse(BASE, "my.toml")
    assert not plain.words
    assert guidelines.version != plain.version
    assert parse(BASE + "[words]\n", "my.toml").version == plain.version
    assert parse(BASE + '[words]\nallow = ["hell"]', "my.toml").version != plain.version


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("[words]\nadds = []", "did you mean add?"),
        ('[words]\nadd = "idiot"', "begin every word with a line [[words.add]]"),
        ('[words]\nallow = "hell"', "allow is not a list"),
        ('[words]\nallow = ["hell", " "]', "allow holds ' '"),
        ('[words]\nallow = ["' + "a" * 201 + '"]', "of 1 to 200 characters"),
        ('[[words.add]]\nclause = "profanity"', "word number 1: its term is None"),
        ('[[words.add]]\nterm = "x(y"\nclause = "profanity"', "bracket without its partner"),
        ('[[words.add]]\nterm = "!!"\nclause = "profanity"', "without a letter"),
        ('[[words.add]]\nterm = "(a|)"\nclause = "profanity"', "without a letter"),
        (GNU, "its clause is None; name a clause of these"),
        (GNU + 'clause = "welcome.relevant"', "its clause is 'welcome.relevant'"),
        (GNU + 'clause = "threat"', "word 'gnu': its clause is 'threat'"),
        (TAGGED + 'severity = "bad"', "use one of: mild, strong, slur"),
        (TAGGED + 'match = "any"', "match is 'any'; use one of: word"),
        (TAGGED + 'match = "stem"', "say whose endings it takes"),
        (TAGGED + 'language = "xx"', "language is 'xx'"),
        (TAGGED + 'note = 1', "note is 1; write it in quotes"),
        (TAGGED + 'why = "1"', "'why' is not known here"),
        (
            TAGGED + TAGGED.replace("gnu", "GNÜ"),
            "word 'GNÜ': it is there already as 'gnu'; keep one of the two",
        ),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_mend(text: str, tells: str) -> None:
    told = problems(text)
    assert len(told) == 1
    assert told[0].startswith("my.toml: wor")
    assert tells in told[0]


def test_words_must_be_a_table() -> None:
    with pytest.raises(GuidelinesError, match=r"words is not a table; begin it with a line \[words\]"):
        parse("words = 3\n" + BASE, "my.toml")


def test_too_many_words_are_told() -> None:
    many = ", ".join(f'"w{number}"' for number in range(2_001))
    assert problems(f"[words]\nallow = [{many}]") == [
        "my.toml: words: 2,001 entries; keep to 2,000 words and allowances"
    ]


@pytest.mark.parametrize(
    ("text", "language", "probability"),
    [
        ("Another scribbler of yours.", "en", 0.94),
        ("Scribblers!", "tr", 0.94),
        ("ScRiBbLeR", "und", 0.94),
        ("s c r i b b l e r", "en", 0.94),
        ("kalemşörlerinizden bıktık", "tr", 0.5),
        ("a paid pen", "en", 0.97),
        ("scribble on", "en", None),
        ("He paid Pencil Ltd.", "en", None),
    ],
)
def test_own_words_are_found(
    guidelines: Guidelines, shipped: Lexicon, text: str, language: str, probability: float | None
) -> None:
    found = own_words.detect(shipped, guidelines.words, Reading(text), language)
    assert [finding.probability for finding in found] == ([] if probability is None else [probability])
    assert all(not finding.refer_only for finding in found)


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("Shit happens, as they say.", False),
        ("SHIT  happens", False),
        ("Shit happens, and shit stays.", True),
        ("shit happensx", True),
        ("The Bloody Hell Fire Station is burning.", False),
        ("Bloody hell!", True),
    ],
)
def test_allowed_wording_is_left_alone(
    guidelines: Guidelines, shipped: Lexicon, text: str, struck: bool
) -> None:
    assert bool(own_words.detect(shipped, guidelines.words, Reading(text), "en")) == struck
    assert shipped.detect(Reading(text), "en")


def test_an_allowance_holds_for_own_words_too(shipped: Lexicon) -> None:
    words = Words((OwnWord("pen", "profanity"),), ("pen and ink",))
    assert own_words.detect(shipped, words, Reading("a pen"), "en")
    assert not own_words.detect(shipped, words, Reading("pen and ink"), "en")


@given(
    st.text(st.sampled_from("ab ÀŞ\u200cß.ﬁ1"), max_size=60),
    st.lists(st.text(st.sampled_from("abş ß"), min_size=1, max_size=6), max_size=4),
)
def test_allowed_spans_lie_in_the_text_in_order_and_apart(text: str, wordings: list[str]) -> None:
    spans = own_words.Allowances([each for each in wordings if each.strip()]).spans(Reading(text))
    ends = [0, *(end for _, end in spans)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before <= start for before, (start, _) in zip(ends, spans, strict=False))


@given(st.text(max_size=80))
def test_own_words_strike_any_text_without_fail(text: str) -> None:
    words = Words((OwnWord("a(b|)", "profanity", match="part"),), ("a",))
    own, allowances = own_words.compiled(words)
    reading = Reading(text)
    for finding in own.detect(reading, "und", allowances.spans(reading)):
        assert all(text[span.start : span.end] == span.text for span in finding.evidence)


def test_words_are_compiled_once_for_each_content() -> None:
    assert own_words.compiled(parse(BASE + OWN, "a").words) is own_words.compiled(
        parse(BASE + OWN, "b").words
    )


def test_the_whole_engine_rejects_on_an_own_word_and_allows() -> None:
    shipped_text = load()
    words = Words((OwnWord("zorblaxian", "personal-attack"),), ("fuck the facts festival",))
    engine = Engine.load(
        Guidelines("own", "en", shipped_text.preamble, shipped_text.clauses, words), kind="fast"
    )
    verdict = engine.screen("What a zorblaxian wrote this.")
    assert verdict.outcome is Outcome.REJECT
    assert [
        (ground.clause, ground.evidence[0].text) for ground in verdict.grounds if ground.by == "lexicon"
    ] == [("personal-attack", "zorblaxian")]
    allowed = engine.screen("See you at the Fuck the Facts festival.")
    assert not [ground for ground in allowed.grounds if ground.by == "lexicon"]


def test_words_that_surprise_are_told() -> None:
    text = BASE.replace(
        'refer = 0.5\nreject = 0.9\ntitle.en = "Swearing"', 'refer = 0.6\ntitle.en = "Swearing"'
    )
    guidelines = parse(
        text + TAGGED + GNU.replace("gnu", "gnat") + 'clause = "profanity"\nseverity = "mild"\n'
        '[[words.add]]\nterm = "the"\nclause = "personal-attack"\n',
        "my.toml",
    )
    assert own_words.surprises(guidelines) == [
        ("gnu", "only refers: profanity never rejects at 0.94"),
        ("gnat", "does nothing: it gives 0.5, profanity refers from 0.6 on"),
        ("the", "hits words that every text is full of: the"),
    ]


def test_the_check_of_guidelines_counts_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    file.write_text(BASE + OWN + '[[words.add]]\nterm = "the"\nclause = "profanity"\n', encoding="utf-8")
    assert check(file) == 0
    told = capsys.readouterr()
    assert "  own words: 4 (5 spellings), 2 allowed\n" in told.out
    assert told.err == "  warning: 'the' hits words that every text is full of: the\n"


def test_readers_are_never_shown_own_words() -> None:
    fields = set(GuidelinesOut.__struct_fields__)
    assert fields == {"name", "version", "language", "direction", "preamble", "clauses", "welcomes"}
    assert set(ClauseOut.__struct_fields__) == {"id", "title", "wording"}
