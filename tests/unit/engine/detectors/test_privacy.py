"""Personal data of others: what is private, what is an office's, and what is the writer's own."""

from __future__ import annotations

import time

import pytest

from gatepost.engine.detectors import privacy
from gatepost.engine.reasons import explain
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import LANGUAGES, Article, Context, Finding


def found(text: str, context: Context | None = None) -> Finding | None:
    findings = privacy.detect(Reading(text), context or Context())
    assert len(findings) <= 1
    return findings[0] if findings else None


def chance(text: str) -> float:
    finding = found(text)
    return finding.probability if finding else 0.0


@pytest.mark.parametrize(
    ("text", "note", "words"),
    [
        ("His number is 0532 123 45 67, ask him yourselves", "privacy.phone", "0532 123 45 67"),
        ("Onun numarası 0532 123 45 67, arayın", "privacy.phone", "0532 123 45 67"),
        ("رقمه ٠٧٧٠١٢٣٤٥٦٧ اسألوه", "privacy.phone", "٠٧٧٠١٢٣٤٥٦٧"),
        ("شماره‌اش ۰۹۱۲۳۴۵۶۷۸۹ است", "privacy.phone", "۰۹۱۲۳۴۵۶۷۸۹"),
        ("ژمارەکەی 0750 123 4567 ە، لێی بپرسن", "privacy.phone", "0750 123 4567"),
        ("Hejmara wî 0532 123 45 67 e", "privacy.phone", "0532 123 45 67"),
        ("the teacher's mobile: O532 l23 45 67", "privacy.phone", "O532 l23 45 67"),
        ("Her email is jane.roe@example.com, tell her", "privacy.mail", "jane.roe@example.com"),
        ("She lives at 12 Baker Street", "privacy.address", "12 Baker Street"),
        ("Ev adresi Gül Sokak No 5 Daire 3", "privacy.address", "Sokak No 5"),
        ("يسكن في شارع فلسطين دار 14", "privacy.address", None),
        ("آدرسش خیابان ولیعصر پلاک ۱۲ واحد ۳", "privacy.address", None),
        ("ماڵەکەی لە شەقامی سالم، خانووی ژمارە 12", "privacy.address", None),
        ("Mala wî kolana Azadî hejmar 7", "privacy.address", None),
        ("TC kimlik no 10000000146", "privacy.id", "10000000146"),
        ("کد ملی او ۰۰۸۴۵۷۵۹۴۸ است", "privacy.id", "۰۰۸۴۵۷۵۹۴۸"),
        ("رقم الهوية 199012345678 لمن يريد", "privacy.id", "199012345678"),
        ("her SSN is 078-05-1120", "privacy.id", "078-05-1120"),
        ("passport number A12345678", "privacy.id", "A12345678"),
        ("card 4111 1111 1111 1111 exp 04/27", "privacy.account", "4111 1111 1111 1111"),
        (
            "IBAN TR33 0006 1005 1978 6457 8413 26 oraya",
            "privacy.account",
            "TR33 0006 1005 1978 6457 8413 26",
        ),
        ("arabasının plakası 34 ABC 123", "privacy", "34 ABC 123"),
    ],
)
def test_private_data_is_found(text: str, note: str, words: str | None) -> None:
    finding = found(text)
    assert finding is not None
    assert finding.probability >= 0.6
    assert (finding.clause, finding.by, finding.note) == ("privacy", "privacy", note)
    if words is not None:
        assert words in [each.text for each in finding.evidence]
    for each in finding.evidence:
        assert text[each.start : each.end] == each.text


@pytest.mark.parametrize(
    "text",
    [
        "Call the police on 112 or 911",
        "The crisis helpline is 0800 123 4567, please call",
        "ALO 183 sosyal destek hattı, 0312 123 45 67",
        "الخط الساخن لوزارة الصحة 07701234567",
        "اورژانس اجتماعی ۱۲۳ و دفتر شهرداری ۰۲۱۸۸۷۷۶۶۵۵",
        "My number is 0532 123 45 67, call me",
        "10 Downing Street has been told",
        "He lives in Baker Street, like Holmes",
        "The budget is 4.111.111.111.111.111 dinars",
        "see https://example.org/4111111111111111 and www.example.org/0532-123-45-67",
        "In 2019-2020 there were 12345678901234 of them",
        "10 km of road, 3 schools, 25% of the streets",
        "write to the newsroom: desk@news.example",
        "sokaklar 3 gündür kapalı, 12 mahalle susuz",
    ],
)
def test_offices_figures_and_ones_own_are_not_private(text: str) -> None:
    assert chance(text) < 0.5


def test_a_number_that_the_article_prints_is_public() -> None:
    text = "Ring 0532 123 45 67 and ask"
    assert chance(text) >= 0.5
    article = Article(title="Office hours", body="Call the press office: 0532-123 45 67.")
    assert found(text, Context(article=article)) is None


def test_an_advertisers_number_is_advertising() -> None:
    assert chance("Satılık daire, bizi arayın: 0532 123 45 67, uygun fiyat") < 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_does_not_repeat_the_data(language: str) -> None:
    finding = found("his number is 0532 123 45 67 and he lives at 12 Baker Street")
    assert finding is not None
    sentence = explain(finding, language)
    assert "123 45" not in sentence
    assert "Baker" not in sentence
    assert "05…67" in sentence


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "st 1 ", "4111 1111 1111 1111 ", "tr33 0006 ", "a@b.co ", "his number ", "tc 1 ",
     "0532 123 45 67 ", "lives at st no 1 ", "12-", "plaka 1", "+", "078-05-1120 ", "o", "l0"],
)  # fmt: skip
def test_long_texts_are_read_in_linear_time(piece: str) -> None:
    def reading(length: int) -> Reading:
        made = Reading((piece * length)[:length])
        _ = made.folded
        return made

    def seconds(text: Reading) -> float:
        """Of the processor, not of the wall: whatever else the machine does counts little."""
        began = time.process_time()
        privacy.detect(text, Context())
        return time.process_time() - began

    short, long = reading(4_000), reading(32_000)
    seconds(short)
    brief, lengthy = (min(seconds(text) for _ in range(3)) for text in (short, long))
    # Eight times the text: eight times the work, where a square would be sixty-four. What takes less than
    # a fraction of a millisecond is too short to be compared.
    assert lengthy <= 24 * max(brief, 0.0002)
