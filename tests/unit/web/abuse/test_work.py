from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.abuse.work import GOOD_FOR, SECOND, Work, solve, zero_bits

KEY, NOW, BITS = b"k" * 32, 1_750_000_000 * SECOND, 8


def test_good_work_is_accepted_once() -> None:
    work = Work(KEY)
    done = solve(work.challenge("news", BITS, NOW), BITS)
    assert hashlib.sha256(done.encode()).digest()[0] == 0
    assert work.accept(done, "news", NOW + SECOND)
    assert not work.accept(done, "news", NOW + SECOND)


def test_another_nonce_for_a_used_challenge_is_no_second_comment() -> None:
    work = Work(KEY)
    asked = work.challenge("news", 2, NOW)
    good = [
        f"{asked}:{n}" for n in range(100) if zero_bits(hashlib.sha256(f"{asked}:{n}".encode()).digest()) >= 2
    ]
    assert [work.accept(one, "news", NOW) for one in good[:3]] == [True, False, False]


def test_it_is_bound_to_site_key_and_time() -> None:
    work = Work(KEY)
    done = solve(work.challenge("news", BITS, NOW), BITS)
    assert not work.accept(done, "shop", NOW)
    assert not Work(b"x" * 32).accept(done, "news", NOW)
    assert not work.accept(done, "news", NOW + GOOD_FOR + 2 * SECOND)
    assert work.accept(done, "news", NOW + GOOD_FOR)


def test_too_little_work_is_none() -> None:
    work = Work(KEY)
    asked = work.challenge("news", 20, NOW)
    assert not work.accept(f"{asked}:0", "news", NOW)


def test_a_challenge_cannot_be_made_easier() -> None:
    """The bits stand in what is signed: change any character and it is none of ours."""
    work = Work(KEY)
    asked = work.challenge("news", 0, NOW)
    for place in range(len(asked)):
        other = "A" if asked[place] != "A" else "B"
        assert not work.accept(f"{asked[:place]}{other}{asked[place + 1 :]}:1", "news", NOW)
    assert work.accept(f"{asked}:1", "news", NOW)


def test_what_was_used_is_forgotten_when_it_would_have_ended() -> None:
    work = Work(KEY)
    for minute in range(30):
        now = NOW + minute * 60 * SECOND
        assert work.accept(work.challenge("news", 0, now) + ":1", "news", now)
    assert len(work) <= 7


@pytest.mark.parametrize("header", ["", ":", "a:b", "x" * 48, "x" * 48 + ":", "x" * 48 + ":" + "1" * 33])
def test_nonsense(header: str) -> None:
    assert not Work(KEY).accept(header, "news", NOW)


@given(header=st.text(max_size=100))
def test_no_text_does_harm(header: str) -> None:
    assert not Work(KEY).accept(header, "news", NOW)


@given(digest=st.binary(min_size=32, max_size=32))
def test_zero_bits(digest: bytes) -> None:
    written = "".join(f"{byte:08b}" for byte in digest)
    assert zero_bits(digest) == len(written) - len(written.lstrip("0"))
