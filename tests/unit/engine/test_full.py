"""The full engine as it ships: the encoder within the whole flow."""

from __future__ import annotations

import pytest

from gatepost import Engine
from gatepost.vocabulary import MAX_CODE_POINTS, Outcome

CALM = {
    "en": "The council met on Tuesday to talk about the new library. Many came, and the talk was friendly. ",
    "tr": "Belediye meclisi salı günü yeni kütüphaneyi konuştu. Çok kişi geldi, konuşma dostça geçti. ",
    "ar": "اجتمع المجلس يوم الثلاثاء للحديث عن المكتبة الجديدة. حضر كثيرون وكان الحديث وديا. ",
}
THREATS = {
    "en": "I will find you and I will kill you.",
    "tr": "Seni bulup geberteceğim.",
    "ar": "سأجدك وسأقتلك.",
}


@pytest.fixture(scope="module")
def full() -> Engine:
    return Engine.load()


@pytest.fixture(scope="module")
def cascade() -> Engine:
    return Engine.load(kind="cascade")


def test_the_version_says_who_spoke(full: Engine, cascade: Engine) -> None:
    assert "model encoder@" in full.version
    assert "model cascade@" in cascade.version


@pytest.mark.parametrize("language", CALM)
@pytest.mark.parametrize("share", [0.0, 0.23, 0.5, 0.77, 1.0])
def test_a_threat_in_twenty_thousand_characters_is_never_approved(
    full: Engine, cascade: Engine, language: str, share: float
) -> None:
    threat, calm = THREATS[language], CALM[language]
    around = (calm * 300)[: MAX_CODE_POINTS - len(threat) - 2]
    at = int(share * len(around))
    text = f"{around[:at]} {threat} {around[at:]}"
    for engine in (full, cascade):
        assert engine.screen(text).outcome is not Outcome.APPROVE


def test_the_cascade_says_what_the_encoder_says_where_the_fast_parts_doubt(
    full: Engine, cascade: Engine
) -> None:
    texts = ["Women are too stupid to vote.", "Immigrants are vermin.", THREATS["en"]]
    for whole, part in zip(full.screen_many(texts), cascade.screen_many(texts), strict=True):
        assert whole.probabilities == part.probabilities


@pytest.mark.parametrize(
    "text",
    [
        "Persian has no labelled comments, so a person decides: همه باید کشته شوند",
        "Divê hemû jin li malê bimînin, ew bêaqil in.",
    ],
)
def test_the_encoder_alone_rejects_nothing_in_languages_that_nobody_labelled(full: Engine, text: str) -> None:
    verdict = full.screen(text)
    by_encoder_alone = all(ground.by == "classifier" for ground in verdict.grounds)
    assert verdict.outcome is not Outcome.REJECT or not by_encoder_alone
