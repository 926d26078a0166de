"""Shouting: rants, not emphasis; marks and stretching where there are no capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.detectors.shouting import detect
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Finding

RANTS = [
    "I AM SICK AND TIRED OF THESE LIARS IN THE GOVERNMENT WHO STEAL OUR MONEY EVERY DAY AND NOBODY CARES",
    "BU REZALETE ARTIK YETER DİYORUZ VE HERKESİ YARIN MEYDANDA BEKLİYORUZ ÇÜNKÜ SUSARSAK SIRA BİZE GELECEK",
    "EM DIXWAZIN KU ŞAREDARÎ BERSIVA ME BIDE Û RÊYA GUNDÊ ME ÇÊBIKE, BES E, HERKES JI VÊ REWŞÊ ACIZ BÛYE",
    "ПОЧЕМУ НИКТО НЕ ОТВЕЧАЕТ НА НАШИ ВОПРОСЫ И СКОЛЬКО ЕЩЁ МЫ БУДЕМ ЖДАТЬ РЕМОНТА ЭТОЙ ДОРОГИ В ГОРОДЕ",
    "كفى كذبا!!!!!!!!!!!!!!!! أين الكهرباء؟؟؟؟؟؟؟؟؟؟؟؟؟؟؟؟",
    "بەسە ئیتر!!!!!!!!!!!!!!!!!!!!!! کوا ئاو؟؟؟؟؟؟؟؟؟؟؟",
    "دیگر بس است!!!!!!!!!!!!!!!! آب کجاست؟؟؟؟؟؟؟؟؟؟؟؟؟؟",
    "يااااااااااااااااااااااااااااا نااااااااااااااااااااس كفااااااااااااااااااااية",
    "WHY??????????? WHY DOES NOBODY LISTEN TO US!!!!!!!!!!!!!!",
]
FINE = [
    "This is VERY important, and NATO, UNESCO and the EU agree.",
    "WELL DONE!",
    "STOP IT NOW!!!",
    "PRIME MINISTER RESIGNS AFTER VOTE IN PARLIAMENT",
    "«MUSTAFA KEMAL ATATÜRK KÜLTÜR MERKEZİ» yarın yeniden açılıyor, herkesi bekleriz.",
    "The GDPR, HTTP, TLS, DNS, BGP and SMTP standards matter to UNHCR, WHO and UNICEF offices alike.",
    "hahahahahahahahahahahahahahahahahahaha",
    "ههههههههههههههههههههههههههههههههههههههههه",
    "خخخخخخخخخخخخخخخخخخخخخخخخخ",
    "Wow!!! What a goal!!!",
    "GOOOOOOOOOOAL",
    "شكرا جزيلا!!!",
    "راااائع جدا",
    "....................................",
    "",
]


def found(text: str) -> list[Finding]:
    return detect(Reading(text), Context())


@pytest.mark.parametrize("text", RANTS)
def test_a_rant_is_found_with_its_words(text: str) -> None:
    (finding,) = found(text)
    assert finding.probability >= 0.5
    assert finding.evidence


@pytest.mark.parametrize("text", FINE)
def test_emphasis_names_headlines_and_laughter_are_fine(text: str) -> None:
    assert all(finding.probability < 0.5 for finding in found(text))


def test_more_of_it_is_likelier() -> None:
    chances = [found("WE WANT WATER NOW " * times)[0].probability for times in (1, 3, 10)]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1]


def test_words_in_capitals_beside_each_other_are_one_passage() -> None:
    (finding,) = found(f"{RANTS[0]}. So he said. {RANTS[1]}")
    assert [part.text for part in finding.evidence] == [RANTS[0][2:], RANTS[1]]


@given(st.text(alphabet="AB ab!?؟هاا\u200c'-😀", max_size=300))
def test_spans_lie_in_the_text(text: str) -> None:
    for finding in found(text):
        assert 0.0 < finding.probability < 1.0
        for part in finding.evidence:
            assert 0 <= part.start < part.end <= len(text)
            assert part.text == text[part.start : part.end]
