"""The policy's rules, one by one. That it is monotone is shown in tests/property/test_policy.py."""

from __future__ import annotations

import math

import pytest

from gatepost.engine.guidelines import Guidelines, load
from gatepost.engine.policy import decide
from gatepost.vocabulary import Evidence, Finding, Outcome, Target

WORDS = (Evidence(0, 4, "word"),)


@pytest.fixture(scope="module")
def shipped() -> Guidelines:
    return load()


def finding(clause: str, probability: float, evidence: tuple[Evidence, ...] = WORDS, **more: bool) -> Finding:
    return Finding(clause, probability, "lexicon", evidence, **more)


def test_nothing_found_in_a_known_language_is_approved(shipped: Guidelines) -> None:
    decided = decide([], shipped, "en")
    assert decided.outcome is Outcome.APPROVE
    assert decided.grounds == ()
    assert decided.steps == ("language en: known", "outcome: approve")


@pytest.mark.parametrize("language", ["und", "de", ""])
@pytest.mark.parametrize("found", [[], [finding("threat", 0.99)]])
def test_an_unknown_language_is_neither_approved_nor_rejected(
    shipped: Guidelines, language: str, found: list[Finding]
) -> None:
    decided = decide(found, shipped, language)
    assert decided.outcome is Outcome.REFER
    assert "unknown-language" in {ground.clause for ground in decided.grounds}


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (finding("profanity", 0.95), Outcome.REJECT),
        (finding("profanity", 0.95, ()), Outcome.REFER),
        (finding("profanity", 0.95, (Evidence(3, 3, ""),)), Outcome.REFER),
        (finding("profanity", 0.95, refer_only=True), Outcome.REFER),
        (finding("profanity", 0.6), Outcome.REFER),
        (finding("profanity", 0.1), Outcome.APPROVE),
        (finding("profanity", math.nan), Outcome.REFER),
        (finding("off-topic", 1.0), Outcome.REFER),
        (finding("privacy", 1.0), Outcome.REFER),
        (finding("privacy", 0.1), Outcome.APPROVE),
        (finding("spoilers", 1.0), Outcome.REFER),
        (finding("engine-error", 1.0, ()), Outcome.REFER),
        (finding("welcome.criticism", 1.0), Outcome.APPROVE),
    ],
)
def test_one_finding(shipped: Guidelines, found: Finding, outcome: Outcome) -> None:
    decided = decide([found], shipped, "en")
    assert decided.outcome is outcome
    assert bool(decided.grounds) == (outcome is not Outcome.APPROVE)


def test_off_topic_never_rejects_whatever_the_guidelines_say() -> None:
    shipped = load()
    from msgspec.structs import replace

    clauses = tuple(
        replace(clause, reject=0.1, refer=0.1) if clause.id == "off-topic" else clause
        for clause in shipped.clauses
    )
    assert (
        decide([finding("off-topic", 1.0)], replace(shipped, clauses=clauses), "en").outcome is Outcome.REFER
    )


def test_a_rejection_shows_only_what_rejects(shipped: Guidelines) -> None:
    decided = decide([finding("vulgarity", 0.6), finding("threat", 0.95)], shipped, "en")
    assert decided.outcome is Outcome.REJECT
    assert [ground.clause for ground in decided.grounds] == ["threat"]
    assert any("vulgarity" in step for step in decided.steps)


def test_a_welcome_turns_a_rejection_into_a_referral(shipped: Guidelines) -> None:
    decided = decide([finding("personal-attack", 0.92), finding("welcome.criticism", 0.99)], shipped, "en")
    assert decided.outcome is Outcome.REFER
    assert {ground.clause for ground in decided.grounds} == {"personal-attack", "welcome.criticism"}
    assert "a rejection is in doubt: a person decides" in decided.steps


def test_a_weak_welcome_protects_nothing_and_a_welcome_approves_nothing(shipped: Guidelines) -> None:
    weak = decide([finding("personal-attack", 0.92), finding("welcome.criticism", 0.2)], shipped, "en")
    assert weak.outcome is Outcome.REJECT
    referred = decide([finding("profanity", 0.6), finding("welcome.criticism", 0.99)], shipped, "en")
    assert referred.outcome is Outcome.REFER
    assert [ground.clause for ground in referred.grounds] == ["profanity"]


