from __future__ import annotations

import pytest

from gatepost.conversation.article_keys import canonical_url, key_for, origin
from gatepost.conversation.refusals import Refusal


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://News.Example/a", "https://news.example/a"),
        ("HTTPS://news.example:443", "https://news.example/"),
        ("http://news.example:80/a?", "http://news.example/a"),
        ("https://news.example:8443/A%20b", "https://news.example:8443/A%20b"),
        ("https://news.example/a?utm_source=x&id=7&fbclid=q&UTM_x=1#top", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1&empty=", "https://news.example/a?b=2&a=1&empty="),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/ü"),
        ("https://[::1]:8000/a", "https://[::1]:8000/a"),
    ],
)
def test_one_article_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/a",
        "javascript:alert(1)",
        "ftp://news.example/a",
        "https://",
        "https://news.example:99999/",
        "https://news.example:x/",
        "https://[::1/",
        "https://news.example/a b",
        "https://news.example/\n",
        "https://news.example/\ud800",
        "https://news.example/?q=\udcff",
        "https://" + "x" * 3_000 + ".example/",
    ],
)
def test_what_is_no_address_of_an_article_is_refused(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        canonical_url(url)
    assert refused.value.code == "url-invalid"


def test_percent_bytes_that_are_no_utf8_survive() -> None:
    assert canonical_url("https://news.example/a?q=%FF%FE") == "https://news.example/a?q=%FF%FE"


def test_a_publishers_id_can_never_be_taken_for_an_address() -> None:
    assert key_for("https://news.example/a?utm_source=x") == "https://news.example/a"
    assert key_for("https://news.example/a", "https://news.example/b") == "id:https://news.example/b"
    for bad in ("", "a\nb", "x" * 3_000):
        with pytest.raises(Refusal):
            key_for("https://news.example/a", bad)


def test_an_origin_is_what_a_browser_sends() -> None:
    assert origin("https://News.example:443/a?b") == "https://news.example"
    assert origin("http://localhost:8000") == "http://localhost:8000"
