"""Sketches: the same for the same text everywhere, alike for texts that are nearly the same."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import SIZE, bands, pack, similarity, sketch, unpack
from gatepost.vocabulary import Sketch

TEXTS = {
    "en": (
        "The council met on Tuesday and several farmers spoke about the dry spring; nobody was "
        "convinced by the "
        "minister, who left early and answered no question about water, prices or the new dam on the river."
    ),
    "ar": (
        "اجتمع المجلس يوم الثلاثاء وتحدث عدد من المزارعين عن الربيع الجاف ولم يقتنع أحد بكلام "
        "الوزير الذي غادر "
        "مبكرا ولم يجب عن أي سؤال حول المياه أو الأسعار أو السد الجديد على النهر."
    ),
    "ckb": (
        "ئەنجوومەن ڕۆژی سێشەممە کۆبووەوە و چەند جووتیارێک باسی بەهاری وشکیان کرد، کەس باوەڕی بە "
        "وەزیر نەکرد کە "
        "زوو ڕۆیشت و وەڵامی هیچ پرسیارێکی دەربارەی ئاو، نرخ یان بەنداوی نوێ نەدایەوە."
    ),
    "kmr": (
        "Meclîs roja sêşemê civiya û çend cotkaran li ser bihara ziwa axivîn; kes ji wezîr bawer "
        "nekir, ku zû çû û "
        "bersiva tu pirsê li ser avê, bihayan an bendava nû ya li ser çem neda."
    ),
    "tr": (
        "Meclis salı günü toplandı ve birçok çiftçi kurak geçen ilkbaharı anlattı; erkenden "
        "ayrılan ve su, fiyatlar "
        "ya da nehirdeki yeni baraj hakkında hiçbir soruyu yanıtlamayan bakana kimse inanmadı."
    ),
    "fa": (
        "شورا روز سه‌شنبه جلسه داشت و چند کشاورز از بهار خشک گفتند؛ هیچ‌کس حرف وزیر را باور نکرد "
        "که زود رفت و به "
        "هیچ پرسشی دربارهٔ آب، قیمت‌ها یا سد تازهٔ رودخانه پاسخ نداد."
    ),
}
SHORT = [
    "",
    "I agree",
    "Thank you",
    "شكرا",
    "شكرا جزيلا لكم على هذا المقال",
    "سوپاس بۆ ئێوە",
    "Gelek spas ji we re",
]
SHORT += [
    "Elinize sağlık",
    "ممنون از شما",
    "إنا لله وإنا إليه راجعون",
    "Rest in peace",
    "ههههه" * 50,
    "haha " * 80,
]


def of(text: str) -> Sketch:
    return sketch(Reading(text))


def test_a_sketch_is_the_same_on_every_machine_and_in_every_release_of_this_version() -> None:
    english, persian = of(TEXTS["en"]), of(TEXTS["fa"])
    assert english.values[:3] == (15293898, 7605029, 30538929)
    assert persian.values[:3] == (15386634, 40139132, 7718463)
    assert bands(persian)[:2] == (-512336552256811310, 2285459524221812483)


@pytest.mark.parametrize("text", SHORT)
def test_what_anybody_might_say_has_no_sketch(text: str) -> None:
    assert of(text) == Sketch()
    assert bands(of(text)) == ()
    assert similarity(of(text), of(text)) == 0.0


@pytest.mark.parametrize("language", TEXTS)
def test_spacing_case_stretching_signs_and_marks_make_no_difference(language: str) -> None:
    text = TEXTS[language]
    made = of(text)
    assert of(" ".join(text)) == of(f"  {text}!!! 🙂") == made
    assert of("\u200b".join(text)) == of(text.replace(" ", "\n")) == made
    assert of(text.upper() if language != "tr" else text.lower()) == made
    assert of("".join(letter * 3 if letter.isalpha() else letter for letter in text)) == made


@pytest.mark.parametrize("language", TEXTS)
def test_a_few_changed_words_or_letters_leave_it_alike(language: str) -> None:
    text = TEXTS[language]
    words = text.split()
    dice = random.Random(language)
    found = 0
    for _ in range(20):
        changed = list(words)
        for at in dice.sample(range(len(words)), 2):
            changed[at] = dice.choice(words)
        letters = list(text)
        for at in dice.sample(range(len(text)), 4):
            letters[at] = dice.choice(text)
        for version in (" ".join(changed), "".join(letters), f"{text} {dice.random()}", text[8:]):
            assert similarity(of(text), of(version)) >= 0.55, version
            found += bool(set(bands(of(text))) & set(bands(of(version))))
    assert found >= 72, "of 80"


def test_different_texts_are_not_alike() -> None:
    made = [of(text) for text in TEXTS.values()]
    for at, one in enumerate(made):
        for other in made[:at]:
            assert similarity(one, other) < 0.2


def test_look_alike_letters_and_digits_for_letters_do_not_hide_it() -> None:
    text = TEXTS["en"]
    disguised = text.replace("a", "\u0430").replace("o", "0").replace("s", "$").replace("e", "é")
    assert similarity(of(text), of(disguised)) >= 0.9


anything = st.text(max_size=400)


@given(anything, anything)
def test_similarity_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    first, second = of(one), of(other)
    assert first == of(one)
    assert 0.0 <= similarity(first, second) == similarity(second, first) <= 1.0
    assert similarity(first, first) == (1.0 if first.values else 0.0)
    assert unpack(pack(first)) == first
    for made in (first, second):
        assert len(made.values) in (0, SIZE)
        assert all(0 <= value < 2**32 for value in made.values)
        assert all(-(2**63) <= key < 2**63 for key in bands(made))


@given(st.text(alphabet="abcdefgh ايمن", min_size=60, max_size=300), st.integers(0, 59))
def test_one_changed_letter_changes_at_most_a_few_shingles(text: str, at: int) -> None:
    one, other = of(text), of(text[:at] + "z" + text[at + 1 :])
    if one.values and other.values:
        assert similarity(one, other) > 0.3
