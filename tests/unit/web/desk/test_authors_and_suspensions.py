"""The author's page and suspending at the desk: forms, refusals said in words, who may do what."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from gatepost.conversation.records import Moderator
from gatepost.conversation.suspensions.appeal import appeal

FORM = {"span": "week", "clause": "threat", "ground": "Three <threats>."}


async def author_of(desk, made) -> str:
    return (await desk.service.house.find(made.comment.id)).author


async def colleague(desk) -> None:
    await desk.service.house.store.add_moderator(Moderator("omar", "Omar", "moderator"))


async def test_a_card_shows_the_record_and_leads_to_the_author(desk) -> None:
    made = await desk.says("perhaps")
    page = (await desk.get("/desk")).text
    assert "0 published, 0 not published, 0 appeals" in page
    assert f'href="/desk/authors/{await author_of(desk, made)}?comment={made.comment.id}"' in page


async def test_the_page_shows_comments_escaped_and_chooses_the_ground(desk) -> None:
    made = await desk.says("perhaps <b>", name="<i>Ann</i>")
    author = await author_of(desk, made)
    page = (await desk.get(f"/desk/authors/{author}?comment={made.comment.id}")).text
    assert "perhaps &lt;b&gt;" in page
    assert "<i>Ann" not in page
    assert '<option value="threat" selected>' in page
    assert (await desk.get("/desk/authors/nobody")).status_code == 404


async def test_suspending_lifting_and_the_list(desk) -> None:
    made = await desk.says("you idiot")
    author = await author_of(desk, made)
    answer = await desk.post(f"/desk/authors/{author}/suspend", data={**FORM, "comment": made.comment.id})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/authors/{author}")
    for path in (f"/desk/authors/{author}", "/desk/suspensions"):
        page = (await desk.get(path)).text
        assert "Three &lt;threats&gt;." in page
        assert "in force" in page
    page = (await desk.get(f"/desk/authors/{author}")).text
    assert f'action="/desk/authors/{author}/suspend"' not in page  # not twice
    lift = re.search(r'action="(/desk/suspensions/[^"]+/lift)"', page)[1]
    back = f"/desk/authors/{author}"
    answer = await desk.post(lift, data={"back": back})
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    assert "lifted by" in (await desk.get("/desk/suspensions")).text
    answer = await desk.post(lift, data={"back": "https://evil.test/"})
    assert answer.status_code == 409
    assert "over already" in answer.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"span": "date", "date": ""}, "at most a year"),
        ({"span": "date", "date": "2001-01-01"}, "at most a year"),
        ({"span": "ever"}, "at most a year"),
        ({"clause": ""}, "Choose"),
        ({"ground": " "}, "Say in words why"),
    ],
)
async def test_a_refused_form_says_why_and_keeps_what_was_typed(desk, change, says) -> None:
    made = await desk.says("you idiot")
    author = await author_of(desk, made)
    answer = await desk.post(f"/desk/authors/{author}/suspend", data={**FORM, **change})
    assert answer.status_code == 422
    assert says in answer.text
    if change.get("ground") is None:
        assert "Three &lt;threats&gt;." in answer.text
    assert await desk.service.house.store.suspensions.every() == []


async def test_until_the_end_of_a_day(desk) -> None:
    made = await desk.says("you idiot")
    author = await author_of(desk, made)
    day = (datetime.now(UTC) + timedelta(days=10)).date()
    await desk.post(f"/desk/authors/{author}/suspend", data={**FORM, "span": "date", "date": str(day)})
    (found,) = await desk.service.house.store.suspensions.every()
    end = datetime.fromtimestamp(found.until / 1_000_000, UTC)
    assert end == datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)


async def test_an_appeal_waits_for_somebody_else(desk, stranger) -> None:
    await colleague(desk)
    made = await desk.says("you idiot")
    author = await author_of(desk, made)
    await desk.post(f"/desk/authors/{author}/suspend", data=FORM)
    await appeal(desk.service.house, author, "It was a <quotation>.")
    page = (await desk.get("/desk/suspensions")).text
    assert "Appeals that wait" in page
    assert "It was a &lt;quotation&gt;." in page
    assert "/answer" not in page
    (found,) = await desk.service.house.store.suspensions.every()
    refused = await desk.post(f"/desk/suspensions/{found.id}/answer", data={"answer": "uphold"})
    assert refused.status_code == 403
    assert "another moderator answers" in refused.text
    await stranger.signs_in("Omar")
    page = (await stranger.get("/desk/suspensions")).text
    assert f'action="/desk/suspensions/{found.id}/answer"' in page
    assert "/lift" not in page  # a moderator lifts one's own only
    answer = await stranger.post(
        f"/desk/suspensions/{found.id}/answer", data={"answer": "overturn", "reply": "Sorry."}
    )
    assert answer.headers["location"] == "/desk/suspensions"
    assert (await desk.service.house.store.suspensions.by_id(found.id)).outcome == "overturned"


async def test_an_auditor_looks_and_does_nothing(desk, stranger) -> None:
    made = await desk.says("you idiot")
    author = await author_of(desk, made)
    await desk.service.house.store.add_moderator(Moderator("aud", "Aud", "auditor"))
    await stranger.signs_in("Aud")
    page = await stranger.get(f"/desk/authors/{author}")
    assert page.status_code == 200
    assert "/suspend" not in page.text.replace("/desk/suspensions", "")
    assert (await stranger.post(f"/desk/authors/{author}/suspend", data=FORM)).status_code == 403
