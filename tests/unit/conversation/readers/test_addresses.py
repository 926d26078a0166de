"""When two e-mail addresses are one: a letter to one of them must never open the account of another."""

from __future__ import annotations

import pytest

from gatepost.conversation.readers.addresses import checked, same
from gatepost.conversation.refusals import Refusal


def test_capitals_and_blanks_make_no_other_address() -> None:
    assert same(" Ann@X.Example ") == same("ann@x.example") == "ann@x.example"


@pytest.mark.parametrize(
    ("own", "victim"),
    [
        ("ann@straße.example", "ann@strasse.example"),  # two domains, two owners
        ("ann@ἀς.example", "ann@ἀσ.example"),
        ("ａnn@x.example", "ann@x.example"),
        ("ﬁn@x.example", "fin@x.example"),
        ("m\u1d43il@x.example", "mail@x.example"),
        ("ı@x.example", "i@x.example"),
        ("İ@x.example", "i@x.example"),
    ],
)
def test_who_owns_a_look_alike_does_not_own_the_address(own: str, victim: str) -> None:
    assert same(own) != same(victim)
    assert same(checked(own)) != same(victim)


def test_one_letter_in_two_encodings_is_one_address_and_letters_go_to_that_one() -> None:
    assert checked("u\u0308ber@x.example") == "über@x.example"
    assert same("u\u0308ber@x.example") == same("über@x.example")
    kelvin = checked("\u212aelvin@x.example")  # the sign of the unit is a K in every way
    assert kelvin == "Kelvin@x.example"
    assert same(kelvin) == "kelvin@x.example"


@pytest.mark.parametrize(
    "address", ["ann", "ann@x", "a b@x.example", "ann@x.example\r\nBcc: b@x.example", "@x.y"]
)
def test_what_no_letter_could_go_to_is_refused(address: str) -> None:
    with pytest.raises(Refusal):
        checked(address)
