from __future__ import annotations

import pytest

from gatepost.conversation.refusals import STATUS, Refusal
from gatepost.conversation.words import check_name, check_note, check_text
from gatepost.vocabulary import MAX_CODE_POINTS


@pytest.mark.parametrize(
    "text",
    ["a", "x" * MAX_CODE_POINTS, "\x00", "a\r\nb\n", "\ufffe", "\u202eevil", "👍", " a ", "\U0010ffff"],
)
def test_texts_of_any_unicode_are_taken(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text-empty"),
        (" \t\n\u00a0\u3000", "text-empty"),
        ("x" * (MAX_CODE_POINTS + 1), "text-too-long"),
        ("a\ud800b", "not-unicode"),
        ("\udfff", "not-unicode"),
    ],
)
def test_what_is_no_text_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_text(text)
    assert refused.value.code == code
    assert refused.value.status == STATUS[code] == 422


@pytest.mark.parametrize("name", ["A", "نەورۆز", "می‌خواهم", "O'Brien <b>", "x" * 80, "👩‍🚀"])
def test_names_of_every_people_are_taken(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x" * 81,
        "  ",
        "\u200b\u200d",
        "a\nb",
        "a\x00",
        "\x7f",
        "a\u2028",
        "\u202eadmin",
        "a\u2066b",
        "\ud800",
    ],
)
def test_names_that_are_blank_or_could_fake_a_page_are_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_name(name)
    assert refused.value.code in ("name-invalid", "not-unicode")


def test_notes_may_be_empty_but_not_endless() -> None:
    check_note("")
    with pytest.raises(Refusal, match="text-too-long"):
        check_note("x" * 4_001)
