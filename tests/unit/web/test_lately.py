from __future__ import annotations

from typing import Any

from gatepost.web.lately import HOLD_SECONDS, MOST, Lately, question_of

QUESTION = (b"article=a", b'W/"1"', None)
HEADERS = [(b"etag", b'W/"1"')]


def scope(**over: Any) -> Any:
    return {
        "path": "/api/v1/comments",
        "method": "GET",
        "query_string": b"article=a",
        "headers": [(b"if-none-match", b'W/"1"')],
        **over,
    }


def test_an_answer_holds_for_a_moment() -> None:
    now = 0.0
    lately = Lately(lambda: now)
    lately.keep(QUESTION, HEADERS, lately.turn)
    assert lately.headers(QUESTION) == HEADERS
    assert lately.headers((b"article=b", *QUESTION[1:])) is None
    now = HOLD_SECONDS
    assert lately.headers(QUESTION) is None


def test_a_change_forgets_what_was_kept_and_what_was_on_its_way() -> None:
    lately = Lately()
    lately.keep(QUESTION, HEADERS, lately.turn)
    begun = lately.turn
    lately.forget()
    assert lately.headers(QUESTION) is None
    lately.keep(QUESTION, HEADERS, begun)
    assert lately.headers(QUESTION) is None


def test_no_more_is_kept_than_was_promised() -> None:
    lately = Lately(lambda: 0.0)
    for number in range(MOST + 1):
        lately.keep((b"%d" % number, b'W/"1"', None), HEADERS, lately.turn)
    assert lately.headers((b"0", b'W/"1"', None)) is None
    assert lately.headers((b"%d" % MOST, b'W/"1"', None)) == HEADERS


def test_only_a_list_that_names_its_tag_is_asked_about() -> None:
    assert question_of(scope()) == (b"article=a", b'W/"1"', None)
    assert question_of(scope(headers=[*scope()["headers"], (b"origin", b"https://a.example")])) == (
        b"article=a", b'W/"1"', b"https://a.example",
    )  # fmt: skip
    assert question_of(scope(method="HEAD")) is None
    assert question_of(scope(path="/api/v1/comments/1")) is None
    assert question_of(scope(headers=[])) is None
    assert question_of(scope(headers=scope()["headers"] * 2)) is None
