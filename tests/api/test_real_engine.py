"""The whole journey with the engine that ships."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.api.gatepost_here import Client, settings_in

from gatepost.web.composition import running

GOOD = {
    "en": "The council should publish the full report before the vote next week.",
    "tr": "Bu haberi okuduktan sonra belediyeye yazdım, cevap bekliyorum.",
}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with running(settings_in(tmp_path)) as service, Client(service) as made:
        yield made


async def test_plain_comments_are_published_and_an_insult_is_not(client: Client) -> None:
    for language, text in GOOD.items():
        made = await client.said(text)
        assert (made["state"], made["comment"]["language"]) == ("approved", language)
    bad = await client.said("You are a stupid idiot and I will kill you.")
    assert bad["state"] == "rejected"
    for clause in bad["statement"]["clauses"]:
        for evidence in clause["evidence"]:
            assert bad["comment"]["text"][evidence["start"] : evidence["end"]] == evidence["text"]
    assert any(clause["evidence"] for clause in bad["statement"]["clauses"])
    assert "encoder@" in bad["statement"]["engine"]
    assert (await client.listed())["total"] == 2


async def test_twenty_thousand_code_points_are_screened_whole(client: Client) -> None:
    made = await client.said("A quiet word. " * 1426 + " I will kill you.")
    assert made["state"] != "approved"
