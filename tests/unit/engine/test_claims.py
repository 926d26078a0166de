from __future__ import annotations

import pytest

from gatepost.engine.claims import claimed_language


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("en-GB", "en"), ("AR", "ar"), ("ku", "kmr"), ("ku_Arab", "ckb"), ("ku-Latn-TR", "kmr"),
        ("ckb-IQ", "ckb"),
        ("kmr-Arab", "kmr"), ("per", "fa"), ("deu", "de"), ("aze", "az"), ("az-Latn", "az"), ("fi", "fi"),
        ("", None), (None, None), ("und", None), ("!!", None), ("english please", None),
    ],
)  # fmt: skip
def test_claims_are_read_as_codes_of_the_house(claim: str | None, code: str | None) -> None:
    assert claimed_language(claim) == code
