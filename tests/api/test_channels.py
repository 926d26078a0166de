"""What happens under an article is read once, however many listen; bursts go out together."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from tests.api.gatepost_here import ARTICLE, Client, problem

from gatepost.conversation.article_keys import canonical_url
from gatepost.conversation.events import Event
from gatepost.web import descriptors
from gatepost.web.reader.channels import MISSED, MOST_WAITING, Listener
from gatepost.web.reader.telling import written

KEY = canonical_url(ARTICLE)


async def test_one_event_is_read_once_for_all_listeners(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await client.said("First.")
    service = client.service
    listeners = [await service.channels.listen("news", KEY) for _ in range(50)]
    assert service.house.events.listening == 1
    read: list[str] = []
    comment = service.house.store.comment

    async def counted(id_: str):  # type: ignore[no-untyped-def]
        read.append(id_)
        return await comment(id_)

    monkeypatch.setattr(service.house.store, "comment", counted)
    service.house.events.publish(
        (await comment(made["id"])).article,  # type: ignore[union-attr]
        Event("approved", "", made["id"]),
    )
    heard = [await listener.next() for listener in listeners]
    assert read == [made["id"]]
    assert len(set(heard)) == 1
    assert made["id"].encode() in heard[0]  # type: ignore[operator]
    for listener in listeners:
        service.channels.leave("news", KEY, listener)
    await asyncio.sleep(0)
    assert service.house.events.listening == 0


async def test_who_begins_to_listen_as_the_server_stops_is_let_go(client: Client) -> None:
    channels = client.service.channels
    listening = asyncio.ensure_future(channels.listen("news", KEY))
    await asyncio.sleep(0)  # the channel is made, its task has not begun
    channels.close()
    async with asyncio.timeout(5):
        assert await (await listening).next() is None


async def test_a_comment_that_occurs_twice_is_told_once_as_it_is(client: Client) -> None:
    made, other = await client.said("One."), await client.said("Two.")
    events = [Event("approved", "", made["id"]), Event("picked", "", made["id"])]
    told = await written(client.service.house, [*events, Event("approved", "", other["id"])])
    assert told.count(b"event: published") == 2
    assert b"changed" not in told
    assert (await written(client.service.house, [Event("missed", "")])) == MISSED
    gone = await written(client.service.house, [Event("approved", "", "nobody")])
    assert gone == b'event: removed\ndata: {"id":"nobody","place":false}\n\n'


async def test_who_is_too_slow_is_told_to_look_again() -> None:
    listener = Listener()
    listener.push(b"x" * (MOST_WAITING - 10))
    listener.push(b"y" * 11)
    listener.push(b"z")
    assert await listener.next() == MISSED + b"z"
    listener.end()
    assert await listener.next() is None


async def test_when_the_server_stops_streams_end_and_later_ones_begin_anew(client: Client) -> None:
    await client.said("First.")
    channels = client.service.channels
    listener = await channels.listen("news", KEY)
    channels.close()
    assert await listener.next() is None
    again = await channels.listen("news", KEY)
    channels.leave("news", KEY, listener)
    assert client.service.house.events.listening == 1
    channels.leave("news", KEY, again)


async def test_streams_leave_descriptors_for_everything_else(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (300, 300))
    assert descriptors.room_for_streams(5_000) == 44
    client.service.streams = 44
    problem(await client.get("/api/v1/stream", params={"article": ARTICLE}), 503, "busy")


async def test_our_own_pages_may_post_to_every_site_and_others_not(client: Client) -> None:
    own = {"Origin": "http://gatepost.test", "Sec-Fetch-Site": "same-origin"}
    answer: httpx.Response = await client.say(headers=own)
    assert answer.status_code == 201
    lying = {"Origin": "http://gatepost.test", "Sec-Fetch-Site": "cross-site"}
    problem(await client.say(headers=lying), 403, "origin-not-allowed")
