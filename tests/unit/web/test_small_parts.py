"""Signatures, languages, times, threads, codes: the small pure parts of the web."""

from __future__ import annotations

import hashlib
import hmac
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.conversation import refusals
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.sites import Site
from gatepost.vocabulary import LANGUAGES, State
from gatepost.web.body import decode
from gatepost.web.languages import direction, reader_language
from gatepost.web.problems import CODES, Problem, documented
from gatepost.web.reader.threads import threads
from gatepost.web.schemas import ArticleIn, CommentIn
from gatepost.web.signatures import is_signed, sign_article
from gatepost.web.times import iso

SITE = Site("s", "S", ("https://news.example",))


def test_every_refusal_of_the_conversation_has_its_code_and_status() -> None:
    for code, status in refusals.STATUS.items():
        if code != "not-unicode":  # over HTTP such a text is refused while the JSON is read
            assert CODES[code][0] == status, code


def test_documented_codes_are_grouped_by_status() -> None:
    found = documented("text-empty", "text-too-long", "not-found")
    assert set(found) == {400, 404, 422, 500}
    assert found[422].description == "Problem: `text-empty`, `text-too-long`"


@given(body=st.binary())
def test_any_bytes_are_a_record_or_a_problem(body: bytes) -> None:
    with pytest.raises(Problem) as caught:
        decode(body, CommentIn)
    assert caught.value.status == 400


@given(text=st.text(st.characters(exclude_categories=[])))
def test_texts_are_read_as_they_are_or_not_at_all(text: str) -> None:
    """Any code points, surrogates included, written with escapes as JavaScript writes them."""
    body = json.dumps({"article": {"url": "u"}, "text": text, "author": {"name": "a"}}).encode()
    whole = not any(0xD800 <= ord(character) <= 0xDFFF for character in json.loads(json.dumps(text)))
    if whole:
        assert decode(body, CommentIn).text == json.loads(json.dumps(text))
    else:
        with pytest.raises(Problem) as caught:
            decode(body, CommentIn)
        assert caught.value.code == "not-unicode"


def test_signatures_follow_the_documented_recipe() -> None:
    secret, url, title, body = "s" * 32, "https://a.test/é", "Title\u200c", "Body\n😀"
    recipe = json.dumps({"url": url, "title": title, "body": body}, sort_keys=True, separators=(",", ":"))
    expected = hmac.new(secret.encode(), recipe.encode(), hashlib.sha256).hexdigest()
    assert sign_article(secret, url, title, body) == expected
    assert is_signed(secret, ArticleIn(url, title, body, expected))
    assert not is_signed(secret, ArticleIn(url, title, body + " ", expected))
    assert not is_signed(secret, ArticleIn(url, title, body, "é" + expected[1:]))
    assert not is_signed("", ArticleIn(url, title, body, sign_article("", url, title, body)))


@given(accept=st.text(), asked=st.text(), site=st.text())
def test_there_is_always_a_language(accept: str, asked: str, site: str) -> None:
    assert reader_language(asked, accept, site) in LANGUAGES


def test_directions() -> None:
    assert [direction(code) for code in ("ar", "ckb", "fa", "en", "kmr", "und")] == [
        "rtl", "rtl", "rtl", "ltr", "ltr", "auto"
    ]  # fmt: skip


def test_times_are_exact_to_the_microsecond() -> None:
    assert iso(0) == "1970-01-01T00:00:00.000000Z"
    assert iso(1_795_000_000_123_456) == "2026-11-18T11:06:40.123456Z"


def comment(number: int, parent: int | None) -> CommentRecord:
    above = None if parent is None else str(parent)
    return CommentRecord(str(number), "s", "a", above, 0, "Ann", "x", b"", b"", State.APPROVED, number)


def test_a_chain_of_two_thousand_becomes_flat_and_can_be_written_as_json() -> None:
    laid = threads((comment(number, number - 1 if number else None) for number in range(2_000)), SITE)
    decoded = json.loads(msgspec.json.encode(laid))
    (node,) = decoded
    for _ in range(4):
        (node,) = node["children"]
    assert len(node["children"]) == 1_995
    assert all(child["children"] == [] for child in node["children"])
    assert node["children"][-1]["parent"] == "1998"


@given(parents=st.lists(st.integers(0, 60), max_size=60))
def test_every_comment_stands_once_in_a_thread_wherever_its_parent_is(parents: list[int]) -> None:
    records = [comment(n, parent if parent < n else None) for n, parent in enumerate(parents)]
    level, seen, depth = threads(records, SITE), [], 0
    while level:
        depth += 1
        seen += [node.id for node in level]
        level = [child for node in level for child in node.children]
    assert sorted(seen, key=int) == [record.id for record in records]
    assert depth <= 6


def test_a_reply_whose_parent_is_not_on_the_page_begins_a_thread() -> None:
    (node,) = threads([comment(5, 4)], SITE)
    assert (node.id, node.parent) == ("5", "4")
