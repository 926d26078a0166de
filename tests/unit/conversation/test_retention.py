"""A house keeps to its sites' policies in its rounds, and every chain still verifies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.houses import Home

from gatepost.conversation.appeal import appeal
from gatepost.conversation.escalations.escalate import close, escalate
from gatepost.conversation.retention import keep
from gatepost.conversation.retention.keep import expected, keep_to_policies
from gatepost.conversation.retention.policy import DAY, RULES, TEXTS, Policy, before
from gatepost.conversation.rounds import KEEP_EVERY
from gatepost.conversation.sites import Sites
from gatepost.conversation.withdraw import withdraw
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import DESK_CHAIN, State

SECRET = "zanzibarquokka"


def hold(home: Home, policy: Policy) -> None:
    home.house.sites = Sites([replace(home.site, retention=policy)])


async def state_of(home: Home, comment: str) -> State:
    return (await home.house.find(comment)).state


def damages(home: Home) -> list[str]:
    with open_ledger(home.store.path) as ledger:
        return [str(damage) for damage in Verification(ledger).damages()]


async def test_as_shipped_nothing_that_anybody_wrote_goes(at_home: Home) -> None:
    sent = [await at_home.post(f"{how} {SECRET}") for how in ("reject", "refer", "fine")]
    await withdraw(at_home.house, sent[2].id)
    at_home.clock.at += 10_000 * DAY
    await at_home.house.rounds.make()
    for one in sent:
        assert (await at_home.house.find(one.id)).text is not None


async def test_texts_go_when_their_time_is_over(at_home: Home) -> None:
    rejected = await at_home.post(f"reject {SECRET}", name=SECRET)
    withdrawn = await at_home.post(f"fine {SECRET}")
    await withdraw(at_home.house, withdrawn.id)
    public = await at_home.post("fine words")
    hold(at_home, Policy(rejected_days=30, withdrawn_days=10, published_days=40))
    at_home.clock.at += 11 * DAY
    assert (await keep_to_policies(at_home.house)).gone == {("site", "withdrawn"): 1}
    assert await state_of(at_home, rejected.id) is State.REJECTED
    at_home.clock.at += 20 * DAY
    assert (await keep_to_policies(at_home.house)).gone == {("site", "rejected"): 1}
    at_home.clock.at += 10 * DAY
    heard = at_home.house.events.subscribe(public.article)
    assert (await keep_to_policies(at_home.house)).gone == {("site", "published"): 1}
    assert [event.kind for event in heard.take()] == ["erased"]
    for one in (rejected, withdrawn, public):
        assert await state_of(at_home, one.id) is State.ERASED
    history = await at_home.store.history(rejected.id)
    assert history is not None
    assert dict(history.entries[-1].body) == {"by": "retention", "rule": "rejected", "days": 30}
    assert await at_home.kinds(public.id) == [
        "submission", "verdict", "decision", "publication", "erasure", "retraction",
    ]  # fmt: skip
    assert damages(at_home) == []
    await at_home.store.close()
    for file in at_home.store.path.parent.iterdir():
        assert SECRET.encode() not in file.read_bytes()


async def test_an_appeal_and_an_escalation_stand_against_it(at_home: Home) -> None:
    hold(at_home, Policy(rejected_days=1))
    objected, escalated = await at_home.post("reject this"), await at_home.post("reject that")
    await appeal(at_home.house, objected.id, "I said nothing wrong.")
    made = await escalate(at_home.house, "m", escalated.id, "police", "a threat")
    at_home.clock.at += 2 * DAY
    policy = Policy(rejected_days=1, retries_days=0)
    (told,) = await expected(at_home.house, [(at_home.site, policy)])
    assert (told.rule, told.due.due, told.due.held) == ("rejected", 2, 2)
    assert (await keep_to_policies(at_home.house)).gone == {}
    await close(at_home.house, "m", made.id, "They have it.")
    assert (await keep_to_policies(at_home.house)).gone == {("site", "rejected"): 1}
    assert await state_of(at_home, objected.id) is State.REJECTED


async def test_a_round_takes_small_steps_and_the_next_goes_on(
    at_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(at_home, Policy(rejected_days=1))
    sent = [await at_home.post(f"reject {number}") for number in range(5)]
    at_home.clock.at += 2 * DAY
    monkeypatch.setattr(keep, "AT_ONCE", 2)
    monkeypatch.setattr(keep, "STEPS", 1)
    for left in (3, 1, 0):
        await at_home.house.rounds.make()
        states = [await state_of(at_home, one.id) for one in sent]
        assert states.count(State.REJECTED) == left
    late = await at_home.post("reject late")
    at_home.clock.at += 2 * DAY
    at_home.house.rounds._keep_at = at_home.clock.at + KEEP_EVERY
    await at_home.house.rounds.make()
    assert await state_of(at_home, late.id) is State.REJECTED  # not yet: it looks once an hour
    at_home.clock.at += KEEP_EVERY
    await at_home.house.rounds.make()
    assert await state_of(at_home, late.id) is State.ERASED


async def test_guests_are_forgotten_under_a_name_in_the_sites_language(at_home: Home) -> None:
    home = at_home
    sent = await home.post("fine", name=SECRET)
    home.house.sites = Sites([replace(home.site, language="tr", retention=Policy(guests_days=3))])
    home.clock.at += 4 * DAY
    assert (await keep_to_policies(home.house)).gone == {("site", "guests"): 1}
    record = await home.house.find(sent.id)
    assert (record.author, record.author_name, record.text) == (None, "Eski bir okur", "fine")
    assert [one.comment async for one in home.store.entries(DESK_CHAIN)] == ["site"]
    assert damages(home) == []


@given(st.builds(Policy, **{f"{rule}_days": st.integers(0, 36_500) for rule in RULES}), st.integers(0, 2**55))
def test_a_policy_names_each_rule_that_holds_once(policy: Policy, at: int) -> None:
    rules = dict(policy.rules())
    assert rules == {rule: days for rule in RULES if (days := getattr(policy, f"{rule}_days"))}
    assert all(before(days, at) == at - days * DAY < at for days in rules.values())
    assert set(RULES) >= TEXTS
