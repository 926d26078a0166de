"""What a card says of its author: the badge that the comment came with, and a name worth a look."""

from __future__ import annotations

import pytest
from msgspec import structs

from gatepost.conversation.records import Moderator
from gatepost.conversation.settle import settle
from gatepost.conversation.sites import Sites
from gatepost.conversation.submit import Draft, submit
from gatepost.vocabulary import State


async def test_a_doubtful_name_waits_for_a_person_and_the_card_says_why(desk) -> None:
    made = await desk.says("A fair point.", name="perhaps Ann")
    assert made.comment.state is State.PENDING
    page = (await desk.get("/desk")).text
    assert "perhaps Ann" in page
    assert "The author&#39;s name" in page
    assert "Not the text" in page


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "اسم الكاتب"), ("ckb", "ناوی نووسەر"), ("tr", "Yazarın adı")]
)
async def test_it_is_said_in_the_moderators_language(desk, language: str, said: str) -> None:
    await desk.says("A fair point.", name="perhaps Ann")
    assert said in (await desk.get("/desk", headers={"Accept-Language": language})).text


async def test_the_badge_stands_beside_the_name(desk) -> None:
    house = desk.service.house
    await house.store.add_moderator(Moderator("z", "Zed", "moderator"))
    house.sites = Sites([structs.replace(one, newsroom="Our <desk>") for one in house.sites.all])
    site = house.sites.all[0]
    draft = Draft(site, f"{site.origins[0]}/story", "perhaps", "Zed", staff=True)
    sent = await submit(house, draft)
    await settle(house, sent.comment.id, 10)
    page = (await desk.get("/desk")).text
    assert "Our &lt;desk&gt;" in page
