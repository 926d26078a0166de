"""Marks, questions, follows, an article's settings, places: as programs and readers see them over HTTP."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import msgspec
import pytest
from tests.api.gatepost_here import ARTICLE, Client, problem, receipt

from gatepost.conversation.events import Event
from gatepost.conversation.letters.records import Message
from gatepost.web.abuse import browser_token
from gatepost.web.abuse.browser_token import KNOWN_AFTER
from gatepost.web.composition import DATABASE
from gatepost.web.reader.telling import written
from gatepost.web.service import Service


def bearer(made: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {made['reader']['token']}"}


async def with_account(service: Service, made: dict[str, Any]) -> str:
    """Gives the comment's author an account, as if an address had been proved."""
    comment = await service.house.store.comment(made["id"])
    assert comment is not None
    with closing(sqlite3.connect(service.settings.data / DATABASE)) as connection, connection:
        connection.execute(
            "INSERT INTO reader_accounts (author, kind, email, name, made_at, seen_at)"
            " VALUES (?, 'email', ?, ?, 1, 1)",
            (comment.author, b"ann@example.org", b"Ann"),
        )
    assert comment.author is not None
    return comment.author


async def article_id(client: Client) -> str:
    (article,) = await client.service.house.store.articles()
    return article.id


def told(chunk: bytes) -> list[tuple[str, dict[str, Any]]]:
    found = re.findall(rb"event: (\w+)\ndata: (.*)\n\n", chunk)
    return [(name.decode(), msgspec.json.decode(data)) for name, data in found]


async def test_a_mark_counts_once_for_each_reader_and_changes_the_etag(client: Client) -> None:
    one, other = await client.said("One."), await client.said("Two.")
    before = await client.get("/api/v1/comments", params={"article": ARTICLE})
    path = f"/api/v1/comments/{one['id']}/mark"
    for _ in range(2):
        answer = await client.post(path, json={"on": True}, headers=bearer(other))
        assert answer.json() == {"id": one["id"], "marks": 1, "mine": True}
    after = await client.get("/api/v1/comments", params={"article": ARTICLE})
    assert after.headers["etag"] != before.headers["etag"]
    assert [comment["marks"] for comment in after.json()["comments"]] == [1, 0]
    mine = await client.get("/api/v1/me/marks", params={"article": ARTICLE}, headers=bearer(other))
    assert mine.json() == {"marked": [one["id"]]}
    answer = await client.post(path, json={"on": False}, headers=bearer(other))
    assert answer.json() == {"id": one["id"], "marks": 0, "mine": False}


async def test_ones_own_comment_is_not_marked_by_whichever_token(client: Client) -> None:
    made = await client.said()
    for headers in (bearer(made), receipt(made)):
        path = f"/api/v1/comments/{made['id']}/mark"
        problem(await client.post(path, json={"on": True}, headers=headers), 403, "own-comment")
    waits = await client.said("Well, perhaps.")
    path = f"/api/v1/comments/{waits['id']}/mark"
    problem(await client.post(path, json={"on": True}), 404, "not-found")


async def test_strangers_of_one_address_are_one_reader_until_their_browser_is_known(client: Client) -> None:
    made = await client.said()
    path = f"/api/v1/comments/{made['id']}/mark"
    for _ in range(3):
        answer = await client.post(path, json={"on": True})
        assert answer.json()["marks"] == 1
    assert answer.headers["gatepost-client"]


async def test_who_marked_before_signing_in_counts_once(client: Client) -> None:
    made, reader = await client.said("One."), await client.said("Two.")
    key, now = await client.service.house.store.keys.of(browser_token.PURPOSE), client.service.house.clock()
    browser = {"Gatepost-Client": browser_token.written(browser_token.new(now - KNOWN_AFTER), key)}
    path = f"/api/v1/comments/{made['id']}/mark"
    assert (await client.post(path, json={"on": True}, headers=browser)).json()["marks"] == 1
    both = {**browser, **bearer(reader)}
    mine = await client.get("/api/v1/me/marks", params={"article": ARTICLE}, headers=both)
    assert mine.json() == {"marked": [made["id"]]}
    assert (await client.post(path, json={"on": True}, headers=both)).json()["marks"] == 1
    assert (await client.post(path, json={"on": False}, headers=both)).json()["marks"] == 0


