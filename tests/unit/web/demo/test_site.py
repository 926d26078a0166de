"""The invented newspaper's pages, as browsers and crawlers get them."""

from __future__ import annotations

import html
import re

import pytest

from gatepost.engine import guidelines as shipped
from gatepost.web.demo.articles import DemoArticle, all_articles, by_slug


async def test_the_front_page_shows_every_article_the_right_way_round(browser) -> None:
    answer = await browser.get("/")
    assert answer.status_code == 200
    page = html.unescape(answer.text)
    for article in all_articles():
        assert f'lang="{article.front.language}" dir="{article.direction}"' in page
        assert f'<a href="{article.path}">{article.front.title}</a>' in page
    assert "automatic mode" in page


@pytest.mark.parametrize("article", all_articles(), ids=lambda article: article.slug)
async def test_an_article_page_names_itself_and_embeds_the_widget(browser, article: DemoArticle) -> None:
    answer = await browser.get(article.path)
    url = f"http://127.0.0.1:8000{article.path}"
    assert f'<html lang="{article.front.language}" dir="{article.direction}">' in answer.text
    assert f'<link rel="canonical" href="{url}">' in answer.text
    assert f'<gatepost-comments article="{url}" lang="{article.front.language}">' in answer.text
    assert '<script type="module" src="/widget.js"></script>' in answer.text
    for block in article.blocks:
        assert block.text in html.unescape(answer.text)


async def test_the_security_report_has_its_body_twice_and_the_guidelines_beneath(browser) -> None:
    report = by_slug("convoy-on-the-delav-road")
    assert report is not None
    page = html.unescape((await browser.get(report.path)).text)
    for block in report.blocks:
        assert page.count(block.text) == 2
    assert '<div class="print-version" hidden>' in page
    rules = shipped.load()
    for clause in rules.active:
        if not clause.welcome:
            assert clause.wording["en"] in page
    assert page.index(report.blocks[-1].text) < page.rindex(rules.active[0].wording["en"])


async def test_the_other_articles_have_it_once(browser) -> None:
    article = by_slug("suq-al-kutub")
    assert article is not None
    page = html.unescape((await browser.get(article.path)).text)
    assert page.count(article.blocks[0].text) == 1


async def test_pages_allow_nothing_inline_and_have_nothing_inline(browser) -> None:
    for path in ("/", "/articles/convoy-on-the-delav-road"):
        answer = await browser.get(path)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", answer.text)


async def test_an_unknown_article_is_not_found(browser) -> None:
    assert (await browser.get("/articles/no-such-thing")).status_code == 404
