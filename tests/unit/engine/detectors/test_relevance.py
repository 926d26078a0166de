from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.detectors.relevance import (
    MOST_WELCOME,
    UNTOLD,
    Comparison,
    compare,
    findings,
    off_topic,
    relevant,
)
from gatepost.engine.detectors.stems import stems
from gatepost.engine.detectors.word_chances import MOST_BITS, bits, by_chance, tables
from gatepost.engine.guidelines import load
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Article, Context
from gatepost.web.demo.articles import all_articles

RULES = load()
REFER = RULES.by_id["off-topic"].refer
STORIES = {one.slug: one for one in all_articles()}
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[3] / "data/relevance.jsonl").read_text("utf-8").splitlines()
]
AWAY = next(row for row in ROWS if row["id"] == "en-off-3")


def context(slug: str, parent: str | None = None) -> Context:
    story = STORIES[slug]
    return Context(Article(story.front.title, story.body), parent)


def compared(text: str, around: Context, language: str = "en") -> Comparison | None:
    return compare(Reading(text), around, RULES, language)


@pytest.mark.parametrize("row", [row for row in ROWS if row["on"]], ids=lambda row: row["id"])
def test_comments_on_their_article_are_far_from_a_referral(row: dict[str, Any]) -> None:
    found = compared(row["text"], context(row["article"]), row["language"])
    assert off_topic(found) < 0.2
    assert found is None or found.deviation > 2.0


@pytest.mark.parametrize("row", [row for row in ROWS if row["on"]], ids=lambda row: row["id"])
def test_a_comment_shares_more_with_its_own_article_than_with_any_other(row: dict[str, Any]) -> None:
    own = compared(row["text"], context(row["article"]), row["language"])
    for slug, story in STORIES.items():
        if story.front.language == row["language"] and slug != row["article"] and own is not None:
            other = compared(row["text"], context(slug), row["language"])
            assert other is None or other.deviation < own.deviation


def test_what_is_surely_elsewhere_is_referred_and_only_referred() -> None:
    found = compared(AWAY["text"], context(AWAY["article"]))
    assert off_topic(found) >= REFER
    (finding,) = findings(found)
    assert (finding.clause, finding.refer_only, finding.evidence) == ("off-topic", True, ())


def test_an_answer_to_a_comment_may_have_its_subject() -> None:
    parent = "Vaccines again? Kennedy and his doctor know nothing of gold, silver, cans or the moon landing."
    alone = compared(AWAY["text"], context(AWAY["article"]))
    answer = compared(AWAY["text"], context(AWAY["article"], parent))
    assert off_topic(answer) < 0.2 < REFER <= off_topic(alone)


@pytest.mark.parametrize(
    "slug", ["fariq-al-jabal", "gunes-koyu", "arsiva-dengbejan", "kosari-ciya", "ehya-ye-qanat"]
)
def test_a_comment_in_another_language_than_the_article_tells_nothing(slug: str) -> None:
    assert compared(AWAY["text"], context(slug)) is None
    other = STORIES[slug].front.language
    for row in ROWS:
        if row["language"] != other:
            assert off_topic(compared(row["text"], context(slug), row["language"])) == UNTOLD


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The headline is misleading", "en"), ("وهذا المقال كتبه محرر", "ar"), ("بو نووسەرەکە", "ckb"),
        ("Rojnameya we", "kmr"), ("Gazetenizin editörü", "tr"), ("خبرنگار شما", "fa"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_newspaper_is_never_off_topic(text: str, language: str) -> None:
    for row in ROWS:
        if row["language"] == language and not row["on"]:
            assert compared(f"{text}. {row['text']}", context(row["article"], None), language) is None


def test_short_comments_thin_articles_and_unknown_languages_tell_nothing() -> None:
    here = context(AWAY["article"])
    assert off_topic(compared("Wake up, sheep!", here)) == UNTOLD
    assert off_topic(compared(AWAY["text"], Context(Article("Bridge opened")))) < REFER
    assert compared(AWAY["text"], here, "und") is None
    assert compared(AWAY["text"], here, "ko") is None
    assert compared(AWAY["text"], Context()) is None


def test_a_welcome_never_reaches_what_the_shipped_guidelines_ask_for() -> None:
    row = ROWS[0]
    found = compared(row["text"], context(row["article"]))
    assert 0.5 < relevant(found) <= MOST_WELCOME < RULES.by_id["welcome.relevant"].protect
    assert [one.clause for one in findings(found)] == ["off-topic", "welcome.relevant"]


def test_quoting_the_headline_or_the_article_earns_no_welcome() -> None:
    story = STORIES["reading-the-meters"]
    here = context("reading-the-meters")
    for text in (f"{story.front.title} - you filthy liars", story.body, story.blocks[0].text):
        assert relevant(compared(text, here)) == 0.0


@given(st.text(max_size=400), st.text(max_size=400), st.sampled_from([*tables(), "und"]))
def test_every_text_has_a_probability_that_does_not_hang_on_order(
    text: str, body: str, language: str
) -> None:
    around = Context(Article("", body))
    found = off_topic(compare(Reading(text), around, RULES, language))
    assert UNTOLD <= found <= 0.9
    assert found == off_topic(compare(Reading(text), around, RULES, language))


@given(st.lists(st.sampled_from(sorted(tables()["en"])), min_size=30, max_size=60, unique=True), st.data())
def test_sharing_one_more_word_never_makes_a_comment_more_off_topic(words: list[str], data: Any) -> None:
    """With a subject of the same size, so that only the sharing differs."""
    fill = [f"zq{letter}{other}x" for letter in "abcdefgh" for other in "abcdefghij"]
    least = data.draw(st.integers(0, len(words) - 1))
    shares = [
        compared(" ".join(words), Context(Article("", " ".join([*words[:count], *fill[: 80 - count]]))))
        for count in (least, least + 1)
    ]
    if shares[0] is not None and shares[1] is not None:
        assert off_topic(shares[1]) <= off_topic(shares[0]) + 1e-9


@given(st.floats(1e-6, 0.1), st.integers(1, 5_000))
def test_what_is_likelier_by_chance_tells_less(share: float, size: int) -> None:
    assert 0.0 < by_chance(share, size) <= by_chance(share, size + 1) <= 1.0
    assert 0.0 <= bits(by_chance(share, size + 1)) <= bits(by_chance(share, size)) <= MOST_BITS


@given(st.text(max_size=300), st.sampled_from(["en", "ar", "fa", "ckb", "kmr", "tr", "ko", "und"]))
def test_stems_are_pieces_of_the_text(text: str, language: str) -> None:
    folded = Reading(text).folded.text
    assert all(stem in folded and len(stem) >= 2 for stem in stems(folded, language))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("tr", ["kooperatif", "kooperatifin", "kooperatifler"]), ("ar", ["كتاب", "والكتاب", "كتابهم"]),
        ("fa", ["چاه‌ها", "چاه‌های"]), ("ckb", ["کتێب", "کتێبەکان"]), ("kmr", ["dengbêj", "dengbêjan"]),
        ("en", ["immigrant", "immigration"]), ("ko", ["대통령은", "대통령이"]),
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(language: str, forms: list[str]) -> None:
    assert len({tuple(stems(Reading(form).folded.text, language)) for form in forms}) == 1
