"""Who is named in a text."""

from __future__ import annotations

import pytest

from gatepost.conversation.letters.mentions import MOST_SIGNS, mentioned

NAMES = ["Ann", "Ann Smith", "أحمد الكردي", "کاوە", "Şêrîn", "می‌نا", "Jo.e", "Ümit"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ann has a point", ["Ann"]),
        ("as @ann smith says", ["Ann Smith"]),
        ("@Ann  Smith, and @Ann!", ["Ann Smith", "Ann"]),
        ("أتفق مع @أحمد الكردي، فعلاً", ["أحمد الكردي"]),
        ("@کاوە ڕاست دەکات", ["کاوە"]),
        ("@ŞÊRÎN @şêrîn", ["Şêrîn"]),
        ("@S\u0327e\u0302ri\u0302n", ["Şêrîn"]),
        ("@می‌نا درست می‌گوید", ["می‌نا"]),
        ("＠Ann", ["Ann"]),
        ("(@Ann)", ["Ann"]),
        ("@Jo.e", ["Jo.e"]),
        ("write to ann@Ann.example or me@ann", []),
        ("@Annabel", []),
        ("@Ann.example.org", []),
        ("@Ann@mastodon.example", []),
        ("@ Ann", []),
        ("Ann", []),
        ("> @Ann said so\nI do not think so", []),
        ("@Ann\nSmith", ["Ann"]),
        ("", []),
        ("@", []),
    ],
)
def test_who_is_mentioned(text: str, found: list[str]) -> None:
    assert mentioned(text, NAMES) == found


def test_at_most_five_and_each_once() -> None:
    names = [f"N{number}x" for number in range(9)]
    text = " ".join(f"@{name} @{name}" for name in names)
    assert mentioned(text, names) == names[:5]


def test_blank_names_match_nothing() -> None:
    assert mentioned("@ @a", ["", "  "]) == []


def test_a_wall_of_signs_is_not_looked_through_to_its_end() -> None:
    assert mentioned("@ " * (MOST_SIGNS - 1) + "@Ann", NAMES) == ["Ann"]
    assert mentioned("@ " * MOST_SIGNS + "@Ann", NAMES) == []