def test_grounds_are_one_for_each_clause_and_detector(shipped: Guidelines) -> None:
    first = Finding(
        "profanity", 0.92, "lexicon", (Evidence(9, 12, "two"), Evidence(0, 3, "one")), "lexicon.strong"
    )
    second = Finding(
        "profanity", 0.97, "lexicon", (Evidence(0, 3, "one"), Evidence(4, 7, "six")), "lexicon.slur"
    )
    other = Finding("profanity", 0.99, "classifier", (Evidence(0, 3, "one"),))
    grounds = decide([first, second, other], shipped, "en").grounds
    assert [(ground.by, ground.probability) for ground in grounds] == [
        ("classifier", 0.99),
        ("lexicon", 0.97),
    ]
    assert [passage.text for passage in grounds[1].evidence] == ["one", "six", "two"]
    assert grounds[1].note == "lexicon.slur"


def attack(probability: float, target: Target, by: str = "classifier", note: str = "") -> Finding:
    return Finding("personal-attack", probability, by, WORDS, note, target=target)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (attack(0.8, Target.INSTITUTION), Outcome.APPROVE),
        (attack(0.8, Target.PUBLIC_FIGURE), Outcome.REFER),
        (attack(0.6, Target.PUBLIC_FIGURE), Outcome.APPROVE),
        (attack(0.5, Target.NOBODY), Outcome.APPROVE),
        (attack(0.5, Target.COMMENTER), Outcome.REFER),
        (attack(0.5, Target.AUTHOR), Outcome.REFER),
        (attack(0.5, Target.GROUP), Outcome.REFER),
        (attack(0.5, Target.UNKNOWN), Outcome.REFER),
        (attack(0.5, Target.INSTITUTION, "lexicon"), Outcome.APPROVE),
        (attack(0.5, Target.PUBLIC_FIGURE, "lexicon"), Outcome.REFER),
        (attack(0.94, Target.INSTITUTION, "lexicon"), Outcome.REFER),
        (attack(0.94, Target.PUBLIC_FIGURE, "lexicon"), Outcome.REFER),
        (attack(0.94, Target.AUTHOR, "lexicon"), Outcome.REJECT),
        (attack(0.5, Target.INSTITUTION, "lexicon", "quotation"), Outcome.REFER),
    ],
)
def test_whom_a_personal_attack_is_aimed_at_matters(
    shipped: Guidelines, found: Finding, outcome: Outcome
) -> None:
    assert decide([found], shipped, "en").outcome is outcome


def test_the_step_says_why_criticism_passes(shipped: Guidelines) -> None:
    decided = decide([attack(0.8, Target.INSTITUTION)], shipped, "en")
    step = "personal-attack by classifier 0.800: approve, directed at institution, so less than 0.85"
    assert step in decided.steps


@pytest.mark.parametrize("clause", ["profanity", "threat", "abuse.racism", "vulgarity"])
@pytest.mark.parametrize("target", list(Target))
def test_swearing_slurs_and_threats_weigh_the_same_at_anybody(
    shipped: Guidelines, clause: str, target: Target
) -> None:
    found = Finding(clause, 0.97, "lexicon", WORDS, target=target)
    assert decide([found], shipped, "en").outcome is Outcome.REJECT


@pytest.mark.parametrize(
    "found",
    [
        finding("profanity", 0.95),
        finding("threat", 0.95),
        finding("abuse.racism", 0.97),
        finding("personal-attack", 0.95),
        attack(0.92, Target.COMMENTER),
    ],
)
def test_a_welcome_is_no_way_round_a_clear_rejection(shipped: Guidelines, found: Finding) -> None:
    welcome = finding("welcome.criticism", 0.99)
    assert decide([found, welcome], shipped, "en").outcome is Outcome.REJECT
    mild = finding("personal-attack", 0.92)
    assert decide([found, mild, welcome], shipped, "en").outcome is Outcome.REJECT
