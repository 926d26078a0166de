"""Escalating at the desk: the form on a card, the list, the evidence as a file, the alarm on every page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from msgspec import structs

from gatepost.conversation.erase import erase
from gatepost.conversation.records import Moderator
from gatepost.conversation.sites import Sites

FORM = {"to": "police", "reason": "He writes <where> she lives."}


async def escalated(desk, made, **more) -> str:
    answer = await desk.post(f"/desk/comments/{made.comment.id}/escalate", data={**FORM, **more})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/escalations")
    (found,) = await desk.service.house.store.escalations.of_comment(made.comment.id)
    return found.id


async def editor(desk, stranger):
    await desk.service.house.store.add_moderator(Moderator("ed", "Ed", "editor"))
    await stranger.signs_in("Ed")
    return stranger


async def test_from_a_card_to_the_list_and_closed_with_an_answer(desk, stranger) -> None:
    made = await desk.says("perhaps")
    assert f'href="/desk/comments/{made.comment.id}/escalate"' in (await desk.get("/desk")).text
    form = (await desk.get(f"/desk/comments/{made.comment.id}/escalate")).text
    assert "call the police first" in form
    which = await escalated(desk, made)
    page = (await desk.get("/desk/escalations")).text
    assert "He writes &lt;where&gt; she lives." in page
    assert f"/desk/escalations/{which}/bundle.json" in page
    assert "/close" not in page  # a moderator escalates, an editor closes
    assert (await desk.post(f"/desk/escalations/{which}/close")).status_code == 403
    chief = await editor(desk, stranger)
    assert f'action="/desk/escalations/{which}/close"' in (await chief.get("/desk/escalations")).text
    answer = await chief.post(f"/desk/escalations/{which}/close", data={"answer": "Reported."})
    assert answer.headers["location"] == "/desk/escalations"
    assert "Reported." in (await chief.get("/desk/escalations")).text
    assert (await chief.post(f"/desk/escalations/{which}/close")).status_code == 409


async def test_a_refused_form_keeps_what_was_typed(desk) -> None:
    made = await desk.says("perhaps")
    path = f"/desk/comments/{made.comment.id}/escalate"
    answer = await desk.post(path, data={**FORM, "keep": "2001-01-01"})
    assert answer.status_code == 422
    assert "He writes &lt;where&gt; she lives." in answer.text
    assert "Say in words" in (await desk.post(path, data={"to": "police", "reason": " "})).text
    assert (await desk.get("/desk/comments/none/escalate")).status_code == 404


async def test_an_erased_comment_is_in_the_evidence_and_nowhere_else(desk, stranger) -> None:
    made = await desk.says("perhaps unmistakable")
    day = (datetime.now(UTC) + timedelta(days=10)).date()
    which = await escalated(desk, made, keep=str(day))
    await erase(desk.service.house, made.comment.id, "author")
    pages = ("/desk", "/desk/decided", "/desk/escalations", f"/desk/comments/{made.comment.id}")
    for path in pages:
        assert "unmistakable" not in (await desk.get(path)).text
    assert "erased meanwhile" in (await desk.get("/desk/escalations")).text
    file = await desk.get(f"/desk/escalations/{which}/bundle.json")
    assert file.headers["content-disposition"] == f'attachment; filename="evidence-{which}.json"'
    assert file.headers["cache-control"] == "no-store"
    assert file.json()["comment"]["text"] == "perhaps unmistakable"
    await desk.service.house.store.add_moderator(Moderator("omar", "Omar", "moderator"))
    await stranger.signs_in("Omar")
    refused = await stranger.get(f"/desk/escalations/{which}/bundle.json")
    assert refused.status_code == 403
    assert "unmistakable" not in refused.text


async def test_the_alarm_stands_on_every_page_until_it_is_over(desk) -> None:
    made = await desk.says("perhaps")
    house = desk.service.house
    house.sites = Sites([structs.replace(house.sites.all[0], alarm_minutes=5)])
    waits = await house.store.attendance.oldest_waiting()
    clock, house.clock = house.clock, lambda: waits + 7 * 60_000_000
    for path in ("/desk", "/desk/articles", "/desk/suspensions"):
        assert re.search("a comment has waited for 7 minutes", (await desk.get(path)).text)
    await desk.post(f"/desk/comments/{made.comment.id}/approve")
    assert "has waited for" not in (await desk.get("/desk")).text
    house.clock = clock


async def test_acting_at_the_desk_is_being_there_and_an_open_page_is_not(desk) -> None:
    house = desk.service.house
    house.clock = lambda: 2_000_000_000_000_000
    seen = await house.attendance.last_seen()
    await desk.post("/desk/looking", data={"at": "", "left": ""})
    assert await house.attendance.last_seen() == seen
    await desk.get("/desk/articles")
    assert await house.attendance.last_seen() == 2_000_000_000_000_000