async def test_events_of_marks_settings_and_places(client: Client, desk: Client) -> None:
    house = client.service.house
    top = await client.said("Top.")
    middle = await client.said("Middle.", parent=top["id"])
    low = await client.said("Low.", parent=middle["id"])
    await client.post(f"/api/v1/comments/{low['id']}/mark", json={"on": True})
    (marked,) = told(await written(house, [Event("marked", "", low["id"])]))
    assert (marked[0], marked[1]["marks"]) == ("changed", 1)
    for made in (top, middle):
        await client.post(f"/api/v1/comments/{made['id']}/withdraw", headers=receipt(made))
        event = Event("withdrawn", "", made["id"])
        assert told(await written(house, [event])) == [("removed", {"id": made["id"], "place": True})]
    listed = await client.listed()
    place = listed["comments"][0]
    assert (place["state"], place["text"], place["author"]["name"]) == ("withdrawn", None, "")
    assert place["children"][0]["children"][0]["id"] == low["id"]
    assert listed["total"] == 1
    events = told(await written(house, [Event("approved", "", low["id"])]))
    assert [(name, data["id"]) for name, data in events] == [
        ("changed", top["id"]),
        ("changed", middle["id"]),
        ("published", low["id"]),
    ]
    assert "Top." not in str(events)
    await client.post(f"/api/v1/comments/{low['id']}/withdraw", headers=receipt(low))
    assert told(await written(house, [Event("withdrawn", "", low["id"])])) == [
        ("removed", {"id": one["id"], "place": False}) for one in (low, middle, top)
    ]
    assert (await client.listed())["comments"] == []
    known = await article_id(client)
    await desk.post(f"/api/v1/desk/articles/{known}/settings", json={"notice": "Calmly."})
    ((name, article),) = told(await written(house, [Event("settings", known)]))
    assert (name, article["notice"], article["url"]) == ("article", "Calmly.", ARTICLE)


async def test_an_articles_settings_over_http(client: Client, desk: Client) -> None:
    await client.said()
    known = await article_id(client)
    path = f"/api/v1/desk/articles/{known}/settings"
    before = await client.get("/api/v1/comments", params={"article": ARTICLE})
    wish = {
        "closes_at": "2099-01-31T18:00:00+03:00", "slow_seconds": 20, "notice": "Calmly.", "questions": True,
        "held": True,
    }  # fmt: skip
    made = (await desk.post(path, json=wish)).json()
    assert made["closes_at"] == made["closing_at"] == "2099-01-31T15:00:00.000000Z"
    assert (made["slow_seconds"], made["held"], made["questions"]) == (20, True, True)
    after = await client.get("/api/v1/comments", params={"article": ARTICLE})
    assert after.headers["etag"] != before.headers["etag"]
    article = after.json()["article"]
    shown = ("closed", "closes_at", "slow_seconds", "notice", "questions")
    assert {name: article[name] for name in shown} == {
        "closed": False, "closes_at": "2099-01-31T15:00:00.000000Z", "slow_seconds": 20, "notice": "Calmly.",
        "questions": True,
    }  # fmt: skip
    assert "held" not in article
    assert (await desk.post(path, json={"closes_at": None})).json()["closes_at"] is None
    assert (await desk.post(path, json={"closes_at": "never"})).json()["closes_at"] == "never"
    closed = (await desk.post(path, json={"closes_at": "2001-01-01T00:00:00Z"})).json()
    assert (closed["closed"], closed["slow_seconds"]) == (False, 20)
    assert (await client.listed())["article"]["closed"] is True
    problem(await client.say("Late."), 409, "article-closed")
    for bad in ({"closes_at": "soon"}, {"slow_seconds": 10**9}):
        problem(await desk.post(path, json=bad), 422, "settings-invalid")
    problem(await desk.post("/api/v1/desk/articles/none/settings", json={}), 404, "not-found")


