"""The demo's articles: readable, in six languages, the right way round, long enough to be articles."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from gatepost.vocabulary import LANGUAGES, RIGHT_TO_LEFT
from gatepost.web.demo.articles import SECTIONS, ArticleUnreadable, DemoArticle, all_articles, by_slug, parse
from gatepost.web.demo.dates import MONTHS, written


def mostly_right_to_left(text: str) -> bool:
    directions = Counter(unicodedata.bidirectional(character) for character in text)
    return directions["AL"] + directions["R"] > directions["L"]


@pytest.mark.parametrize("article", all_articles(), ids=lambda article: article.slug)
def test_every_article_is_whole(article: DemoArticle) -> None:
    words = len(article.body.split())
    assert 200 <= words <= 500
    assert article.direction == ("rtl" if article.front.language in RIGHT_TO_LEFT else "ltr")
    assert mostly_right_to_left(article.body) == (article.direction == "rtl")
    assert mostly_right_to_left(article.front.title) == (article.direction == "rtl")
    assert sum(block.kind == "heading" for block in article.blocks) >= 2
    assert "##" not in article.body


def test_languages_and_sections() -> None:
    languages = Counter(article.front.language for article in all_articles())
    assert len(all_articles()) >= 9
    assert set(languages) == set(LANGUAGES)
    assert languages["en"] >= 3
    assert languages["ar"] >= 2
    assert {article.front.section for article in all_articles()} == set(SECTIONS)


def test_kurdish_and_persian_are_written_with_their_own_letters() -> None:
    for article in all_articles():
        if article.front.language in ("ckb", "fa"):
            assert not set("يكة") & set(article.body), (
                f"{article.slug}: Arabic letters in a Kurdish or Persian text"
            )


def test_newest_first() -> None:
    dates = [article.front.date for article in all_articles()]
    assert dates == sorted(dates, reverse=True)


def test_one_is_a_security_report_with_a_print_version() -> None:
    assert [article.slug for article in all_articles() if article.front.print_version] == [
        "convoy-on-the-delav-road"
    ]


def test_unknown_slug() -> None:
    assert by_slug("no-such-article") is None


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no front matter", r"x: begin the file"),
        ("+++\nlanguage = 3\n+++\ntext", r"x: mend the front matter"),
        ("+++\n= broken\n+++\ntext", r"x: mend the front matter"),
    ],
)
def test_errors_name_the_file_and_the_mend(source: str, message: str) -> None:
    with pytest.raises(ArticleUnreadable, match=message):
        parse("x", source)


def test_dates_in_every_language() -> None:
    for language in LANGUAGES:
        assert len(MONTHS[language]) == 12
        for article in all_articles():
            assert written(article.front.date, language)
    assert written(by_slug("convoy-on-the-delav-road").front.date, "en") == "28 October 2026"  # type: ignore[union-attr]
