"""Keys and letters: each does one thing, and the shipped ones stay where hands have learned them."""

from __future__ import annotations

import pytest

from gatepost.conversation.preferences.keys import CODES, DEFAULT_KEYS, keys_of, own_keys
from gatepost.conversation.preferences.letters import letters
from gatepost.conversation.refusals import Refusal
from gatepost.engine.guidelines import load


def test_shipped_keys_can_be_chosen_and_are_all_different() -> None:
    assert set(DEFAULT_KEYS.values()) <= set(CODES)
    assert len(set(DEFAULT_KEYS.values())) == len(DEFAULT_KEYS)


def test_own_keys_are_what_differs() -> None:
    assert own_keys(DEFAULT_KEYS) == {}
    assert own_keys({"approve": "Digit1", "undo": "", "next": "KeyJ"}) == {"approve": "Digit1", "undo": ""}
    assert keys_of({"approve": "Digit1", "fly": "KeyF", "undo": "F13"}) == {
        **DEFAULT_KEYS,
        "approve": "Digit1",
    }


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({"approve": "KeyR"}, "key-taken"), ({"fly": "KeyF"}, "key-unknown"), ({"undo": "F13"}, "key-unknown")],
)
def test_wrong_keys_are_refused(wanted: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        own_keys(wanted)
    assert refused.value.code == code


def test_every_shipped_clause_has_its_letters() -> None:
    found = letters([clause.id for clause in load().clauses if not clause.welcome])
    assert {
        id: found[id] for id in ("threat", "personal-attack", "abuse.racism", "promotion.commercial")
    } == {
        "threat": "t",
        "personal-attack": "i",
        "abuse.racism": "ar",
        "promotion.commercial": "pc",
    }


@pytest.mark.parametrize(
    "clauses",
    [
        ["threat", "theft", "abuse", "abuse.racism", "abuse.other", "spoilers", "nonsense", "n"],
        [f"own-{number}" for number in range(60)],
        ["a.b", "a.c", "a", "b.a", "b.b"],
        [],
    ],
)
def test_no_two_clauses_share_letters_and_no_family_hides_a_clause(clauses: list[str]) -> None:
    found = letters(clauses)
    assert len(set(found.values())) == len(found)
    single = {one for one in found.values() if len(one) == 1}
    assert single.isdisjoint({two[0] for two in found.values() if len(two) == 2})
    assert not any("n" in one for one in found.values())
    assert len(found) >= min(len(clauses), 8)
