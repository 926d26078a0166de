"""The policy is monotone, over any findings and any guidelines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gatepost.engine.guidelines import Clause, Guidelines
from gatepost.engine.policy import decide
from gatepost.vocabulary import Evidence, Finding, Outcome, Target

RANK = {Outcome.APPROVE: 0, Outcome.REFER: 1, Outcome.REJECT: 2}
IDS = ("profanity", "threat", "personal-attack", "abuse.racism", "off-topic", "privacy", "own-rule")
NOTICES = ("engine-error", "toxicity", "never-heard-of")

probabilities = st.floats(0, 1) | st.sampled_from([0.0, 0.5, 0.9, 1.0, float("nan")])
thresholds = st.floats(0.01, 1.0)


@st.composite
def guidelines(draw: st.DrawFn) -> Guidelines:
    clauses = []
    for identity in draw(st.lists(st.sampled_from(IDS), unique=True)):
        refer, reject = sorted((draw(thresholds), draw(thresholds)))
        clauses.append(
            Clause(identity, {}, {}, draw(st.booleans()), refer, reject if draw(st.booleans()) else None)
        )
    clauses.append(
        Clause("welcome.criticism", {}, {}, draw(st.booleans()), protect=draw(thresholds), welcome=True)
    )
    return Guidelines("any", "en", {}, tuple(clauses))


@st.composite
def findings(draw: st.DrawFn, clauses: tuple[str, ...] = (*IDS, *NOTICES)) -> Finding:
    spans = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3))
    return Finding(
        draw(st.sampled_from(clauses)),
        draw(probabilities),
        draw(st.sampled_from(["lexicon", "classifier", "promotion"])),
        tuple(Evidence(min(span), max(span), "x" * abs(span[0] - span[1])) for span in spans),
        note=draw(st.sampled_from(["", "quotation", "lexicon.mild"])),
        refer_only=draw(st.booleans()),
        target=draw(st.sampled_from(Target)),
    )


any_findings = st.lists(findings((*IDS, *NOTICES, "welcome.criticism")), max_size=6)
languages = st.sampled_from(["en", "ckb", "und", "de"])


@given(guidelines(), any_findings, findings(), languages)
def test_one_more_finding_never_makes_the_outcome_milder(
    rules: Guidelines, before: list[Finding], more: Finding, language: str
) -> None:
    least = RANK[decide(before, rules, language).outcome]
    assert RANK[decide([*before, more], rules, language).outcome] >= least
    assert RANK[decide([more, *before], rules, language).outcome] >= least


@given(guidelines(), any_findings, findings(("welcome.criticism",)), languages)
def test_a_welcome_softens_a_rejection_to_a_referral_and_nothing_else(
    rules: Guidelines, before: list[Finding], welcome: Finding, language: str
) -> None:
    without = decide(before, rules, language).outcome
    with_it = decide([*before, welcome], rules, language).outcome
    assert with_it is without or (without, with_it) == (Outcome.REJECT, Outcome.REFER)


@given(guidelines(), any_findings, languages)
def test_a_rejection_always_has_its_grounds(rules: Guidelines, found: list[Finding], language: str) -> None:
    decided = decide(found, rules, language)
    assert bool(decided.grounds) == (decided.outcome is not Outcome.APPROVE)
    if decided.outcome is Outcome.REJECT:
        assert language in ("en", "ckb")
        for ground in decided.grounds:
            clause = rules.by_id[ground.clause]
            assert clause.active
            assert clause.reject is not None
            assert ground.probability >= clause.reject
            assert any(passage.end > passage.start for passage in ground.evidence)
            assert not ground.refer_only
            assert ground.clause != "off-topic"
    if language in ("und", "de"):
        assert decided.outcome is Outcome.REFER


@given(guidelines(), st.permutations([Finding(c, 0.8, "lexicon", (Evidence(0, 1, "x"),)) for c in IDS]))
def test_the_order_of_findings_does_not_matter(rules: Guidelines, found: list[Finding]) -> None:
    asked = decide(found, rules, "en")
    other = decide(found[::-1], rules, "en")
    assert (asked.outcome, asked.grounds) == (other.outcome, other.grounds)


@given(guidelines(), any_findings, findings(), st.sampled_from(Target), languages)
def test_a_target_changes_nothing_of_swearing_and_threats(
    rules: Guidelines, before: list[Finding], more: Finding, target: Target, language: str
) -> None:
    """Only a personal attack, or the classifier's sum over all clauses, weighs by whom it is aimed at."""
    if more.clause not in ("personal-attack", "toxicity"):
        aimed = [*before, replace(more, target=target)]
        outcome = decide(aimed, rules, language).outcome
        assert outcome is decide([*before, more], rules, language).outcome


@given(guidelines(), any_findings, findings(), languages)
def test_no_target_is_punished_more_than_one_that_cannot_be_told(
    rules: Guidelines, before: list[Finding], more: Finding, language: str
) -> None:
    blind = [replace(one, target=Target.UNKNOWN) for one in (*before, more)]
    seen = decide([*before, more], rules, language).outcome
    assert RANK[seen] <= RANK[decide([one for one in blind if not _welcome(one)], rules, language).outcome]


def _welcome(finding: Finding) -> bool:
    return finding.clause.startswith("welcome")
