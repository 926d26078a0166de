"""Which languages a comment is written in, with the shipped identifier and with one that counts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gatepost.engine.languages import Spoken, read_languages
from gatepost.engine.models.language import LanguageIdentifier
from gatepost.engine.models.language_spans import Span

ENGLISH = "The council promised us this bridge three years ago and nothing has been built since then. "
ARABIC = "المجلس وعدنا بهذا الجسر منذ ثلاث سنوات ولم يتم بناء أي شيء منذ ذلك الوقت. "
TURKISH = "Belediye bize bu köprüyü üç yıl önce söz verdi ama o günden beri hiçbir şey yapılmadı. "
RUSSIAN = "Совет обещал нам этот мост три года назад, и с тех пор ничего не было построено. "


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    return LanguageIdentifier.load()


class Counting:
    """An identifier that says what it is told and counts how often spans are asked for."""

    def __init__(self, sure: float = 0.99999) -> None:
        self.asked: list[str] = []
        self.sure = sure

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        return [("en", self.sure) for _ in texts]

    def spans_of(self, texts: Sequence[str]) -> list[list[Span]]:
        self.asked += texts
        return [[Span(0, len(text), "en", self.sure)] for text in texts]


@pytest.mark.parametrize("text", [ENGLISH, "hi", "", "Köln is nice", "I use an iPhone, as everybody does"])
def test_a_sure_answer_on_one_script_is_not_looked_at_twice(text: str) -> None:
    counting = Counting()
    assert read_languages(counting, [text]) == [Spoken("en", 0.99999)]
    assert counting.asked == []


@pytest.mark.parametrize(
    ("text", "sure"),
    [(ENGLISH + ARABIC, 0.99999), (ENGLISH * 5, 0.99999), ("one two three four five six", 0.5)],
)
def test_spans_are_asked_for_where_they_can_matter(text: str, sure: float) -> None:
    counting = Counting(sure)
    read_languages(counting, [text])
    assert counting.asked == [text]


def test_links_are_no_language_but_keep_their_place(identifier: LanguageIdentifier) -> None:
    text = "https://example.org/the/news/of/today.html " + ARABIC + ENGLISH
    (spoken,) = read_languages(identifier, [text])
    assert spoken.spans[0].code == "ar"
    assert text[spoken.spans[1].start :].startswith("The council")


def test_the_dominant_language_holds_most_of_the_text(identifier: LanguageIdentifier) -> None:
    (first, second) = read_languages(identifier, [ENGLISH + ARABIC * 3, ENGLISH * 3 + ARABIC])
    assert (first.language, first.others()) == ("ar", ("en",))
    assert (second.language, second.others()) == ("en", ("ar",))
    assert first.share("ar") > 0.6 > first.share("en") > 0.15
    assert first.elsewhere("ar") == [(0, len(ENGLISH))]
    assert first.elsewhere("en") == [(len(ENGLISH), len(ENGLISH + ARABIC * 3))]


def test_neighbours_of_one_script_are_told_apart(identifier: LanguageIdentifier) -> None:
    (spoken,) = read_languages(identifier, [TURKISH + ENGLISH + TURKISH])
    assert spoken.language == "tr"
    assert spoken.others() == ("en",)


def test_a_good_part_in_an_unknown_language_is_foreign(identifier: LanguageIdentifier) -> None:
    known = {"en", "ar"}
    half, word = ENGLISH + RUSSIAN, ENGLISH * 2 + "Спасибо большое всем."
    (much, little) = read_languages(identifier, [half, word])
    assert much.language == "en"
    assert 0.3 < much.foreign(half, known) < 0.7
    assert little.foreign(word, known) == 0.0
    assert Spoken("en", 0.99).foreign(ENGLISH, known) == 0.0


def test_small_foreign_parts_meet_the_words_of_the_dominant_language() -> None:
    spans = (Span(0, 90, "en", 0.9), Span(90, 95, "tr", 0.9), Span(95, 100, "und", 0.2))
    spoken = Spoken("en", 0.9, spans)
    assert spoken.others() == ()
    assert spoken.elsewhere("en") == []


def test_the_answer_does_not_depend_on_other_texts(identifier: LanguageIdentifier) -> None:
    texts = [ENGLISH, ENGLISH + ARABIC, "سوپاس", TURKISH + RUSSIAN, "", "👍", ENGLISH * 30] * 3
    assert read_languages(identifier, texts) == [read_languages(identifier, [text])[0] for text in texts]