async def test_an_article_closes_without_anybody_doing_anything_and_the_etag_tells(
    client: Client, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.said()
    known, house = await article_id(client), client.service.house
    at = house.clock() + 3_600_000_000
    from gatepost.web.times import iso

    await desk.post(f"/api/v1/desk/articles/{known}/settings", json={"closes_at": iso(at)})
    before = await client.get("/api/v1/comments", params={"article": ARTICLE})
    assert before.json()["article"]["closed"] is False
    monkeypatch.setattr(house, "clock", lambda: at)
    asked = {"If-None-Match": before.headers["etag"]}
    after = await client.get("/api/v1/comments", params={"article": ARTICLE}, headers=asked)
    assert after.status_code == 200
    assert after.json()["article"]["closed"] is True


async def test_slow_mode_says_until_when_in_the_readers_language(client: Client, desk: Client) -> None:
    made = await client.said()
    path = f"/api/v1/desk/articles/{await article_id(client)}/settings"
    await desk.post(path, json={"slow_seconds": 600})
    headers = {**bearer(made), "Accept-Language": "fa"}
    answer = await client.say("Again.", headers=headers)
    body = problem(answer, 429, "slow-mode")
    assert 598 <= int(answer.headers["retry-after"]) <= 600
    assert body["until"] > made["receipt"]["submitted_at"]
    assert answer.headers["retry-after"] in body["text"]
    assert "ثانیه" in body["text"]


async def test_a_question_and_the_newsrooms_answer(client: Client, desk: Client) -> None:
    first = await client.said()
    problem(await client.say("Why?", question=True), 409, "questions-off")
    path = f"/api/v1/desk/articles/{await article_id(client)}/settings"
    await desk.post(path, json={"questions": True})
    asked = await client.said("Why?", question=True)
    assert (asked["comment"]["question"], asked["comment"]["answer"]) == (True, None)
    queue = (await desk.get("/api/v1/desk/queue", params={"kind": "questions"})).json()
    assert [item["comment"]["id"] for item in queue["items"]] == [asked["id"]]
    answer = await desk.post(f"/api/v1/desk/comments/{asked['id']}/reply", json={"text": "Because."})
    assert (answer.status_code, answer.json()["state"]) == (201, "approved")
    shown = (await client.get(f"/api/v1/comments/{asked['id']}")).json()
    assert shown["answer"] == answer.json()["id"]
    reply = (await client.get(f"/api/v1/comments/{shown['answer']}")).json()
    assert (reply["badge"], reply["author"]["name"]) == ({"id": "newsroom", "label": "Newsroom"}, "News")
    assert (await desk.get("/api/v1/desk/queue", params={"kind": "questions"})).json()["items"] == []
    refused = await desk.post(f"/api/v1/desk/comments/{first['id']}/reply", json={"text": "You idiot."})
    assert refused.json()["state"] == "rejected"
    for bad, code in (({"text": " "}, "text-empty"), ({"text": "x", "name": "a\nb"}, "name-invalid")):
        problem(await desk.post(f"/api/v1/desk/comments/{first['id']}/reply", json=bad), 422, code)


async def test_following_takes_an_account_and_a_mail_server(client: Client) -> None:
    made = await client.said()
    body = {"article": ARTICLE, "on": True}
    problem(await client.post("/api/v1/follow", json=body), 401, "token-invalid")
    problem(await client.post("/api/v1/follow", json=body, headers=bearer(made)), 409, "mail-off")
    problem(await client.say("More.", follow=True), 409, "mail-off")
    client.service.house.store.letters.on = True
    problem(await client.post("/api/v1/follow", json=body, headers=bearer(made)), 403, "email-required")
    problem(await client.say("More.", follow=True), 403, "email-required")
    await with_account(client.service, made)
    assert (await client.post("/api/v1/follow", json=body, headers=bearer(made))).json() == {
        "following": True
    }
    asked = {"article": ARTICLE}
    answer = await client.get("/api/v1/follow", params=asked, headers=bearer(made))
    assert answer.json() == {"following": True}
    off = await client.post("/api/v1/follow", json={**body, "on": False}, headers=bearer(made))
    assert off.json() == {"following": False}
    new = {"article": f"{ARTICLE}/unheard-of", "on": True}
    assert (await client.post("/api/v1/follow", json=new, headers=bearer(made))).json() == {"following": True}


class Pigeons:
    def __init__(self) -> None:
        self.carried: list[Message] = []

    async def deliver(self, messages: Any) -> list[None]:
        self.carried += messages
        return [None] * len(messages)


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr", "tr", "fa"])
async def test_out_of_a_letter_by_one_click_or_on_a_page(client: Client, language: str) -> None:
    house, pigeons = client.service.house, Pigeons()
    house.store.letters.on, house.postman._post = True, pigeons
    made = await client.said()
    author = await with_account(client.service, made)
    await client.said("An answer.", parent=made["id"])
    await house.postman.round()
    (letter,) = pigeons.carried
    path = letter.unsubscribe[letter.unsubscribe.index("/unsubscribe/") :]
    page = await client.get(path, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert "<button" in page.text
    assert page.headers["cache-control"] == "no-store"
    reader = await house.store.letters.addressee(author)
    assert reader is not None
    assert reader.replies  # looking changes nothing
    clicked = await client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    reader = await house.store.letters.addressee(author)
    assert reader is not None
    assert (reader.replies, reader.mentions) == (False, True)
    done = await client.post(path, data={"kind": "all"}, headers={"Accept-Language": language})
    assert "<button" not in done.text
    reader = await house.store.letters.addressee(author)
    assert reader is not None
    assert (reader.mentions, reader.decisions) == (False, False)
    assert (await client.get("/unsubscribe/nonsense")).status_code == 404
    assert (await client.post("/unsubscribe/" + "A" * 60)).status_code == 404
