"""The blind sample on its page: nothing hints at what was decided, nothing about a comment changes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.web.desk.conftest import PLENTY, SITE, Desk, load

from gatepost.conversation.decide import decide
from gatepost.conversation.records import Moderator
from gatepost.vocabulary import Outcome
from gatepost.web.composition import now, running
from gatepost.web.service import Service
from gatepost.web.settings import ModeSettings, ServerSettings, Settings, SiteSettings

PATH = "/desk/quality"
DAY = 24 * 3_600 * 1_000_000


class Later:
    """The clock of the house; tests let time pass."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return now() + self.ahead


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
async def service(tmp_path: Path, later: Later) -> AsyncIterator[Service]:
    site = SiteSettings("news", "News", (SITE,), modes=ModeSettings("automatic"), quality_share=1.0)
    settings = Settings(ServerSettings(data=str(tmp_path)), PLENTY, (site,))
    async with running(settings, load=load, clock=later) as made:
        yield made


async def test_the_card_gives_nothing_away_and_an_answer_changes_nothing(desk: Desk, later: Later) -> None:
    rejected = await desk.says("you idiot, said he", name="Aram")
    later.ahead = 120_000_000
    page = (await desk.get(PATH)).text
    card = page.split("<article")[1].split("</article>")[0]
    assert "you idiot, said he" in card
    assert "Aram" in card
    for sign in ("<mark", "lexicon", "93%", "rejected", "engine", "checked", "/desk/comments/", "progress"):
        assert sign not in card, sign
    house = desk.service.house
    before = await house.store.history(rejected.comment.id)
    form = {"comment": rejected.comment.id, "outcome": "approve"}
    answer = await desk.post(PATH, data=form)
    assert answer.headers["location"] == f"{PATH}?done={rejected.comment.id}"
    assert await house.store.history(rejected.comment.id) == before
    page = (await desk.get(answer.headers["location"])).text
    assert "You see it differently" in page
    assert "Personal attacks" in page
    assert f'href="/desk/comments/{rejected.comment.id}"' in page
    assert "No comment of the sample waits for your view." in page
    sample = await house.store.figures.sample(rejected.comment.id)
    assert (sample.first_by, sample.first_outcome, sample.by, sample.outcome) == (
        "engine", "reject", "moderator:mina", "approve",
    )  # fmt: skip


async def test_agreement_is_told_without_a_link(desk: Desk, later: Later) -> None:
    made = await desk.says("you idiot")
    later.ahead = 120_000_000
    await desk.get(PATH)
    form = {"comment": made.comment.id, "outcome": "reject", "clause": "threat"}
    page = (await desk.get((await desk.post(PATH, data=form)).headers["location"])).text
    assert "You agree with the first view" in page
    assert f"/desk/comments/{made.comment.id}" not in page
    figures = (await desk.get("/desk/figures")).text
    assert "Two views of the same comment" in figures
    assert 'id="how-agreement"' in figures


async def test_nobody_is_told_before_they_have_answered(desk: Desk, later: Later) -> None:
    made = await desk.says("you idiot")
    later.ahead = 120_000_000
    page = (await desk.get(f"{PATH}?done={made.comment.id}")).text
    assert "first view" not in page
    await desk.service.house.store.add_moderator(Moderator("zoe", "Zoe", "moderator"))
    await desk.service.house.store.figures.answer_sample(made.comment.id, "moderator:zoe", "approve", "", 1)
    page = (await desk.get(f"{PATH}?done={made.comment.id}")).text
    assert "first view" not in page


async def test_a_decision_that_could_still_be_undone_is_not_asked_again(desk: Desk, later: Later) -> None:
    await desk.says("a fair point")
    assert "No comment of the sample waits" in (await desk.get(PATH)).text
    later.ahead = 120_000_000
    assert "a fair point" in (await desk.get(PATH)).text


async def test_ones_own_decision_is_put_before_others_only(desk: Desk, later: Later) -> None:
    made = await desk.says("perhaps")
    await decide(desk.service.house, "mina", made.comment.id, Outcome.APPROVE)
    later.ahead = 120_000_000
    assert "No comment of the sample waits" in (await desk.get(PATH)).text
    refused = await desk.post(PATH, data={"comment": made.comment.id, "outcome": "approve"})
    assert refused.status_code == 409
    assert "no longer waits for your view" in refused.text
    async with Desk(desk.service) as other:
        await other.signs_in("Zoe")
        assert "perhaps" in (await other.get(PATH)).text


async def test_a_rejection_needs_a_clause_and_garbled_forms_keep_nothing(desk: Desk, later: Later) -> None:
    made = await desk.says("a fair point")
    later.ahead = 120_000_000
    await desk.get(PATH)
    for form in (
        {"outcome": "reject"},
        {"outcome": "reject", "clause": "nonsense"},
        {"outcome": "refer"},
        {"outcome": ""},
        {},
    ):
        refused = await desk.post(PATH, data={"comment": made.comment.id, **form})
        assert refused.status_code == 422
        assert "no rejection without a ground" in refused.text
    sample = await desk.service.house.store.figures.sample(made.comment.id)
    assert sample.by is None
    assert (await desk.post(PATH, data={"comment": "none", "outcome": "approve"})).status_code == 409


async def test_without_a_share_the_page_says_how_to_have_one(desk: Desk) -> None:
    sites = desk.service.house.sites
    site = replace(sites.all[0], quality_share=0.0)
    desk.service.house.sites = type(sites)([site])
    await desk.says("a fair point")
    assert "quality_share" in (await desk.get(PATH)).text


async def test_the_sample_is_exported_for_calibration_by_those_who_may(desk: Desk, later: Later) -> None:
    parent = await desk.says("a fair point")
    answered = await desk.says("you idiot", parent=parent.comment.id)
    later.ahead = 120_000_000
    await desk.get(PATH)
    form = {"comment": answered.comment.id, "outcome": "reject", "clause": "personal-attack"}
    await desk.post(PATH, data=form)
    assert (await desk.get(f"{PATH}.jsonl")).json()["code"] == "right-missing"
    assert f"{PATH}.jsonl" not in (await desk.get(PATH)).text
    await desk.service.house.store.add_moderator(Moderator("mina", "Mina", "editor"))
    assert f"{PATH}.jsonl" in (await desk.get(PATH)).text
    answer = await desk.get(f"{PATH}.jsonl")
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert answer.headers["content-disposition"].startswith('attachment; filename="gatepost-sample-')
    (line,) = answer.text.splitlines()
    row = json.loads(line)
    assert (row["text"], row["reject"], row["clause"]) == ("you idiot", 1, "personal-attack")
    assert row["parent"] == {"text": "a fair point"}
    assert "mina" not in line
    refused = await desk.get(f"{PATH}.jsonl?period=9w")
    assert (refused.status_code, refused.json()["code"]) == (422, "period-invalid")
