from __future__ import annotations

import hashlib

import pytest

from gatepost.conversation import entries, tokens
from gatepost.vocabulary import Decision, Evidence, Finding, Outcome, Verdict


def test_the_digest_is_what_the_contract_says() -> None:
    salt = bytes(range(32))
    text = "a\x00\r\n\ufffe é"
    assert tokens.text_digest(salt, text) == hashlib.sha256(salt + text.encode("utf-8")).digest()
    assert tokens.shown(b"\x01\xff") == "sha256:01ff"


def test_a_sealed_token_opens_with_the_same_salt_and_key_only() -> None:
    token, salt = tokens.new_token(), tokens.new_salt()
    sealed = tokens.seal(token, salt, "key")
    assert sealed != token
    assert tokens.seal(sealed, salt, "key") == token
    assert tokens.seal(sealed, salt, "other") != token
    assert tokens.seal(sealed, tokens.new_salt(), "key") != token


def test_a_token_is_known_by_its_hash_alone() -> None:
    token = tokens.new_token()
    assert tokens.hash_of_hex(token.hex()) == tokens.hash_token(token) != token
    for bad in ("", "zz" * 16, token.hex()[:-2], token.hex() + "00", " ".join(token.hex())):
        assert tokens.hash_of_hex(bad) is None


def test_fingerprints_do_not_confuse_where_one_part_ends() -> None:
    assert tokens.fingerprint("k", "ab", "c") != tokens.fingerprint("k", "a", "bc")
    assert tokens.fingerprint("k", "ab", "c") != tokens.fingerprint("l", "ab", "c")
    assert tokens.idempotency_hash("s", "k") == tokens.idempotency_hash("s", "k")


@pytest.mark.parametrize(
    ("probability", "millionths"),
    [(0.0, 0), (1.0, 1_000_000), (0.9999996, 1_000_000), (0.97, 970_000), (-1.0, 0), (7.0, 1_000_000)],
)
def test_probabilities_are_whole_parts_per_million(probability: float, millionths: int) -> None:
    assert entries.ppm(probability) == millionths


def test_what_is_no_number_never_looks_harmless() -> None:
    assert entries.ppm(float("nan")) == entries.ppm(float("inf")) == 1_000_000


def test_entries_hold_offsets_and_never_words() -> None:
    found = Finding("threat", 0.97, "classifier", (Evidence(2, 8, "SECRET"),), note="classifier")
    verdict = Verdict(Outcome.REJECT, (found,), {"threat": 0.97}, 0.5, "en", "engine", "guidelines")
    drafted = entries.verdict(verdict)
    assert drafted.body["grounds"] == [
        {"clause": "threat", "ppm": 970_000, "spans": [[2, 8]], "by": "classifier"}
    ]
    assert drafted.body["violation_ppm"] == 500_000
    decision = entries.decision(Decision(Outcome.REJECT, "moderator:m", (found,), mode="", appeal="a"))
    assert decision.body["uphold"] is True
    assert "undoes" not in decision.body
    assert "SECRET" not in f"{drafted}{decision}"
