"""Rules come into force all at once, after a dry run, and only over the version that their maker saw."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.conversation.rules.conftest import (
    ARTICLE,
    PATIENCE,
    brought_into_force,
    post,
    shipped_text,
    with_word,
    with_wording,
)

from gatepost.conversation.house import House
from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rules.drafts import DraftInvalid, keep_draft
from gatepost.conversation.rules.publish import publish
from gatepost.conversation.rules.records import RuleDraft, SiteRules
from gatepost.conversation.rules.settings import rules_of
from gatepost.conversation.settle import settle
from gatepost.conversation.statement import statement_of
from gatepost.conversation.submit import Draft, submit
from gatepost.engine.guidelines import document_of, load, written
from gatepost.vocabulary import DESK_CHAIN, Outcome, State

SCRIBBLER = "You scribbler, read it once more."


async def drafted(house: House, text: str, by: str = "moderator:mina") -> RuleDraft:
    return await keep_draft(house, by, text, rules_of(house.sites))


async def test_a_published_word_strikes_the_next_comment_without_a_restart(house: House) -> None:
    before = await post(house, SCRIBBLER)
    assert before.state is State.APPROVED
    version = await brought_into_force(house, await drafted(house, with_word("scribbler")), "they ask for it")
    after = await post(house, SCRIBBLER + " Indeed.")
    verdict = await house.store.verdict_of(after.id)
    assert verdict is not None
    assert (after.state, verdict.guidelines) == (State.REJECTED, version.version)
    assert (version.number, version.by, version.note) == (2, "moderator:mina", "they ask for it")
    assert (await house.find(before.id)).state is State.APPROVED, "nothing is decided again"
    entries = [entry async for entry in house.store.entries(DESK_CHAIN)]
    assert entries[-1].body == {
        "number": 2,
        "version": version.version,
        "sites": version.settings.version,
        "by": "moderator:mina",
    }
    assert await house.store.rules.drafts() == []


async def test_without_a_dry_run_of_exactly_this_draft_nothing_is_published(house: House) -> None:
    tried, untried = await drafted(house, with_word("scribbler")), await drafted(house, with_word("hack"))
    run = await house.dry_runs.start("mina", tried.id, 5)
    await house.dry_runs.wait(run, PATIENCE)
    with pytest.raises(Refusal) as refused:
        await publish(house, "mina", untried.id)
    assert refused.value.code == "dry-run-missing"
    assert house.rules_number == 1


async def test_who_comes_second_is_refused_and_keeps_the_draft(house: House) -> None:
    ours, theirs = await drafted(house, with_word("scribbler")), await drafted(house, with_word("hack"))
    for draft in (ours, theirs):
        await house.dry_runs.wait(await house.dry_runs.start("mina", draft.id, 5), PATIENCE)
    results = await asyncio.gather(
        publish(house, "mina", ours.id), publish(house, "roj", theirs.id), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["rules-changed"]
    assert house.rules_number == 2
    (left,) = await house.store.rules.drafts()
    with pytest.raises(Refusal) as again:
        await publish(house, "roj", left.id)
    assert again.value.code == "rules-changed"
    rebased = await keep_draft(house, "moderator:roj", left.text, left.sites)
    assert (await brought_into_force(house, rebased)).number == 3


async def test_rules_that_say_the_same_are_refused(house: House) -> None:
    draft = await drafted(house, f"# a remark\n{shipped_text()}")
    await house.dry_runs.wait(await house.dry_runs.start("mina", draft.id, 5), PATIENCE)
    with pytest.raises(Refusal) as refused:
        await publish(house, "mina", draft.id)
    assert refused.value.code == "rules-unchanged"


async def test_modes_alone_can_be_published(house: House) -> None:
    sites = {"site": SiteRules(Modes(Mode.ADVISE), ("threat",))}
    draft = await keep_draft(house, "moderator:mina", shipped_text(), sites)
    await brought_into_force(house, draft)
    comment = await post(house, "A fair point.")
    decided = await house.store.decision_of(comment.id)
    assert decided is not None
    assert (comment.state, decided[0].mode) == (State.PENDING, "advise")
    assert house.sites.all[0].four_eyes == ("threat",)


@pytest.mark.parametrize(
    ("modes", "four_eyes", "problem"),
    [
        (Modes(clauses={"threats": Mode.ADVISE}), (), "clause 'threats'; did you mean threat"),
        (Modes(clauses={"zz9/threat": Mode.ADVISE}), (), "write a clause, or language/clause"),
        (Modes(languages={"Turkish": Mode.ADVISE}), (), "mode for the language 'Turkish'"),
        (Modes(), ("spoilers",), "four eyes on the clause 'spoilers'"),
    ],
)
async def test_modes_for_what_the_guidelines_lack_are_problems(
    house: House, modes: Modes, four_eyes: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(DraftInvalid) as invalid:
        await keep_draft(house, "moderator:mina", shipped_text(), {"site": SiteRules(modes, four_eyes)})
    assert problem in invalid.value.problems[0]


async def test_a_site_that_is_not_there_is_a_problem(house: House) -> None:
    with pytest.raises(DraftInvalid, match="there is no such site; there are: site"):
        await keep_draft(house, "moderator:mina", shipped_text(), {"elsewhere": SiteRules()})


async def test_every_problem_of_the_file_is_told_with_its_line(house: House) -> None:
    text = (
        shipped_text().replace("refer = 0.27", "refer = 27", 1).replace("reject = 0.87", "reject = 0.01", 1)
    )
    with pytest.raises(DraftInvalid) as invalid:
        await drafted(house, text)
    assert len(invalid.value.problems) == 2
    assert "clause profanity: refer is 27" in invalid.value.problems[0]
    with pytest.raises(DraftInvalid, match=r"line 2, column 5.*: oops"):
        await drafted(house, 'name = "x"\noops\n')
    assert await house.store.rules.drafts() == []


async def test_comments_posted_while_versions_change_carry_one_version_whole(house: House) -> None:
    """Every version rejects another word and has another mode: a mix of two would show."""
    words = [f"scribbler{letter}" for letter in "abcdef"]
    versions: dict[str, tuple[str, str]] = {}
    text = " and ".join(words)
    sent: list[str] = []
    stop = asyncio.Event()

    async def readers() -> None:
        while not stop.is_set():
            made = await submit(house, Draft(house.sites.all[0], ARTICLE, f"{text} {len(sent)}", "Ann"))
            sent.append(made.comment.id)
            await asyncio.sleep(0)

    reading = asyncio.create_task(readers())
    for number, word in enumerate(words):
        mode = Mode.AUTOMATIC if number % 2 else Mode.ADVISE
        draft = await keep_draft(house, "m", with_word(word), {"site": SiteRules(Modes(mode))})
        version = await brought_into_force(house, draft)
        versions[version.version] = (word, mode.value)
    stop.set()
    await reading
    seen = set()
    for comment in sent:
        await settle(house, comment, PATIENCE)
        verdict, decided = await house.store.verdict_of(comment), await house.store.decision_of(comment)
        assert verdict is not None
        assert decided is not None
        decision = decided[0]
        assert decision.guidelines == verdict.guidelines
        seen.add(verdict.guidelines)
        if verdict.guidelines not in versions:
            continue  # from before the first of them
        word, mode = versions[verdict.guidelines]
        struck = {
            part.text for ground in verdict.grounds if ground.by == "lexicon" for part in ground.evidence
        }
        assert struck == {word}, verdict.guidelines
        assert decision.mode == mode
        assert decision.outcome is (Outcome.REJECT if mode == "automatic" else Outcome.REFER)
    assert len(seen) > 2
    last = await post(house, text)
    verdict = await house.store.verdict_of(last.id)
    assert verdict is not None
    assert versions[verdict.guidelines][0] == words[-1]


async def test_a_statement_quotes_the_rules_under_which_it_was_decided(house: House) -> None:
    wording = "No insults: that was the old rule."
    draft = await drafted(house, with_word("scribbler", text=with_wording("personal-attack", wording)))
    await brought_into_force(house, draft)
    rejected = await post(house, SCRIBBLER)
    document = document_of(load())
    document["clause"] = [one for one in document["clause"] if one["id"] != "personal-attack"]
    await brought_into_force(house, await drafted(house, written(document)))
    assert "personal-attack" not in house.guidelines.by_id
    said = await statement_of(house, rejected, "en")
    assert said is not None
    (clause,) = [one for one in said.clauses if one.id == "personal-attack"]
    assert clause.wording == wording
    assert wording in said.text
