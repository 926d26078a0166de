"""After a first decision: reports, deciding anew, picks, articles closed, and who decided."""

from __future__ import annotations

import re

from msgspec.structs import replace

from gatepost.conversation.report import report
from gatepost.vocabulary import Kind
from gatepost.web.desk.history import entry_view
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.reading import desk_for

HTMX = {"hx-request": "true"}


def count(page: str, tab: str) -> int:
    return int(re.search(rf'id="count-{tab}"[^>]*>(\d+)<', page)[1])  # type: ignore[index]


async def state(desk, made) -> str:
    return (await desk.service.house.find(made.comment.id)).state.value


async def test_reports_wait_in_their_own_tab_with_what_readers_say(desk) -> None:
    made = await desk.says("a fair point")
    await report(desk.service.house, made.comment.id, "threat", "He <b>means</b> my brother.")
    page = (await desk.get("/desk/reports")).text
    assert count(page, "reports") == 1
    assert "He &lt;b&gt;means&lt;/b&gt; my brother." in page
    assert "Threats and calls to violence" in page
    assert "Keep it public" in page


async def test_a_report_is_answered_by_keeping_the_comment(desk) -> None:
    made = await desk.says("a fair point")
    await report(desk.service.house, made.comment.id, "threat")
    answer = await desk.post(f"/desk/comments/{made.comment.id}/approve", data={"tab": "reports"})
    assert answer.headers["location"] == f"/desk/reports?at={made.comment.id}&done={made.comment.id}"
    page = (await desk.get("/desk/reports")).text
    assert count(page, "reports") == 0
    assert await state(desk, made) == "approved"


async def test_a_report_is_answered_by_taking_the_comment_back(desk) -> None:
    made = await desk.says("a fair point")
    await report(desk.service.house, made.comment.id, "threat")
    form = {"tab": "reports", "clause": "threat"}
    answer = await desk.post(f"/desk/comments/{made.comment.id}/reject", data=form, headers=HTMX)
    assert (answer.status_code, count(answer.text, "reports")) == (200, 0)
    assert await state(desk, made) == "rejected"


async def test_a_reported_card_stays_when_the_clause_is_missing(desk) -> None:
    made = await desk.says("a fair point")
    await report(desk.service.house, made.comment.id, "threat", "Look at this.")
    answer = await desk.post(
        f"/desk/comments/{made.comment.id}/reject", data={"tab": "reports"}, headers=HTMX
    )
    assert answer.status_code == 422
    assert "Look at this." in answer.text
    assert "no rejection without a ground" in answer.text


async def test_what_was_decided_can_be_decided_anew_and_taken_back(desk) -> None:
    made = await desk.says("a fair point")
    page = (await desk.get("/desk/decided")).text
    assert f'action="/desk/comments/{made.comment.id}/reject"' in page
    assert f'action="/desk/comments/{made.comment.id}/approve"' not in page
    form = {"tab": "decided", "clause": "threat"}
    answer = await desk.post(f"/desk/comments/{made.comment.id}/reject", data=form)
    assert answer.headers["location"] == f"/desk/decided?at={made.comment.id}&done={made.comment.id}"
    entries = (await desk.service.house.store.history(made.comment.id)).entries
    assert [entry.kind.value for entry in entries][-2:] == ["decision", "retraction"]
    page = (await desk.get(answer.headers["location"])).text
    assert f'action="/desk/comments/{made.comment.id}/approve"' in page
    await desk.post(f"/desk/comments/{made.comment.id}/undo", data={"tab": "decided"})
    assert await state(desk, made) == "pending"
    assert f'id="card-{made.comment.id}"' in (await desk.get("/desk")).text


async def test_a_rejected_comment_can_be_approved_after_all(desk) -> None:
    made = await desk.says("you idiot")
    answer = await desk.post(
        f"/desk/comments/{made.comment.id}/approve", data={"tab": "decided"}, headers=HTMX
    )
    assert "data-done" in answer.text
    assert await state(desk, made) == "approved"


