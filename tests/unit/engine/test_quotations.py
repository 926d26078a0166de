"""Words quoted or spoken about cost nobody a rejection; words used do."""

from __future__ import annotations

import pytest

from gatepost.engine.guidelines import load
from gatepost.engine.quotations import QUOTED, soften
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Evidence, Finding

SHIPPED = load()


def softened(text: str, word: str, clause: str) -> Finding:
    start = text.index(word)
    found = Finding(clause, 0.97, "lexicon", (Evidence(start, start + len(word), word),))
    return soften([found], Reading(text), SHIPPED)[0]


@pytest.mark.parametrize(
    ("text", "word", "clause"),
    [
        ("The Slovak word for a faggot of wood is on the sign.", "faggot", "abuse.homophobia"),
        ("Orospu çocuğu diye hakaret eden vekile ceza verildi.", "Orospu çocuğu", "profanity"),
        ("القحبة كلمة قديمة كانت تعني السعال", "القحبة", "vulgarity"),
        ("شرموط ليست كلمة تقال", "شرموط", "vulgarity"),
        ("جنده رود نام روستایی است", "جنده", "abuse.sexism"),
        ("He wrote «you pig» on the wall.", "pig", "personal-attack"),
        ("My brother was called a faggot at school.", "faggot", "abuse.homophobia"),
        ("They called my brother a faggot.", "faggot", "abuse.homophobia"),
        ("I never said you are a pig.", "pig", "personal-attack"),
    ],
)
def test_words_spoken_about_can_only_refer(text: str, word: str, clause: str) -> None:
    finding = softened(text, word, clause)
    assert finding.refer_only
    assert finding.probability == QUOTED
    assert finding.note.startswith("quotation")


@pytest.mark.parametrize(
    ("text", "word", "clause"),
    [
        ("Take your words and go, faggot", "faggot", "abuse.homophobia"),
        ("Orospu çocuğu hepiniz", "Orospu çocuğu", "profanity"),
        ("يا قحبة", "قحبة", "vulgarity"),
        ("I never said that, fuck off", "fuck", "profanity"),
        ("«buy now» at shop.example", "buy now", "promotion.commercial"),
    ],
)
def test_words_used_stay_what_they_are(text: str, word: str, clause: str) -> None:
    finding = softened(text, word, clause)
    assert not finding.refer_only
    assert finding.probability == 0.97
