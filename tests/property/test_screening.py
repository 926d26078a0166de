"""The whole engine over nasty Unicode: evidence, probabilities and sameness hold for every text."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost import Engine
from gatepost.engine.numbers import CLAUSES, KINDS_OF_ABUSE, KINDS_OF_PROMOTION
from gatepost.vocabulary import Context, Submission, Verdict

PIECES = st.sampled_from(
    [
        *(
            "you",
            "idiot",
            "sh1t",
            "f u c k",
            "k*ll",
            "fuuuuck",
            "I will kill you",
            "Scunthorpe",
            "hang them all",
        ),
        *("siktir", "İDAM", "Göt", "şerefsiz", "ırz", "يا حمار", "اقتلوهم جميعا", "كس امك", "کُس", "می‌کشمت"),
        *("کیر", "سەگباب", "دەبێت هەموویان بکوژرێن", "kurê kûçikê", "Tu ker î", "ќill", "ѕhit", "ｓｈｉｔ"),
        *(
            "𝐬𝐡𝐢𝐭",
            "🆂🅷🅸🆃",
            "s\u0336h\u0336i\u0336t\u0336",
            "sh\u200bit",
            "s\u00adhit",
            "ﷺ",
            "ﷻ",
            "ﬁ",
            "ß",
            "ẞ",
        ),
        *(
            "e\u0301\u0301\u0301",
            "\u202e",
            "\u2066",
            "\ufeff",
            "\ufffe",
            "\U0001f468\u200d\U0001f469",
            "\x00",
        ),
        *("\r\n", "\u2028", "\u00a0", "“", "”", "«", "»", '"', "the word ", "diye hakaret", "bit.ly/x"),
        *("https://t.me/x", "+90 532 123 45 67", "buy now", "kanalıma abone olun", "a@b.co", "٣٤٥", "Ⅷ", "½"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=10).map(" ".join),
    st.lists(st.one_of(PIECES, st.characters(exclude_categories=["Cs"])), max_size=12).map("".join),
)
SUBMISSIONS = st.builds(
    Submission, TEXTS, st.sampled_from([None, "en", "tr", "ckb", "ar-EG", "xx", "ku", ""])
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


def holds(text: str, verdict: Verdict) -> None:
    for ground in verdict.grounds:
        assert 0 <= ground.probability <= 1
        for passage in ground.evidence:
            assert 0 <= passage.start < passage.end <= len(text)
            assert text[passage.start : passage.end] == passage.text
    said = verdict.probabilities
    assert tuple(said) == CLAUSES
    for clause in CLAUSES:
        value = said[clause]
        if clause == "off-topic":
            assert value is None
        else:
            assert value is not None
            assert math.isfinite(value)
            assert 0 <= value <= 1
    for whole, kinds in (("abuse", KINDS_OF_ABUSE), ("promotion", KINDS_OF_PROMOTION)):
        assert (said[whole] or 0) >= max(said[kind] or 0 for kind in kinds)
    assert 0 <= verdict.violation <= 1
    assert bool(verdict.grounds) == (verdict.outcome != "approve")
    assert not any(ground.clause == "engine-error" for ground in verdict.grounds)


@settings(deadline=None)
@given(TEXTS)
def test_evidence_is_the_text_and_every_number_is_sound(engine: Engine, text: str) -> None:
    holds(text, engine.screen(text))


@settings(deadline=None, max_examples=40)
@given(st.lists(SUBMISSIONS, min_size=1, max_size=8))
def test_a_verdict_is_the_same_alone_in_a_batch_and_in_any_thread(
    engine: Engine, asked: list[Submission]
) -> None:
    together = engine.screen_many(asked)
    alone = [engine.screen(each.text, language=each.language) for each in asked]
    with ThreadPoolExecutor(4) as pool:
        threads = list(pool.map(lambda each: engine.screen_many([each], [Context()])[0], asked))
    assert together == alone == threads
    assert engine.screen_many(asked[::-1]) == together[::-1]


@settings(deadline=None, max_examples=40)
@given(TEXTS, st.sampled_from(["en", "tr", "ckb", "ar"]), st.sampled_from(["xx", "de"]))
def test_no_claim_about_the_language_approves_what_nobody_can_judge(
    engine: Engine, text: str, known: str, unknown: str
) -> None:
    assert engine.screen(text, language=unknown).outcome != "approve"
    holds(text, engine.screen(text, language=known))
