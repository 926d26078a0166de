"""Check digits: numbers made up to be valid, and the same with one digit wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.detectors.identity import (
    american_id,
    card,
    iban_length,
    iranian_id,
    luhn,
    turkish_id,
)

digit_strings = st.text("0123456789", max_size=40)


@pytest.mark.parametrize("number", ["10000000146", "12345678950"])
def test_turkish(number: str) -> None:
    assert turkish_id(number)
    assert not turkish_id(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert not turkish_id("0" + number[1:])


@pytest.mark.parametrize("number", ["0084575948", "0013542419", "1234567891"])
def test_iranian(number: str) -> None:
    assert iranian_id(number)
    assert not iranian_id(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_american() -> None:
    assert american_id("078051120")
    assert not any(
        map(american_id, ("000123456", "666123456", "912345678", "123004567", "123450000", "12345"))
    )


@pytest.mark.parametrize(
    "number",
    ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "6037991234567893"],
)
def test_cards(number: str) -> None:
    assert card(number)
    assert not card(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_valid_check_digit_alone_is_no_card() -> None:
    assert luhn("1111111111111117"[:15] + "7") or not card("1111111111111117")
    assert not card("9999999999999995")
    assert not card("0000000000000000")


@pytest.mark.parametrize(
    ("number", "length"),
    [
        ("gb82west12345698765432", 22),
        ("de89370400440532013000", 22),
        ("tr330006100519786457841326", 26),
        ("iq98nbiq850123456789012", 23),
        ("tr330006100519786457841326andthensome", 26),
        ("tr330006100519786457841327", 0),
        ("xx330006100519786457841326", 0),
        ("tr33", 0),
        ("", 0),
    ],
)
def test_accounts(number: str, length: int) -> None:
    assert iban_length(number) == length


@given(st.text(max_size=40) | digit_strings)
def test_no_text_makes_them_fail(text: str) -> None:
    for check in (
        turkish_id,
        iranian_id,
        american_id,
        card,
        luhn if text.isascii() and text.isdigit() else card,
    ):
        assert check(text) in (True, False)
    assert 0 <= iban_length(text) <= len(text)


@given(st.integers(0, 9), digit_strings.filter(bool), st.data())
def test_one_wrong_digit_never_passes_the_card_check(wrong: int, digits: str, data: st.DataObject) -> None:
    last = next(str(check) for check in range(10) if luhn(digits + str(check)))
    number = digits + last
    at = data.draw(st.integers(0, len(number) - 1))
    changed = number[:at] + str(wrong) + number[at + 1 :]
    assert luhn(changed) == (changed == number)
