"""Evidence is marked where it stands, to the code point, and the text stays the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.vocabulary import Evidence, Finding
from gatepost.web.desk.marking import glyphs_of, pieces


def finding(text: str, *spans: tuple[int, int], clause: str = "profanity") -> Finding:
    evidence = tuple(Evidence(start, end, text[max(0, start) : end]) for start, end in spans)
    return Finding(clause, 0.9, "lexicon", evidence)


def shown(text: str, *findings: Finding) -> list[tuple[str, tuple[int, ...]]]:
    return [(text[piece.start : piece.end], piece.findings) for piece in pieces(text, findings)]


def test_text_without_findings_is_one_piece() -> None:
    assert shown("Good morning") == [("Good morning", ())]


def test_empty_text_has_no_pieces() -> None:
    assert pieces("", []) == ()


def test_one_span_in_the_middle() -> None:
    text = "you idiot, really"
    assert shown(text, finding(text, (4, 9))) == [("you ", ()), ("idiot", (0,)), (", really", ())]


def test_overlapping_spans_are_cut_at_every_boundary() -> None:
    text = "abcdefgh"
    assert shown(text, finding(text, (1, 5)), finding(text, (3, 7))) == [
        ("a", ()),
        ("bc", (0,)),
        ("de", (0, 1)),
        ("fg", (1,)),
        ("h", ()),
    ]


def test_nested_touching_and_equal_spans() -> None:
    text = "abcdef"
    marked = shown(
        text, finding(text, (0, 6)), finding(text, (2, 4)), finding(text, (4, 6)), finding(text, (2, 4))
    )
    assert marked == [("ab", (0,)), ("cd", (0, 1, 3)), ("ef", (0, 2))]


def test_two_spans_of_one_finding_that_overlap_count_once() -> None:
    text = "abcdef"
    assert shown(text, finding(text, (0, 4), (2, 6))) == [("ab", (0,)), ("cd", (0,)), ("ef", (0,))]


def test_offsets_count_code_points_after_an_emoji() -> None:
    text = "🙂🙂 idiot 👨‍👩‍👧"
    at = text.index("idiot")
    assert at == 3
    assert ("idiot", (0,)) in shown(text, finding(text, (at, at + 5)))


def test_arabic_with_marks_and_zwnj() -> None:
    text = "الحكم حِمار می‌روم"
    at = text.index("حِمار")
    assert shown(text, finding(text, (at, at + 5)))[1] == ("حِمار", (0,))


def test_a_joiner_between_persian_letters_is_ordinary_spelling() -> None:
    assert [glyph.control for glyph in glyphs_of("می‌روم")] == [""]
    assert [glyph.control for glyph in glyphs_of("👨‍👩‍👧")] == [""]


@pytest.mark.parametrize(
    ("character", "label", "name"),
    [
        ("\x00", "␀", "U+0000"),
        ("\x1b", "␛", "U+001B"),
        ("\x7f", "␡", "U+007F"),
        ("\u202e", "RLO", "RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "LRI", "LEFT-TO-RIGHT ISOLATE"),
        ("\u200b", "ZWSP", "ZERO WIDTH SPACE"),
        ("\u200d", "ZWJ", "ZERO WIDTH JOINER"),
        ("\u00ad", "SHY", "SOFT HYPHEN"),
        ("\ufeff", "BOM", "U+FEFF"),
        ("\ufffe", "U+FFFE", "U+FFFE"),
        ("\U000e0041", "U+E0041", "TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_name(character: str, label: str, name: str) -> None:
    before, control, after = glyphs_of(f"a{character}b")
    assert (before.text, control.text, after.text) == ("a", label, "b")
    assert name in control.control


def test_line_breaks_and_tabs_stay_and_a_lone_return_is_named() -> None:
    assert [glyph.text for glyph in glyphs_of("a\nb\tc\r\nd")] == ["a\nb\tc\r\nd"]
    assert [glyph.text for glyph in glyphs_of("a\rb")] == ["a", "␍", "\n", "b"]


def test_spans_outside_the_text_are_cut_to_it() -> None:
    text = "abc"
    assert shown(text, finding(text, (-2, 1)), finding(text, (2, 99)), finding(text, (50, 60))) == [
        ("a", (0,)),
        ("b", ()),
        ("c", (1,)),
    ]


def test_each_finding_has_one_place_to_jump_to() -> None:
    text = "abcdef"
    made = pieces(text, [finding(text, (1, 2), (4, 5)), finding(text, (1, 5))])
    assert [piece.first_of for piece in made] == [(), (0, 1), (), (), ()]


@given(
    st.text(max_size=40),
    st.lists(st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=3), max_size=4),
)
def test_pieces_cover_the_text_once_and_know_their_findings(
    text: str, spans: list[list[tuple[int, int]]]
) -> None:
    findings = [finding(text, *each) for each in spans]
    made = pieces(text, findings)
    assert "".join(text[piece.start : piece.end] for piece in made) == text
    for piece in made:
        for at in range(piece.start, piece.end):
            covering = {i for i, each in enumerate(spans) if any(start <= at < end for start, end in each)}
            assert set(piece.findings) == covering
