"""The flow with small hand-made parts: what each part's word leads to, and what a broken part costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.engine.parts import Scores, Tongue, Words, models

from gatepost.engine.guidelines import load
from gatepost.engine.numbers import CLAUSES
from gatepost.engine.screening import ScreeningError, screen, screen_many
from gatepost.vocabulary import Article, Context, Outcome, Submission, Verdict

RULES = load()
NOWHERE = Context()


def verdict(text: str, context: Context = NOWHERE, language: str | None = None, **parts: object) -> Verdict:
    return screen(Submission(text, language), context, RULES, models(**parts))  # type: ignore[arg-type]


def test_clean_text_is_approved_with_every_key_of_the_contract() -> None:
    clean = verdict("A calm remark.")
    assert clean.outcome is Outcome.APPROVE
    assert clean.grounds == ()
    assert tuple(clean.probabilities) == CLAUSES
    assert clean.probabilities["off-topic"] is None
    assert all(0 <= value <= 1 for key, value in clean.probabilities.items() if value is not None)
    assert clean.engine == "gatepost 0.1.0 / model hand@01234567 / lexicon @cafe0123"
    assert clean.guidelines == RULES.version


def test_a_word_rejects_with_its_place_and_counts_in_the_numbers() -> None:
    found = verdict("You are a grumf!", words=Words({"grumf": "abuse.racism"}))
    assert found.outcome is Outcome.REJECT
    assert found.grounds[0].evidence[0].text == "grumf"
    assert found.probabilities["abuse.racism"] == found.probabilities["abuse"] == found.violation == 0.95


def test_the_classifier_rejects_only_with_words_to_show() -> None:
    hostile = {"threat": 0.99}
    shown = verdict("Grr to you", scores=Scores(lambda text: hostile))
    assert (shown.outcome, shown.grounds[0].evidence[0].text) == (Outcome.REJECT, "Grr")
    mute = verdict("Grr to you", scores=Scores(lambda text: hostile, spans=False))
    assert (mute.outcome, mute.grounds[0].clause) == (Outcome.REFER, "threat")


@pytest.mark.parametrize(
    "quoted", ['"grumf"', "“grumf”", "«yes, grumf!»", "„grumf“", "‘you grumf’", "「grumf」"]
)
def test_quoted_words_only_refer(quoted: str) -> None:
    found = verdict(f"She was called {quoted} there", words=Words({"grumf": "profanity"}))
    assert (found.outcome, found.grounds[0].note) == (Outcome.REFER, "quotation")


@pytest.mark.parametrize(
    "text",
    [
        "The word grumf is older than you think",
        "He called me a grumf in front of the class",
        "grumf lafını duymak istemiyorum",
        "köyde buna grumf otu denir",
        "كلمة grumf قديمة",
        "peyva grumf kevn e",
    ],
)
def test_words_spoken_about_only_refer(text: str) -> None:
    assert verdict(text, words=Words({"grumf": "profanity"})).outcome is Outcome.REFER


@pytest.mark.parametrize(
    "text", ["I never said that he is a grumf", "Calling people grumf is wrong", "Kimse ona grumf demedi"]
)
def test_insults_spoken_of_only_refer(text: str) -> None:
    assert verdict(text, words=Words({"grumf": "personal-attack"})).outcome is Outcome.REFER


def test_a_denial_does_not_cover_swearing() -> None:
    text = "I never said that he is a grumf"
    assert verdict(text, words=Words({"grumf": "profanity"})).outcome is Outcome.REJECT


@pytest.mark.parametrize("text", ["I never said it. You grumf!", "You grumf", "They said no. He is a grumf"])
def test_a_frame_reaches_only_its_own_sentence(text: str) -> None:
    assert verdict(text, words=Words({"grumf": "personal-attack"})).outcome is Outcome.REJECT


@pytest.mark.parametrize("loose", ['grumf "', "“a” grumf “b”", "don’t grumf, don’t", "»grumf»"])
def test_marks_that_do_not_enclose_protect_nothing(loose: str) -> None:
    assert verdict(loose, words=Words({"grumf": "profanity"})).outcome is Outcome.REJECT


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0\u2003"])
def test_no_text_is_referred_as_empty(text: str) -> None:
    empty = verdict(text)
    assert empty.outcome is Outcome.REFER
    assert [ground.clause for ground in empty.grounds] == ["empty"]
    assert tuple(empty.probabilities) == CLAUSES


@pytest.mark.parametrize(
    ("text", "code"),
    [("x" * 20_001, "text-too-long"), ("half \ud800", "not-unicode"), ("\udfff" * 3, "not-unicode")],
)
def test_texts_outside_the_limits_are_the_callers_errors(text: str, code: str) -> None:
    with pytest.raises(ScreeningError) as raised:
        verdict(text)
    assert raised.value.code == code


def test_the_longest_text_is_screened() -> None:
    assert verdict("word " * 3_999 + "grumf", words=Words({"grumf": "threat"})).outcome is Outcome.REJECT


def test_a_claim_is_believed_but_opens_no_way_round() -> None:
    assert verdict("text", language="tr", tongue=Tongue("und", 0.0)).language == "tr"
    assert verdict("text", language="en-GB").language == "en"
    assert verdict("text", language="ku-Arab", tongue=Tongue("ckb")).language == "ckb"
    assert verdict("text", language="!!").language == "en"
    contradicted = verdict("ein Text", language="en", tongue=Tongue("de"))
    assert contradicted.outcome is Outcome.REFER
    assert contradicted.grounds[0].clause == "unknown-language"
    assert verdict("ein Text", language="de").outcome is Outcome.REFER


def test_a_detector_that_breaks_costs_the_approval_of_its_comment_alone() -> None:
    parts = models(words=Words({"BREAK": "threat", "grumf": "threat"}))
    texts = ["fine", "BREAK", "grumf"]
    verdicts = screen_many([Submission(text) for text in texts], [NOWHERE] * 3, RULES, parts)
    assert [found.outcome for found in verdicts] == [Outcome.APPROVE, Outcome.REFER, Outcome.REJECT]
    assert verdicts[1].grounds[0].clause == "engine-error"


class Fragile(Scores):
    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.float64]:
        if "BREAK" in texts:
            raise RuntimeError("a model that breaks")
        return super().score(texts)


def test_a_model_that_breaks_costs_the_approval_of_its_comment_alone() -> None:
    parts = models(scores=Fragile(), words=Words({"grumf": "threat"}))
    texts = ["fine", "BREAK", "BREAK grumf"]
    verdicts = screen_many([Submission(text) for text in texts], [NOWHERE] * 3, RULES, parts)
    assert [found.outcome for found in verdicts[:2]] == [Outcome.APPROVE, Outcome.REFER]
    assert verdicts[1].probabilities["toxicity"] is None
    assert verdicts[1].violation == 0.5


class Confused(Tongue):
    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        raise RuntimeError("no idea")


def test_a_language_that_cannot_be_told_is_referred() -> None:
    assert verdict("fine", tongue=Confused()).outcome is Outcome.REFER


def test_scores_that_are_no_numbers_are_an_error() -> None:
    found = verdict("fine", scores=Scores(lambda text: {"threat": float("nan")}))
    assert (found.outcome, found.grounds[0].clause) == (Outcome.REFER, "engine-error")


class Silent(Scores):
    def violation(self, probabilities: Mapping[str, float]) -> float:
        raise ZeroDivisionError


def test_a_violation_that_cannot_be_told_is_an_error() -> None:
    found = verdict("fine", scores=Silent())
    assert (found.outcome, found.violation) == (Outcome.REFER, 0.5)


def test_a_batch_gives_what_single_texts_give() -> None:
    texts = ["fine", "grumf", "", "“grumf”", "x" * 20_000]
    parts = models(words=Words({"grumf": "threat"}))
    together = screen_many([Submission(text) for text in texts], [NOWHERE] * len(texts), RULES, parts)
    assert together == [screen(Submission(text), NOWHERE, RULES, parts) for text in texts]


ARTICLE = Article(
    "Reservoirs fill after a wet winter",
    "The reservoirs above the valley hold more water than in any spring since measurements began. "
    "Engineers opened the spillway on Tuesday, farmers downstream were warned by telephone, and the "
    "ministry expects irrigation to begin a month early. Fishermen reported unusual catches near the "
    "dam. The rainfall of January and February broke the record of nineteen eighty-eight, according to "
    "the meteorological office, whose stations cover every district of the province. Villages along the"
    " river asked for sandbags, boats and a second warning siren.",
)  # fmt: skip
ABOUT = (
    "The spillway should have been opened earlier: farmers downstream lost their onions because the "
    "ministry waited for the meteorological office, and the siren was broken again, as every winter "
    "since my childhood."
)
ELSEWHERE = (
    "Yesterday evening the striker scored twice before half-time, the goalkeeper slipped, the referee "
    "ignored two clear penalties, and supporters from both clubs celebrated together outside the "
    "stadium with drums, flags, roasted chestnuts and enormous puppets until midnight."
)


def test_relevance_only_refers_and_only_what_is_surely_elsewhere() -> None:
    about = verdict(ABOUT, Context(ARTICLE))
    elsewhere = verdict(ELSEWHERE, Context(ARTICLE))
    short = verdict("Good news at last!", Context(ARTICLE))
    assert about.outcome is short.outcome is Outcome.APPROVE
    assert (elsewhere.outcome, elsewhere.grounds[0].clause) == (Outcome.REFER, "off-topic")
    assert about.probabilities["off-topic"] is not None
    assert elsewhere.probabilities["off-topic"] is not None
    assert about.probabilities["off-topic"] < 0.3 < 0.75 <= elsewhere.probabilities["off-topic"]
    assert elsewhere.violation == verdict(ELSEWHERE).violation


def test_a_page_that_repeats_its_body_and_carries_the_guidelines_counts_once() -> None:
    rules = " ".join(clause.wording["en"] for clause in RULES.clauses)
    page = Article(ARTICLE.title, f"{ARTICLE.body}\n\n{ARTICLE.body}\n\n{RULES.preamble['en']}\n{rules}")
    once = verdict(ELSEWHERE, Context(ARTICLE))
    twice = verdict(ELSEWHERE, Context(page))
    assert once.probabilities == twice.probabilities
    off_rules = rules[:600]
    assert verdict(off_rules, Context(page)).probabilities["off-topic"] == pytest.approx(
        verdict(off_rules, Context(ARTICLE)).probabilities["off-topic"]
    )
