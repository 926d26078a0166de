"""Who is at the desk and who looks at which card: told live, in each listener's words, while signed in."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

from gatepost.conversation.appeal import appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.report import report
from gatepost.vocabulary import DESK_CHAIN, Outcome
from gatepost.web.desk.messages import Messages
from gatepost.web.seats import Seats

streaming = import_module("gatepost.web.desk.presence.stream")  # the package names its handler `stream`

HTMX = {"hx-request": "true"}


class Ear:
    """One listener at the desk: what it is told, one event after the other."""

    def __init__(self, desk: Any, name: str, language: str = "en") -> None:
        self.desk, self.name, self.language = desk, name, language
        self.heard: list[tuple[str, Any]] = []

    async def __aenter__(self) -> Ear:
        service = self.desk.service
        moderator = await service.house.store.moderator_by_name(self.name)
        session = service.accounts.session_in(dict(self.desk.cookies))
        self.stream: AsyncIterator[bytes] = streaming._seated(
            streaming.Listener(service, moderator, Messages(self.language), session)
        )
        await self.until("counts")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stream.aclose()  # type: ignore[attr-defined]

    async def until(self, kind: str) -> Any:
        """What the next event of this kind says."""
        while True:
            for at, (name, data) in enumerate(self.heard):
                if name == kind:
                    del self.heard[: at + 1]
                    return data
            async with asyncio.timeout(20):
                chunk = (await anext(self.stream)).decode()
            self.heard += [
                (name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", chunk)
            ]


async def test_a_claim_and_a_decision_are_told_in_ones_own_language(desk, stranger) -> None:
    made = await desk.says("perhaps")
    await stranger.signs_in("Omar")
    async with Ear(stranger, "Omar", "tr") as omar:
        await desk.post("/desk/looking", data={"at": made.comment.id})
        news = await omar.until("card")
        assert (news["id"], news["text"]) == (made.comment.id, "\u2068Mina\u2069 buna bakıyor")
        assert "over" not in news
        await desk.post("/desk/looking", data={"left": made.comment.id})
        assert (await omar.until("card"))["text"] == ""
        await desk.post(f"/desk/comments/{made.comment.id}/approve")
        news = await omar.until("card")
        assert (news["text"], news["over"]) == ("\u2068Mina\u2069 karar verdi: onaylandı", True)
        assert (await omar.until("counts"))["waiting"] == "0"
        await desk.post(f"/desk/comments/{made.comment.id}/undo")
        news = await omar.until("card")
        assert (news["text"], "over" in news) == ("", False)  # it waits again


async def test_what_waits_for_somebody_although_a_person_decided_is_not_over(desk, stranger) -> None:
    """An appeal against a person's rejection, and a report of what a person approved."""
    house = desk.service.house
    rejected, approved = await desk.says("perhaps"), await desk.says("perhaps not")
    await decide(house, "mina", rejected.comment.id, Outcome.REJECT, ["threat"])
    await decide(house, "mina", approved.comment.id, Outcome.APPROVE)
    await appeal(house, rejected.comment.id, "Look again.")
    await report(house, approved.comment.id, "threat")
    await stranger.signs_in("Omar")
    async with Ear(stranger, "Omar") as omar:
        for made in (rejected, approved):
            await stranger.post("/desk/looking", data={"at": made.comment.id})
            news = await omar.until("card")
            assert (news["id"], news["text"], "over" in news) == (made.comment.id, "", False)
        await stranger.post(f"/desk/comments/{rejected.comment.id}/appeal", data={"answer": "uphold"})
        assert (await omar.until("card"))["over"] is True


async def test_people_come_and_go(desk, stranger) -> None:
    await stranger.signs_in("Omar")
    async with Ear(desk, "Mina") as mina:
        async with Ear(stranger, "Omar"):
            assert (await mina.until("people"))["text"] == "At the desk: \u2068Omar\u2069"
        assert (await mina.until("people"))["text"] == ""


async def test_who_comes_later_is_told_what_is_claimed(desk, stranger) -> None:
    made = await desk.says("perhaps")
    await desk.post(f"/desk/comments/{made.comment.id}/claim")
    await stranger.signs_in("Omar")
    ear = Ear(stranger, "Omar")
    async with ear:
        ear.desk.service.house.desk.publish(DESK_CHAIN, _missed())
        assert await ear.until("claims") == {made.comment.id: "\u2068Mina\u2069 is looking at this"}


def _missed() -> Any:
    from gatepost.conversation.events import Event

    return Event("missed", DESK_CHAIN)


async def test_without_scripts_claims_stand_on_the_card(desk, stranger) -> None:
    made = await desk.says("perhaps")
    await stranger.signs_in("Omar")
    answer = await stranger.post(f"/desk/comments/{made.comment.id}/claim", data={"tab": "waiting"})
    assert answer.headers["location"] == f"/desk?at={made.comment.id}"
    assert "Omar\u2069 is looking at this" in (await desk.get("/desk")).text
    assert "You hold this" in (await stranger.get("/desk")).text
    await desk.post("/desk/looking", data={"at": (await desk.says("perhaps not")).comment.id})
    assert "You hold this" not in (await desk.get("/desk")).text  # to look is not to hold
    # Who comes second is told so, and takes nothing away.
    refused = await desk.post(f"/desk/comments/{made.comment.id}/claim", headers=HTMX)
    assert refused.status_code == 409
    assert "A colleague has this before them already." in refused.text
    await stranger.post(f"/desk/comments/{made.comment.id}/release")
    assert "is looking at this" not in (await desk.get("/desk")).text
    assert (await desk.post("/desk/comments/0199/claim")).status_code == 404


async def test_a_stream_ends_with_the_session(desk, monkeypatch) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.01)
    async with Ear(desk, "Mina") as mina:
        assert await anext(mina.stream)
        await desk.post("/desk/sign-out")
        async with asyncio.timeout(20):
            async for chunk in mina.stream:
                assert b"still here" in chunk or b"people" in chunk
    assert (await desk.get("/desk/stream")).status_code == 303


async def test_a_stream_ends_with_the_session_at_a_busy_desk(desk, monkeypatch) -> None:
    made = await desk.says("perhaps")
    async with Ear(desk, "Mina") as mina:
        await desk.post("/desk/sign-out")
        monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.0)
        heard = 0
        async with asyncio.timeout(20):
            for _ in range(50):  # something happens before every heartbeat
                desk.service.house.tell_desk("claimed", made.comment.id)
            async for chunk in mina.stream:
                heard += b"event: card" in chunk
        assert heard <= 1


def test_seats_count_pages_and_tell_who_has_come_or_gone() -> None:
    seats = Seats()
    assert [seats.sit("a"), seats.sit("a"), seats.sit("b")] == [True, False, True]
    assert (list(seats.people), seats.pages_of("a")) == (["a", "b"], 2)
    assert [seats.rise("a"), seats.rise("a")] == [False, True]
    assert list(seats.people) == ["b"]
