"""A dry run tells exactly what would differ, with the real fast engine, and changes nothing."""

from __future__ import annotations

import threading

import pytest
from tests.unit.conversation.rules.conftest import PATIENCE, post, shipped_text, with_word, with_wording

from gatepost.conversation.erase import erase
from gatepost.conversation.house import House
from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rules import dry_runs
from gatepost.conversation.rules.drafts import keep_draft
from gatepost.conversation.rules.dry_runs import AT_ONCE, COMMENTS, DryRun
from gatepost.conversation.rules.publish import publish
from gatepost.conversation.rules.records import SiteRules
from gatepost.conversation.rules.settings import rules_of
from gatepost.vocabulary import Outcome


async def tried(house: House, text: str, comments: int = COMMENTS, modes: Modes | None = None) -> DryRun:
    sites = rules_of(house.sites) if modes is None else {"site": SiteRules(modes)}
    draft = await keep_draft(house, "moderator:mina", text, sites)
    run = await house.dry_runs.start("mina", draft.id, comments)
    await house.dry_runs.wait(run, PATIENCE)
    return run


async def test_an_own_word_changes_exactly_the_comments_that_hold_it(house: House) -> None:
    texts = [
        "A fair point.",
        "You scribbler, read it once more.",
        "Lovely weather in the hills.",
        "The scribbler again!",
    ]
    made = [await post(house, text) for text in texts]
    before = [entry async for entry in house.store.entries()]
    run = await tried(house, with_word("scribbler"))
    assert (run.status, run.total, run.read, run.unread) == ("done", 4, 4, 0)
    assert {one.comment for one in run.decisions} == {made[1].id, made[3].id}
    assert run.kinds == {(Outcome.APPROVE, Outcome.REJECT): 2}
    assert all(one.after.clauses == ("personal-attack",) for one in run.decisions)
    assert run.advice == []
    assert [entry async for entry in house.store.entries()] == before, "nothing is recorded"
    assert [await house.find(one.id) for one in made] == made, "nothing is decided again"


async def test_another_wording_changes_no_decision(house: House) -> None:
    await post(house, "You scribbler, read it once more.")
    run = await tried(house, with_wording("profanity", "No swearing."))
    assert (run.status, run.found) == ("done", [])


async def test_where_people_decide_only_the_advice_differs(house: House) -> None:
    comment = await post(house, "You scribbler, read it once more.")
    sites = {"site": SiteRules(Modes(Mode.ADVISE))}
    house.sites = type(house.sites)([type(house.sites.all[0])("site", "S", ("https://news.example",))])
    draft = await keep_draft(house, "moderator:mina", with_word("scribbler"), sites)
    run = await house.dry_runs.start("mina", draft.id)
    await house.dry_runs.wait(run, PATIENCE)
    assert run.decisions == []
    (one,) = run.advice
    assert (one.comment, one.before.advised, one.after.advised) == (
        comment.id,
        Outcome.APPROVE,
        Outcome.REJECT,
    )


async def test_modes_alone_change_decisions(house: House) -> None:
    comment = await post(house, "A fair point.")
    run = await tried(house, shipped_text(), modes=Modes(Mode.ADVISE))
    assert [(one.comment, one.before.decided, one.after.decided) for one in run.decisions] == [
        (comment.id, Outcome.APPROVE, Outcome.REFER)
    ]


async def test_only_the_last_comments_and_none_without_its_text(house: House) -> None:
    made = [await post(house, f"You scribbler, read it once more. {n}") for n in range(4)]
    await erase(house, made[3].id, "operator")
    run = await tried(house, with_word("scribbler"), comments=2)
    assert run.total == 2
    assert {one.comment for one in run.decisions} == {made[1].id, made[2].id}


async def test_a_draft_or_a_run_that_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(Refusal, match="no draft"):
        await house.dry_runs.start("mina", "0" * 32)
    with pytest.raises(Refusal, match="no dry run"):
        house.dry_runs.get("none")


async def test_too_many_at_once_are_refused_and_a_stop_ends_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(house, "A fair point.")
    gate = threading.Event()

    class Held:
        version = "held"

        def screen_many(self, *_: object) -> list[object]:
            assert gate.wait(PATIENCE)
            return []

    monkeypatch.setattr(house, "rescreen", lambda *_: Held())
    draft = await keep_draft(house, "moderator:mina", with_word("scribbler"), rules_of(house.sites))
    runs = [await house.dry_runs.start("mina", draft.id) for _ in range(AT_ONCE)]
    with pytest.raises(Refusal, match="still at work"):
        await house.dry_runs.start("mina", draft.id)
    await house.dry_runs.wait(runs[0], 0.01)
    assert {run.status for run in runs} == {"running"}
    assert house.dry_runs.finished(draft.id) is None
    gate.set()
    await house.dry_runs.stop()
    assert "running" not in {run.status for run in runs}


async def test_an_engine_that_fails_under_the_draft_is_told_and_the_draft_not_published(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(house, "A fair point.")

    class Broken:
        version = "broken"

        def screen_many(self, *_: object) -> list[object]:
            raise RuntimeError("the engine stumbles")

    monkeypatch.setattr(house, "rescreen", lambda *_: Broken())
    run = await tried(house, with_word("scribbler"))
    assert (run.status, run.found) == ("failed", [])
    with pytest.raises(Refusal) as refused:
        await publish(house, "mina", run.draft)
    assert refused.value.code == "dry-run-missing"


async def test_one_that_takes_too_long_ends_unfinished(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await post(house, "A fair point.")
    monkeypatch.setattr(dry_runs, "TIME_LIMIT", 0.0)
    run = await tried(house, with_word("scribbler"))
    assert (run.status, run.read, run.total) == ("unfinished", 0, 0)
    assert house.dry_runs.finished(run.draft) is None
