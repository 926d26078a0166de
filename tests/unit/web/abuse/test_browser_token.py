from __future__ import annotations

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.abuse.browser_token import (
    AHEAD,
    CHARACTERS,
    GOOD_FOR,
    KNOWN_AFTER,
    RENEWED_AFTER,
    SECOND,
    new,
    read,
    renewed,
    written,
)

KEY, NOW = b"k" * 32, 1_750_000_000 * SECOND


def test_what_is_written_is_read_again() -> None:
    token = new(NOW)
    assert read(written(token, KEY), KEY, NOW) == token
    assert len(written(token, KEY)) == CHARACTERS
    assert new(NOW).id != token.id


def test_it_holds_an_id_a_time_and_a_signature_only() -> None:
    token = new(NOW)
    data = urlsafe_b64decode(written(token, KEY))
    assert data[:16].hex() == token.id
    assert int.from_bytes(data[16:20], "big") * SECOND == NOW
    assert len(data) == 36


@given(place=st.integers(0, CHARACTERS - 1), other=st.sampled_from("ABab01-_"))
def test_one_changed_character_makes_it_worthless(place: int, other: str) -> None:
    good = written(new(NOW), KEY)
    bad = good[:place] + other + good[place + 1 :]
    assert bad == good or read(bad, KEY, NOW) is None


@given(text=st.text(max_size=60))
def test_no_text_does_harm(text: str) -> None:
    assert read(text, KEY, NOW) is None


def test_another_key_and_another_time() -> None:
    token = new(NOW)
    assert read(written(token, KEY), b"x" * 32, NOW) is None
    assert read(written(token, KEY), KEY, NOW + GOOD_FOR) is None
    assert read(written(token, KEY), KEY, NOW - AHEAD) == token
    assert read(written(token, KEY), KEY, NOW - AHEAD - SECOND) is None


@pytest.mark.parametrize(("age", "known", "old"), [(0, False, False), (KNOWN_AFTER, True, False)])
def test_ages(age: int, known: bool, old: bool) -> None:
    token = new(NOW)
    assert (token.is_known(NOW + age), token.is_old(NOW + age)) == (known, old)


def test_a_renewed_one_is_the_same_reader_and_stays_known() -> None:
    token, later = new(NOW), NOW + RENEWED_AFTER
    assert token.is_old(later)
    again = renewed(token, later)
    assert again.id == token.id
    assert again.is_known(later)
    assert not again.is_old(later)
