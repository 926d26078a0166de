"""Comments that mix languages, in the whole flow: which list reads which stretch, and what is referred."""

from __future__ import annotations

from collections.abc import Sequence

from tests.unit.engine.parts import Tongue, Words, models

from gatepost.engine.guidelines import load
from gatepost.engine.models.language_spans import Span
from gatepost.engine.screening import screen
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Finding, Outcome, Submission, Verdict

RULES = load()
ENGLISH = "The grumf stands here in a calm English sentence of eleven words. "
ARABIC = "grumf هذه جملة عربية هادئة من عدة كلمات لا تقول شيئا سيئا عن أحد، وهي أطول من الجملة الأولى بكثير. "


class Halves(Tongue):
    """Says that the text's first part, as long as the English sentence, is English, the rest another's."""

    def spans_of(self, texts: Sequence[str]) -> list[list[Span]]:
        cut = len(ENGLISH)
        return [[Span(0, cut, "en", 0.9), Span(cut, len(text), *self.said)] for text in texts]


class Asked(Words):
    """Remembers how it was asked; finds its words only outside the spans that it is told to leave."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__(words)
        self.calls: list[tuple[str, tuple[tuple[int, int], ...]]] = []

    def detect(
        self, reading: Reading, language: str, allowed: Sequence[tuple[int, int]] = ()
    ) -> list[Finding]:
        self.calls.append((language, tuple(allowed)))
        inside = {(start, end) for start, end in allowed}
        return [
            finding
            for finding in super().detect(reading, language)
            if not any(start <= finding.evidence[0].start < end for start, end in inside)
        ]


def said(text: str, words: Words, tongue: Tongue, language: str | None = None) -> Verdict:
    return screen(Submission(text, language), Context(), RULES, models(words=words, tongue=tongue))


def test_each_stretch_is_read_in_its_own_language() -> None:
    words, text = Asked({"grumf": "profanity"}), ENGLISH + ARABIC
    found = said(text, words, Halves("ar"))
    assert found.language == "ar"
    assert words.calls == [("ar", ((0, len(ENGLISH)),)), ("en", ((len(ENGLISH), len(text)),))]
    assert [(ground.clause, ground.evidence[0].start) for ground in found.grounds] == [("profanity", 4)]


def test_a_comment_in_one_language_is_read_once() -> None:
    words = Asked({})
    said(ENGLISH, words, Tongue("en", 0.99999))
    assert words.calls == [("en", ())]


def test_a_caller_who_names_the_language_is_believed_for_the_whole_comment() -> None:
    words = Asked({})
    found = said(ENGLISH + ARABIC, words, Halves("ar", 0.8), language="tr")
    assert found.language == "tr"
    assert words.calls == [("tr", ())]


def test_a_good_part_in_a_language_nobody_judges_is_referred() -> None:
    long = (
        ENGLISH + "Ein zweiter Teil, der ungefähr genauso lang ist wie der erste Teil des Textes, ñ ж ж жж."
    )
    found = said(long, Asked({}), Halves("de"))
    assert (found.outcome, found.grounds[0].clause) == (Outcome.REFER, "unknown-language")


def test_a_few_foreign_words_are_no_reason_to_ask() -> None:
    short = ENGLISH + "Danke schön, спасибо!"
    found = said(short, Asked({}), Halves("de"))
    assert (found.language, found.outcome) == ("en", Outcome.APPROVE)