async def test_a_pick_is_given_and_taken_away_and_only_to_public_comments(desk) -> None:
    made = await desk.says("a fair point")
    path = f"/desk/comments/{made.comment.id}/pick"
    shown = await desk.post(path, data={"tab": "decided", "picked": "yes"}, headers=HTMX)
    assert 'aria-pressed="true"' in shown.text
    assert "data-done" not in shown.text
    assert (await desk.service.house.find(made.comment.id)).picked
    answer = await desk.post(path, data={"tab": "decided", "picked": "no"})
    assert answer.headers["location"] == f"/desk/decided?at={made.comment.id}"
    assert not (await desk.service.house.find(made.comment.id)).picked
    rejected = await desk.says("you idiot")
    refused = await desk.post(
        f"/desk/comments/{rejected.comment.id}/pick", data={"picked": "yes"}, headers=HTMX
    )
    assert refused.status_code == 409
    assert not (await desk.service.house.find(rejected.comment.id)).picked


async def test_an_article_is_closed_and_opened_again(desk) -> None:
    made = await desk.says("a fair point")
    article = made.comment.article
    assert "Close to comments" in (await desk.get("/desk/articles")).text
    await desk.post(f"/desk/articles/{article}", data={"closed": "yes"})
    assert (await desk.service.house.store.article_by_id(article)).closed
    page = (await desk.get("/desk/articles")).text
    assert "Open to comments" in page
    assert "closed to comments" in (await desk.get("/desk/decided")).text
    await desk.post(f"/desk/articles/{article}", data={"closed": "perhaps"})
    assert (await desk.service.house.store.article_by_id(article)).closed
    await desk.post(f"/desk/articles/{article}", data={"closed": "no"})
    assert not (await desk.service.house.store.article_by_id(article)).closed
    assert (await desk.post("/desk/articles/0199", data={"closed": "yes"})).status_code == 404


async def test_strangers_can_do_none_of_it(desk, stranger) -> None:
    made = await desk.says("a fair point")
    for path in (f"/desk/comments/{made.comment.id}/pick", f"/desk/articles/{made.comment.article}"):
        answer = await stranger.post(path, data={"picked": "yes", "closed": "yes"})
        assert answer.headers["location"].startswith("/desk/sign-in")
    assert (await stranger.get("/desk/reports")).status_code == 303
    assert (await stranger.get("/desk/articles")).status_code == 303
    assert not (await desk.service.house.find(made.comment.id)).picked
    assert not (await desk.service.house.store.article_by_id(made.comment.article)).closed


async def test_a_program_is_named_and_once_its_token_is_ended_called_a_program(desk) -> None:
    made = await desk.says("perhaps")
    token = await desk.service.accounts.add_token("night sweep", ("desk",))
    answer = await desk.post(
        f"/api/v1/desk/comments/{made.comment.id}/approve",
        json={},
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200
    named = Messages("en")("by.named_program", name="night sweep")
    assert named in (await desk.get("/desk/decided")).text
    assert named in (await desk.get(f"/desk/comments/{made.comment.id}")).text
    await desk.service.house.store.end_token("night sweep")
    page = (await desk.get("/desk/decided")).text
    assert "a program" in page
    assert "moderator:token" not in page


async def test_a_form_that_names_no_tab_goes_back_to_the_queue(desk) -> None:
    made = await desk.says("perhaps")
    answer = await desk.post(f"/desk/comments/{made.comment.id}/approve", data={"tab": "https://evil.test"})
    assert answer.headers["location"] == f"/desk?at={made.comment.id}&done={made.comment.id}"


async def test_the_history_names_a_clause_once_however_many_detectors_found_it(desk) -> None:
    made = await desk.says("perhaps")
    house = desk.service.house
    moderator = await house.store.moderator_by_name("Mina")
    view = await desk_for(house, moderator, Messages("en"))
    entries = (await house.store.history(made.comment.id)).entries
    verdict = next(entry for entry in entries if entry.kind is Kind.VERDICT)
    twice = replace(verdict, body={**verdict.body, "grounds": list(verdict.body["grounds"]) * 2})
    assert entry_view(view, twice).clauses == ("Threats and calls to violence",)
