from __future__ import annotations

import pytest

from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.sites import Site, Sites
from gatepost.vocabulary import LANGUAGES, Finding, Outcome, Verdict


def verdict(outcome: Outcome, *clauses: str, language: str = "en") -> Verdict:
    grounds = tuple(Finding(clause, 0.99, "classifier") for clause in clauses)
    return Verdict(outcome, grounds, {}, 0.5, language, "engine", "guidelines")


def test_as_shipped_people_decide_in_every_language() -> None:
    modes = Modes.default()
    for language in (*LANGUAGES, "und", "de"):
        assert modes.mode_for(language) is Mode.ADVISE
        for outcome in Outcome:
            decided, mode = modes.outcome_for(verdict(outcome, language=language))
            assert (decided, mode) == (Outcome.REFER, Mode.ADVISE)


def test_approve_only_approves_and_never_rejects() -> None:
    modes = Modes(languages={"en": Mode.APPROVE_ONLY})
    assert modes.outcome_for(verdict(Outcome.APPROVE)) == (Outcome.APPROVE, Mode.APPROVE_ONLY)
    assert modes.outcome_for(verdict(Outcome.REJECT, "threat"))[0] is Outcome.REFER
    assert modes.outcome_for(verdict(Outcome.APPROVE, language="tr"))[0] is Outcome.REFER


def test_a_rejection_is_automatic_only_when_every_ground_allows_it() -> None:
    modes = Modes(
        languages={"en": Mode.AUTOMATIC, "ar": Mode.AUTOMATIC},
        clauses={"off-topic": Mode.ADVISE, "ar/threat": Mode.APPROVE_ONLY},
    )
    assert modes.outcome_for(verdict(Outcome.REJECT, "threat")) == (Outcome.REJECT, Mode.AUTOMATIC)
    assert modes.outcome_for(verdict(Outcome.REJECT, "threat", "off-topic")) == (Outcome.REFER, Mode.ADVISE)
    assert modes.outcome_for(verdict(Outcome.REJECT, "threat", language="ar"))[0] is Outcome.REFER
    assert modes.outcome_for(verdict(Outcome.APPROVE, language="ar"))[0] is Outcome.APPROVE


def test_a_clause_can_only_be_stricter_than_its_language() -> None:
    modes = Modes(languages={"en": Mode.ADVISE}, clauses={"threat": Mode.AUTOMATIC})
    assert modes.mode_for("en", "threat") is Mode.ADVISE


def test_no_ground_no_rejection_and_no_approval_with_one() -> None:
    modes = Modes.automatic()
    assert modes.outcome_for(verdict(Outcome.REJECT))[0] is Outcome.REFER
    assert modes.outcome_for(verdict(Outcome.APPROVE, "threat"))[0] is Outcome.REFER
    assert modes.outcome_for(verdict(Outcome.REFER, "threat"))[0] is Outcome.REFER


def test_sites_are_found_by_address_and_origin() -> None:
    one = Site("one", "One", ("https://one.example", "https://www.one.example:8443"))
    two = Site("two", "Two", ("http://localhost:8000",))
    sites = Sites([one, two])
    assert sites.all == (one, two)
    assert sites.by_id("two") is two
    assert sites.by_id("three") is None
    assert sites.by_url("https://ONE.example/a?b#c") is one
    assert sites.by_url("https://www.one.example:8443/") is one
    assert sites.by_url("https://www.one.example/") is None
    assert sites.by_url("http://one.example/") is None
    assert sites.by_origin("http://localhost:8000") is two
    for stranger in ("null", "", "https://one.example.evil", "nonsense"):
        assert sites.by_origin(stranger) is None


@pytest.mark.parametrize(
    ("sites", "complaint"),
    [
        ([Site("a", "A", ()), Site("a", "B", ())], "two sites have the id 'a'"),
        ([Site("a", "A", ("https://x.example",)), Site("b", "B", ("https://X.example:443/",))], "belongs to"),
        ([Site("a", "A", ("x.example",))], "must begin with https"),
    ],
)
def test_sites_that_contradict_each_other_are_refused(sites: list[Site], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Sites(sites)
