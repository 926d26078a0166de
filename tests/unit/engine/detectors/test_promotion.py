"""Advertising and self-promotion, and the links, numbers and subscriptions that are neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatepost.engine.detectors import privacy, promotion
from gatepost.engine.detectors.contacts import contacts
from gatepost.engine.detectors.entries import LexiconError
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Evidence, Finding


def probabilities(text: str) -> dict[str, float]:
    return {each.clause: each.probability for each in promotion.detect(Reading(text), Context())}


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("buy now bit.ly/abc", "promotion.commercial"),
        ("Join now t.me/goldsignals", "promotion.commercial"),
        ("Contact him on WhatsApp +1 202 555 0143, he recovered your lost crypto", "promotion.commercial"),
        ("Satılık daire, arayın: 0532 123 45 67", "promotion.commercial"),
        ("خصم 50% للطلب واتساب 07701234567", "promotion.commercial"),
        ("تخفیف ویژه، برای سفارش تماس بگیرید ۰۹۱۲۳۴۵۶۷۸۹", "promotion.commercial"),
        ("Subscribe to my channel!", "promotion.personal"),
        ("My book is out now on example.com/book", "promotion.personal"),
        ("kanalıma abone olun", "promotion.personal"),
        ("اشتركوا في قناتي", "promotion.personal"),
        ("پیج من رو فالو کنید", "promotion.personal"),
        ("پەیجەکەم فۆڵۆ بکەن", "promotion.personal"),
        ("Kanala min bişopînin", "promotion.personal"),
    ],
)
def test_promotion_is_found(text: str, clause: str) -> None:
    assert probabilities(text)[clause] > 0.85


@pytest.mark.parametrize(
    "text",
    [
        "The figures are here: https://www.who.int/news/item/1",
        "www.un.org says the opposite",
        "Prices rose by 15% in 2021, and bread costs 2,500 dinars",
        "The hospital's number is 112, and 2019-2020 was worse than 1.000.000.000",
        "I follow this debate closely, and node.js or e.g. v3.11.7 is no link",
        "What is for sale here is the truth",
    ],
)
def test_sources_numbers_and_idioms_are_no_promotion(text: str) -> None:
    assert max(probabilities(text).values(), default=0) < 0.4


@pytest.mark.parametrize(
    "text",
    [
        "The convoy's escort came under fire",
        "She drove a Ford Escort",
        "Call girls were among the witnesses",
        "The casino in Macau reopened",
        "كازينو لبنان معلم سياحي",
        "خصم المنتخب في النهائي قوي",
        "کتاب پر از جادو و طلسم است",
        "Gazetenize abone olmaya karar verdim",
        "Medyum dizisinin yeni bölümü",
        "The article about crypto trading platforms was too kind",
        "As you reported yourselves (https://example.org/news/dam), the dam was never finished",
    ],
)
def test_news_of_what_is_sold_is_no_promotion(text: str) -> None:
    assert max(probabilities(text).values(), default=0) < 0.4


@pytest.mark.parametrize(
    "text",
    ["Best escorts in town, call +90 532 123 45 67", "Escort bayan whatsapp 0532 123 45 67"],
)
def test_escorts_with_a_number_are_advertising(text: str) -> None:
    assert probabilities(text)["promotion.commercial"] >= 0.9


def test_words_that_lead_nowhere_only_refer() -> None:
    words = "Payday loans, free spins, betting tips"
    (alone, *_) = promotion.detect(Reading(words), Context())
    assert alone.probability >= 0.9
    assert alone.refer_only
    (led, *_) = promotion.detect(Reading(f"{words}: t.me/x"), Context())
    assert led.probability >= alone.probability
    assert not led.refer_only


def test_a_link_alone_weighs_little_but_is_named() -> None:
    (finding, *_) = promotion.detect(Reading("You can see that at https://example.org/a"), Context())
    assert 0.05 <= finding.probability <= 0.2
    assert finding.note == "promotion.link"
    assert finding.by == "promotion"
    assert finding.evidence[0].text == "https://example.org/a"


def test_a_comment_that_is_only_a_link_is_doubted_more() -> None:
    alone = probabilities("https://example.org/a")["promotion.commercial"]
    assert 0.2 < alone < 0.4
    assert probabilities("https://www.reuters.com/world/a") == {}


def test_links_to_the_publisher_lead_nowhere_out() -> None:
    text = "You wrote so yourselves: https://www.news.example/2022/dam"
    assert promotion.detect(Reading(text), Context())
    assert promotion.detect(Reading(text), Context(hosts=("news.example",))) == []


@pytest.mark.parametrize(
    "text",
    [
        "great deals at superstore (dot) com",
        "great deals at superstore[.]com/deals",
        "great deals at superstore . com",
        "great deals at hxxp://superstore.com",
        "great deals at ｓｕｐｅｒｓｔｏｒｅ nokta com",
        "great deals at superstore دات کام",
    ],
)
def test_hidden_links_are_links(text: str) -> None:
    assert "hidden" in [each.kind for each in contacts(Reading(text).folded.text)]


@pytest.mark.parametrize(
    "text",
    ["t . me / gold", "t.me/gold", "t[.]me/gold", "t (dot) me / gold", "ｔ．ｍｅ／ｇｏｌｄ", "т.me/gold"],
)
def test_messengers_in_disguise(text: str) -> None:
    kinds = [each.kind for each in contacts(Reading(f"write to {text}").folded.text)]
    assert kinds
    assert set(kinds) <= {"messenger", "hidden"}


@pytest.mark.parametrize(
    "text",
    [
        "0532 123 45 67",
        "0 5 3 2 1 2 3 4 5 6 7",
        "O532 l23 45 67",
        "٠٥٣٢ ١٢٣ ٤٥ ٦٧",
        "۰۹۱۲۳۴۵۶۷۸۹",
        "0️⃣5️⃣3️⃣2️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
        "⓪⑤③②①②③④⑤⑥⑦",
        "+90 (532) 123-45-67",
        "00964 770 123 4567",
        "0_7_7_0_1_2_3_4_5_6_7",
    ],
)
def test_phone_numbers_in_disguise(text: str) -> None:
    assert [each.kind for each in contacts(Reading(f"call {text} today").folded.text)] == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "1899-1903",
        "93.57.250.62",
        "4033633761833",
        "2024-05-01 12:30",
        "1 000 000 000",
        "12345678",
        "13 14 15 16",
    ],
)
def test_numbers_that_are_no_phone(text: str) -> None:
    assert "phone" not in [each.kind for each in contacts(f"in {text} it was")]


def test_more_evidence_never_weighs_less() -> None:
    steps = [
        "nice",
        "nice example.com",
        "nice example.com buy now",
        "nice example.com buy now t.me/x",
        "nice example.com buy now t.me/x special offer",
    ]
    values = [probabilities(step).get("promotion.commercial", 0) for step in steps]
    assert values == sorted(values)
    assert values[-1] <= promotion.MOST


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("write to a.b@example.com", ["mail"]),
        ("permissions(at)example(dot)org", ["mail"]),
        ("telegram: @goldsignals", ["handle"]),
        ("shop.example.com/?ref=abc", ["referral"]),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", []),
        ("1bvbmseystwetqtfn5au4m4gfg7xjanvn2", ["wallet"]),
        ("https://www.bbc.co.uk/news/1 and youtube.com/watch?v=a", ["source", "video"]),
        ("youtube.com/@someone", ["profile"]),
        ("the dot com bubble of 2000", []),
        ("last year . Net profits fell", []),
        ("https://t.me/x and wa.me/1", ["messenger", "messenger"]),
        ("bit.ly/x", ["shortener"]),
        ("instagram.com/someone", ["profile"]),
        ("+44 20 7946 0958", ["phone"]),
        ("0532 123 45 67", ["phone"]),
        ("$99 or 50 tl", ["price", "price"]),
        ("12345678901234567890", []),
        ("ends.Here", []),
    ],
)
def test_contacts(text: str, kinds: list[str]) -> None:
    assert [each.kind for each in contacts(text)] == kinds


@pytest.mark.parametrize(
    "piece",
    ["a.com ", "+1 202 555 0143 ", "1-", "a@", "http://", "subscribe to my channel ", "1 ", "(at)", "www."],
)
def test_long_texts_give_few_findings(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert len(contacts(text)) <= 30
    assert all(len(each.evidence) <= 8 for each in promotion.detect(Reading(text), Context()))


def by_classifier(text: str, *words: str) -> Finding:
    spans = tuple(Evidence(text.index(w), text.index(w) + len(w), w) for w in words)
    return Finding("promotion.commercial", 0.9, "classifier", spans, "classifier")


def test_the_classifier_does_not_judge_links_beside_talk() -> None:
    text = "The report that you ask for is here: https://www.un.org/en/report"
    finding = by_classifier(text, "https", "www")
    assert promotion.settle([finding], Reading(text), Context()) == []
    worded = by_classifier(text, "report", "ask", "www")
    assert promotion.settle([worded], Reading(text), Context()) == [worded]


def test_the_classifier_still_judges_bare_links_and_advertising() -> None:
    bare = "https://unknown.example.com/offer"
    finding = by_classifier(bare, "https")
    assert promotion.settle([finding], Reading(bare), Context()) == [finding]
    sold = "Buy now, everything must go this week: https://unknown.example.com/offer"
    both = [by_classifier(sold, "https"), *promotion.detect(Reading(sold), Context())]
    assert promotion.settle(both, Reading(sold), Context()) == both


def test_what_rests_on_another_persons_number_only_refers() -> None:
    reading = Reading("شماره‌اش ۰۹۳۵۱۲۳۴۵۶۷ است، به او زنگ بزنید")
    found = [*promotion.detect(reading, Context()), *privacy.detect(reading, Context())]
    settled = promotion.settle(found, reading, Context())
    assert {each.clause: each.refer_only for each in settled} == {
        "promotion.commercial": True,
        "privacy": False,
    }


def test_faults_in_own_phrases(tmp_path: Path) -> None:
    (tmp_path / "promotion.toml").write_text(
        "[weights.'promotion.commercial']\nbias = -4\n[en]\nshout = ['buy']\n"
    )
    with pytest.raises(LexiconError, match="shout"):
        promotion.load(tmp_path)
    (tmp_path / "promotion.toml").write_text("[en\n")
    with pytest.raises(LexiconError, match="not TOML"):
        promotion.load(tmp_path)
