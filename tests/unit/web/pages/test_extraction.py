from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publishers import page

from gatepost.conversation.page_reading import PageUnreadable
from gatepost.web.demo.articles import DemoArticle, all_articles
from gatepost.web.pages.extraction import MOST_CODE_POINTS, decode, extract
from gatepost.web.pages.reader import extracted

LANGUAGES = {article.front.language: article for article in all_articles()}


@pytest.mark.parametrize("article", LANGUAGES.values(), ids=list(LANGUAGES))
def test_articles_in_six_languages_come_out_whole(article: DemoArticle) -> None:
    words = [block.text for block in article.blocks]
    text = page(article.front.title, *words, language=article.front.language, author="Ann Example")
    found = extract(text.encode())
    assert found["title"] == article.front.title
    assert found["authors"] == ["Ann Example"]
    for paragraph in words:
        if len(paragraph) > 60:
            # trafilatura drops the ZWNJ of Persian and Kurdish, as every comparison does anyway
            assert " ".join(paragraph.replace("\u200c", "").split()) in found["body"]
    assert "Imprint" not in found["body"]


def test_the_demo_covers_the_languages_this_stands_for() -> None:
    assert set(LANGUAGES) == {"en", "ar", "ckb", "kmr", "tr", "fa"}


LONG = [block.text for block in LANGUAGES["en"].blocks]
OWN = "This comment was left beneath the article by a reader and must not be taken for the article itself."


@pytest.mark.parametrize(
    "extra",
    [
        f"<gatepost-comments><p>{OWN}</p></gatepost-comments>",
        f'<div class="gatepost-comments fallback"><p>{OWN}</p></div>',
        f'<section id="comments"><ol class="commentlist"><li><p>{OWN}</p></li></ol></section>',
    ],
)
def test_comments_on_the_page_are_no_part_of_the_article(extra: str) -> None:
    found = extract(page("A title", *LONG, extra=extra).encode())
    assert LONG[1] in found["body"]
    assert OWN not in found["body"]


def test_what_a_page_prints_twice_counts_once() -> None:
    once = extract(page("A title", *LONG).encode())["body"]
    twice = extract(page("A title", *LONG, *LONG).encode())["body"]
    assert sorted(twice.split("\n")) == sorted(once.split("\n"))


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("şöyle".encode("windows-1254"), "windows-1254", "şöyle"),
        (b"<meta charset=cp1256>" + "سلام".encode("cp1256"), "", "<meta charset=cp1256>سلام"),
        ("ئەمە".encode(), "", "ئەمە"),
        ("\ufeffئەمە".encode(), "latin-1", "ئەمە"),
        ("ئەمە".encode("utf-16"), "", "ئەمە"),
        (b"caf\xe9", "", "caf\ufffd"),
        (b"abc", "no-such-charset", "abc"),
        (b"abc", "undefined", "abc"),
        (b"abc", "hex", "abc"),
    ],
)  # fmt: skip
def test_old_charsets_are_read_as_they_are_named(content: bytes, charset: str, text: str) -> None:
    assert decode(content, charset) == text


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<", b"\x00\x00", b"<html><body>", b"</p>&#xffff;&#0;<article><p>" * 50,
        b"<?xml version='1.0' encoding='utf-16'?><html><p>x", b"<div>" * 5_000, b"\xff\xfe<p>x",
    ],
)  # fmt: skip
async def test_malformed_pages_have_nothing_to_say_or_cannot_be_read(content: bytes) -> None:
    with contextlib.suppress(PageUnreadable):
        assert (await extracted(content)).body in {"", "x"}


def test_malformed_but_readable_pages_are_read() -> None:
    paragraphs = "<p>".join(LONG)
    found = extract(
        f"<title>T</title><div><article><h1>A title</h1><p>{paragraphs}</div></span></td>".encode()
    )
    assert LONG[1] in found["body"]


def test_a_very_long_article_is_cut() -> None:
    words = [
        f"Paragraph {number} tells of the river and of the bridge across it, at length."
        for number in range(4_000)
    ]
    assert len(extract(page("Long", *words).encode())["body"]) == MOST_CODE_POINTS


async def test_an_extraction_that_takes_too_long_is_ended() -> None:
    with pytest.raises(PageUnreadable, match="extraction-too-slow"):
        await extracted(page("T", *LONG).encode(), seconds=0.0)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_every_page_has_some_text(content: bytes, charset: str) -> None:
    decode(content, charset).encode("utf-8", "surrogatepass")
