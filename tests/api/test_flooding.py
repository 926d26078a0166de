"""The same text again and again, with the engine that ships: from the third time on a person looks."""

from __future__ import annotations

from pathlib import Path

from tests.api.gatepost_here import Client, receipt, settings_in

from gatepost.conversation.decide import decide
from gatepost.conversation.records import Moderator
from gatepost.vocabulary import Outcome
from gatepost.web.clients import networks
from gatepost.web.composition import running

TEXT = (
    "The council should publish the full report on the new bridge before the vote in the town hall next week."
)
CHANGED = (
    "The council should publish its full report on the new bridge before the vote in the city hall next week!"
)


async def test_repetitions_are_referred_and_the_desk_says_how_often(tmp_path: Path) -> None:
    async with running(settings_in(tmp_path)) as service, Client(service) as client:
        sent = [await client.said(text) for text in (TEXT, TEXT, TEXT, CHANGED)]
        assert [one["state"] for one in sent] == ["approved", "approved", "pending", "pending"]
        for _ in range(4):
            assert (await client.said("Thank you, I agree."))["state"] == "approved"
        store = service.house.store
        await store.add_moderator(Moderator("mina", "Mina", "moderator"))
        await client.get(f"/desk/enter?token={await service.accounts.make_link('mina')}")
        page = (await client.get("/desk")).text
        assert sent[1]["comment"]["id"] not in page
        for one, times in ((sent[2], 2), (sent[3], 3)):
            assert one["comment"]["id"] in page
            verdict = await store.verdict_of(one["comment"]["id"])
            assert verdict is not None
            (ground,) = verdict.grounds
            assert (ground.clause, ground.note) == ("flooding", f"flooding.{times}")
            assert f"(how often: {times})" in page


async def test_one_text_from_many_authors_and_networks_is_one_wave_and_each_author_is_told(
    tmp_path: Path,
) -> None:
    async with running(settings_in(tmp_path)) as service, Client(service) as client:
        service.trusted_proxies = networks(["192.0.2.0/24"])
        sent = []
        for number in range(8):
            headers = {"X-Forwarded-For": f"198.18.{number}.7"}
            sent.append(await client.said(TEXT, headers=headers, author={"name": f"Reader {number}"}))
        assert [one["state"] for one in sent] == ["approved"] * 2 + ["pending"] * 6
        house = service.house
        await house.store.add_moderator(Moderator("mina", "Mina", "moderator"))
        wave = await house.store.queue_item(sent[7]["id"])
        assert wave is not None
        assert wave.wave_size == 6
        for one in sent[2:]:
            seen = await client.get(f"/api/v1/comments/{one['id']}", headers=receipt(one))
            assert seen.json()["state"] == "pending"
            await decide(house, "mina", one["id"], Outcome.REJECT, ["flooding"])
            seen = await client.get(f"/api/v1/comments/{one['id']}", headers=receipt(one))
            (clause,) = seen.json()["statement"]["clauses"]
            assert clause["id"] == "flooding"
            assert clause["wording"] in seen.json()["statement"]["text"]
            assert seen.json()["statement"]["appeal"]["possible"]
