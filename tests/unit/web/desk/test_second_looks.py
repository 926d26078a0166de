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
from gatepost.web.desk.messages import LANGUAGE_COOKIE, Messages

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


async def test_the_tabs_figures_are_ones_own_on_every_page(four_eyes) -> None:
    """What one has proposed waits for others, and is one's own, beside the lists as well."""
    made = await four_eyes.says("perhaps this")
    await decide(four_eyes.service.house, "mina", made.comment.id, Outcome.REJECT, ["threat"])
    for path in ("", "/account", "/sessions", "/preferences", "/figures", f"/comments/{made.comment.id}"):
        page = (await four_eyes.get(f"/desk{path}")).text
        figures = dict(re.findall(r'id="count-(second|mine)"[^>]*>(\d+)<', page))
        assert figures == {"second": "0", "mine": "1"}, path


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


async def test_the_first_look_is_noted_and_can_be_taken_back(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    path = f"/desk/comments/{made.comment.id}"
    answer = await four_eyes.post(f"{path}/reject", data={**REJECT, "tab": "waiting"}, headers=HTMX)
    assert answer.status_code == 200
    assert "a second moderator must agree" in answer.text
    assert forms(answer.text, made) == {"undo"}
    assert "data-done" in answer.text
    assert await state(four_eyes, made) == "pending"
    assert forms((await four_eyes.get("/desk")).text, made) == set()
    again = await four_eyes.post(f"{path}/approve", data={"tab": "waiting"}, headers=HTMX)
    assert again.status_code == 403
    assert "You have looked at this already" in again.text
    back = await four_eyes.post(f"{path}/undo", data={"tab": "mine"}, headers=HTMX)
    assert back.status_code == 200
    assert {"approve", "reject"} & forms((await four_eyes.get("/desk")).text, made)


async def test_without_javascript_the_list_says_what_became_of_it(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    answer = await four_eyes.post(
        f"/desk/comments/{made.comment.id}/reject", data={**REJECT, "tab": "waiting"}
    )
    assert answer.status_code == 303
    page = (await four_eyes.get(answer.headers["location"])).text
    assert "a second moderator must agree" in page
    assert "Take my look back" in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_second_sees_by_whom_and_not_what(four_eyes, language: str) -> None:
    made = await four_eyes.says("perhaps this")
    await decide(
        four_eyes.service.house, "azad", made.comment.id, Outcome.REJECT, ["threat"], note="hush-hush"
    )
    four_eyes.cookies.set(LANGUAGE_COOKIE, language, path="/desk")
    page = (await four_eyes.get("/desk/second")).text
    assert f'lang="{language}"' in page.split(">")[1]
    assert Messages(language)("look.asked", who="Azad", ago=Messages(language)("time.now")) in page
    assert "hush-hush" not in page
    assert "would reject" not in page
    assert {"approve", "reject"} & forms(page, made)


async def test_the_second_decides(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    await decide(four_eyes.service.house, "azad", made.comment.id, Outcome.REJECT, ["threat"])
    form = {**REJECT, "tab": "second"}
    answer = await four_eyes.post(f"/desk/comments/{made.comment.id}/reject", data=form, headers=HTMX)
    assert answer.status_code == 200
    assert await state(four_eyes, made) == "rejected"


async def test_who_disagrees_learns_it_and_an_editor_sees_both(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    path = f"/desk/comments/{made.comment.id}"
    await decide(four_eyes.service.house, "azad", made.comment.id, Outcome.REJECT, ["threat"])
    answer = await four_eyes.post(f"{path}/approve", data={"tab": "second"}, headers=HTMX)
    assert "You and a colleague disagree" in answer.text
    assert await state(four_eyes, made) == "pending"
    refused = await four_eyes.post(f"{path}/approve", data={"tab": "second"}, headers=HTMX)
    assert refused.status_code == 403
    assert "Only an editor decides now" in refused.text
    await four_eyes.signs_in("Edita")
    page = (await four_eyes.get("/desk/second")).text
    assert "You settle it" in page
    assert "Azad\u2069 would reject" in page
    assert "Mina\u2069 would approve" in page
    assert title(four_eyes, "threat") in page
    await four_eyes.post(f"{path}/approve", data={"tab": "second"})
    assert await state(four_eyes, made) == "approved"


async def test_another_moderator_sees_a_dispute_and_no_buttons(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    house = four_eyes.service.house
    await decide(house, "azad", made.comment.id, Outcome.REJECT, ["threat"])
    await decide(house, "edita", made.comment.id, Outcome.APPROVE, settles=True)
    page = (await four_eyes.get("/desk/second")).text
    assert "An editor settles it" in page
    assert forms(page, made) == set()


async def test_an_appeal_of_ones_own_says_why_one_may_not_answer(four_eyes) -> None:
    own, other = await four_eyes.says("perhaps this"), await four_eyes.says("perhaps that")
    house = four_eyes.service.house
    for made, who in ((own, "mina"), (other, "azad")):
        await decide(house, who, made.comment.id, Outcome.REJECT, ["profanity"])
        await appeal(house, made.comment.id, "Please.")
    page = (await four_eyes.get("/desk/appeals")).text
    assert page.index(f"card-{other.comment.id}") < page.index(f"card-{own.comment.id}")
    assert "You had a part in this decision. Another moderator answers this appeal." in page
    assert "appeal" in forms(page, other)
    assert "appeal" not in forms(page, own)
    answer = await four_eyes.post(
        f"/desk/comments/{own.comment.id}/appeal", data={"answer": "uphold", "tab": "appeals"}, headers=HTMX
    )
    assert answer.status_code == 403
    assert "Another moderator must answer it" in answer.text


async def test_the_only_moderator_is_told_that_the_author_will_be_told(desk) -> None:
    made = await desk.says("perhaps this")
    house = desk.service.house
    await decide(house, "mina", made.comment.id, Outcome.REJECT, ["profanity"])
    await appeal(house, made.comment.id, "Please.")
    page = (await desk.get("/desk/appeals")).text
    assert "the author is told so" in page
    assert "appeal" in forms(page, made)
    await desk.post(f"/desk/comments/{made.comment.id}/appeal", data={"answer": "uphold", "tab": "appeals"})
    assert (await house.store.appeal_of(made.comment.id)).outcome == "upheld"
    assert "the only moderator answered" in (await desk.get(f"/desk/comments/{made.comment.id}")).text


async def test_an_appeal_that_needs_two_is_answered_from_the_second_looks(four_eyes) -> None:
    made = await four_eyes.says("perhaps this")
    house = four_eyes.service.house
    for who in ("azad", "edita"):
        await decide(house, who, made.comment.id, Outcome.REJECT, ["threat"])
    await appeal(house, made.comment.id, "Please look again.")
    await house.store.add_moderator(Moderator("dilan", "Dilan", "moderator"))
    form = {"answer": "overturn", "reply": "You are right.", "tab": "appeals"}
    await four_eyes.post(f"/desk/comments/{made.comment.id}/appeal", data=form)
    assert await state(four_eyes, made) == "rejected"
    await four_eyes.signs_in("Dilan")
    page = (await four_eyes.get("/desk/second")).text
    assert "Please look again." in page
    assert "You are right." not in page
    assert "appeal" in forms(page, made)
    await four_eyes.post(
        f"/desk/comments/{made.comment.id}/appeal", data={**form, "reply": "We agree.", "tab": "second"}
    )
    assert await state(four_eyes, made) == "approved"
    assert (await house.store.appeal_of(made.comment.id)).reply == "We agree."


async def test_reports_are_one_card_with_every_readers_words(desk) -> None:
    made = await desk.says("a fair point")
    house = desk.service.house
    for number, clause in enumerate(("profanity", "threat", "threat")):
        await report(house, made.comment.id, clause, f"<b>words {number}</b>", f"reader {number}")
    await report(house, made.comment.id, "threat", "again", "reader 1")
    page = (await desk.get("/desk/reports")).text
    assert page.count(f'id="card-{made.comment.id}"') == 1
    reported = page.split('class="reported"')[1].split("</ul>")[0]
    assert re.findall(r"Readers: (\d)", reported) == ["2", "1"]
    assert reported.index(title(desk, "threat")) < reported.index(title(desk, "profanity"))
    assert [f"&lt;b&gt;words {number}&lt;/b&gt;" in reported for number in range(3)] == [True] * 3
    assert "again" not in reported


async def test_reports_come_back_with_a_comment_that_waits_again(desk) -> None:
    made = await desk.says("a fair point")
    await report(desk.service.house, made.comment.id, "threat", "He means me.", "r1")
    await desk.post(f"/desk/comments/{made.comment.id}/approve", data={"tab": "reports"})
    await desk.post(f"/desk/comments/{made.comment.id}/undo", data={"tab": "reports"})
    assert "He means me." in (await desk.get("/desk")).text
