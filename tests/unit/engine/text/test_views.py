"""What each view reads, by example."""

from __future__ import annotations

import pytest

from gatepost.engine.text.folding import BORROWED, FOLD, fold_character
from gatepost.engine.text.reading import Reading


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Plain ASCII, 42!", "plain ascii, 42!"),
        ("IŞIK İzmir ılık", "isik izmir ilik"),
        ("Straße ﬁn", "strasse fin"),
        ("ｆｕｌｌ 𝐛𝐨𝐥𝐝 ⓒ 🅵", "full bold c f"),
        ("z\u200ber\u00ado\u2060w\ufeffi\u202ed\u200cth", "zerowidth"),
        ("crème Ñandú ŵ o\u0308", "creme nandu w o"),
        ("don’t “quote” —", 'don\'t "quote" -'),
        ("one  two\r\n\tthree\u00a0\u3000four", "one two three four"),
        ("كِتـــابٌ", "کتاب"),
        ("أحمد إلى آمن", "احمد الی امن"),
        ("مدرسة", "مدرسه"),
        ("۱۲۳ ٤٥٦ ०१", "123 456 01"),
        ("ئەمە ڕۆژ گەڵ یێ", "یهمه روژ گهل یی"),
        ("کتاب‌ها", "کتابها"),
        ("fuсk", "fuck"),  # the third letter is Cyrillic
        ("привет мир", "привет мир"),
        ("", ""),
    ],
)
def test_folded(written: str, read: str) -> None:
    assert Reading(written).folded.text == read


def test_offsets_lead_back_over_what_was_left_out() -> None:
    text = "a\u200bb  \u0301Ｃ"
    view = Reading(text).folded
    assert view.text == "ab c"
    assert [view.span(at, at + 1) for at in range(4)] == [(0, 1), (2, 3), (3, 4), (6, 7)]


def test_clean_text_pays_for_no_map() -> None:
    for text in ("Nothing special here.", "قال الوزير", "şu an"):
        assert Reading(text).folded.starts == ()


def test_expansions_are_bounded() -> None:
    assert fold_character("\ufdfa") == "\ufdfa"
    assert fold_character("ﬃ") == "ffi"


def test_memory_of_folded_characters_is_bounded() -> None:
    assert FOLD["A"] == "a"
    assert all(len(read) <= 4 for read in FOLD.values())


def test_look_alikes_are_single_latin_letters() -> None:
    assert all(point > 0x7F for point in BORROWED)
    assert set(BORROWED.values()) <= set("abcdefghijklmnopqrstuvwxyz")


def test_stretched_letters() -> None:
    squeezed = Reading("sooooo goood, all fine").squeezed
    assert squeezed is not None
    assert squeezed.view.text == "so god, al fine"
    assert squeezed.runs[:2] == [1, 5]
    assert squeezed.view.span(0, 2) == (0, 6)
    assert Reading("book keeper, 1000000").squeezed is None


def test_signs_as_letters() -> None:
    assert [undone.view.text for undone in Reading("sh1t").unleeted] == ["shit", "shlt"]
    assert Reading("$hut @ss").unleeted[0].view.text == "shut ass"
    assert Reading("It cost 50 dollars in 1999.").unleeted == ()


def test_letters_apart() -> None:
    joined = Reading("oh f.u.c.k that, s h i t").joined
    assert joined is not None
    assert joined.view.text == "oh fuck that, shit"
    assert joined.view.span(3, 7) == (3, 10)
    assert Reading("I am a man, e.g. in the U.S. or UK").joined is None


def test_starred_words() -> None:
    reading = Reading("f*ck *emphasis* 5*3 s**t #tag")
    assert [reading.folded.text[start:end] for start, end in reading.masked] == ["f*ck", "s**t"]
