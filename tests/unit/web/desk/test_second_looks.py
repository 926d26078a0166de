"""Second looks at the desk: who sees what, who may do what, and what a card says of reports and appeals."""

from __future__ import annotations

import re

import pytest
from msgspec import structs

from gatepost.conversation.appeal import appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.records import Moderator
from gatepost.conversation.report import report
from gatepost.conversation.sites import Sites
from gatepost.vocabulary import LANGUAGES, Outcome

HTMX = {"hx-request": "true"}
THREAT = "Threats and calls to violence"
REJECT = {"clause": "threat", "note": "he means it"}


@pytest.fixture
async def four_eyes(desk):
    """Threats need two. Mina sits at the desk; Azad is a colleague, Edita an editor."""
    house = desk.service.house
    house.sites = Sites(structs.replace(site, four_eyes=("threat",)) for site in house.sites.all)
    for who, role in (("azad", "moderator"), ("edita", "editor")):
        await house.store.add_moderator(Moderator(who, who.title(), role))
    return desk


async def state(desk, made) -> str:
    return (await desk.service.house.find(made.comment.id)).state.value


def title(desk, clause: str) -> str:
    return desk.service.house.guidelines.title(clause, "en")


def forms(page: str, made) -> set[str]:
    """Where a comment's forms go."""
    return set(re.findall(rf'action="/desk/comments/{made.comment.id}/(\w+)"', page))


async def test_history_does_not_give_the_first_look_away(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    house = four_eyes.service.house
    await decide(house, "azad", made.comment.id, Outcome.REJECT, ["profanity", "threat"])
    page = (await four_eyes.get(f"/desk/comments/{made.comment.id}")).text
    assert "A first look" in page
    assert "Proposed: reject" not in page
    assert title(four_eyes, "profanity") not in page.split("<tbody>")[1]
    await decide(house, "mina", made.comment.id, Outcome.REJECT, ["threat"])
    page = (await four_eyes.get(f"/desk/comments/{made.comment.id}")).text
    assert "Proposed: reject" in page
    assert title(four_eyes, "profanity") in page.split("<tbody>")[1]
    assert "two agreed" in page


async def test_history_shows_ones_own_look(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    await decide(four_eyes.service.house, "mina", made.comment.id, Outcome.APPROVE)
    page = (await four_eyes.get(f"/desk/comments/{made.comment.id}")).text
    assert "Proposed: approve" in page
