"""Words quoted or spoken about cost nobody a rejection; words used do."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gatepost.engine.detectors.direction import aim
from gatepost.engine.guidelines import load
from gatepost.engine.policy import decide
from gatepost.engine.quotations import QUOTED, soften
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Evidence, Finding, Outcome, Target

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


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The minister told reporters that the strikers were grumf.", "grumf"),
        ("Nobody should call them grumf.", "grumf"),
        ("Calling refugees grumf is unacceptable.", "grumf"),
        ("> you are all grumf\nThat is not true.", "grumf"),
        ("قال إن المضربين grumf كلهم", "grumf"),
        ("لا يجوز وصف الناس بأنهم grumf", "grumf"),
        ("وتی کە هەموویان grumf", "grumf"),
        ("کەس نەیگوت ئەوان grumf", "grumf"),
        ("Wezîr got ku karker grumf in", "grumf"),
        ("Divê kes nebêje ku ew grumf in", "grumf"),
        ("Onlara grumf diyor ki herkes duysun", "grumf"),
        ("Kimse onlara grumf diyemez", "grumf"),
        ("وزیر گفت که آنها grumf هستند", "grumf"),
        ("کسی که می‌گوید آنها grumf هستند شرم کند", "grumf"),
    ],
)
def test_reports_denials_and_condemnations_can_only_refer(text: str, word: str) -> None:
    assert softened(text, word, "personal-attack").refer_only


@pytest.mark.parametrize(
    "text",
    [
        "The etymology of grumf is Old English.",
        "The Supreme Court ruled that grumf is an offensive term.",
        "القاموس يذكر أن grumf لفظ قديم",
        "Sözlükte grumf anlamına gelen eski bir ad var.",
        "در لغت‌نامهٔ دهخدا grumf آمده است",
        "Di ferhengê de grumf heye",
        "لە فەرهەنگدا grumf هەیە",
    ],
)
@pytest.mark.parametrize("clause", ["abuse.racism", "profanity"])
def test_talk_of_a_word_can_only_refer(text: str, clause: str) -> None:
    assert softened(text, "grumf", clause).refer_only


def test_what_is_said_to_somebody_is_no_talk_of_words() -> None:
    text = "Look it up in the dictionary, you grumf"
    found = Finding("personal-attack", 0.92, "lexicon", (Evidence(34, 39, "grumf"),), "lexicon.aimed")
    assert soften([found], Reading(text), SHIPPED) == [found]


def test_the_classifier_is_softened_when_half_its_words_are_anothers() -> None:
    text = 'They wrote "grumf" on my door'
    words = tuple(Evidence(start, end, text[start:end]) for start, end in ((12, 17), (25, 29)))
    found = Finding("profanity", 0.97, "classifier", words)
    (half,) = soften([found], Reading(text), SHIPPED)
    assert half.refer_only
    assert half.probability == 0.97


clauses = st.sampled_from(["profanity", "threat", "personal-attack", "abuse.racism", "toxicity", "own-rule"])


@given(st.text(max_size=80), st.integers(0, 80), clauses, st.floats(0, 1), st.sampled_from(Target))
def test_marks_are_no_way_to_an_approval(
    text: str, at: int, clause: str, probability: float, target: Target
) -> None:
    """Whatever is quoted, what a person would have looked at is looked at still."""
    text = f"{text[:at]} “grumf” {text[at:]}"
    start = text.index("grumf")
    found = Finding(clause, probability, "lexicon", (Evidence(start, start + 5, "grumf"),))
    before = decide([found], SHIPPED, "en").outcome
    aimed = [replace(one, target=target) for one in soften([found], Reading(text), SHIPPED)]
    after = decide(aimed, SHIPPED, "en").outcome
    assert (after is Outcome.APPROVE) == (before is Outcome.APPROVE)
    assert after is not Outcome.REJECT or aimed == [replace(found, target=target)]


@pytest.mark.parametrize(
    "piece", ["«", '"a', "they say ", "قال ", "the word ", "> \n", "ku ", "you ", "the author of the party "]
)
def test_the_longest_text_is_read_quickly(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    words = tuple(Evidence(at, at + 3, text[at : at + 3]) for at in range(0, 20_000, 2_000))
    found = [Finding("personal-attack", 0.9, "lexicon", words)] * 3
    before = perf_counter()
    aim(soften(found, Reading(text), SHIPPED), Reading(text), Context(), "und")
    assert perf_counter() - before < 1.0
