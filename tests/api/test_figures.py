"""Figures and the blind sample over the API."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace
from tests.api.gatepost_here import Client, problem

from gatepost.conversation.decide import decide
from gatepost.conversation.figures.quality import draw_due, judge
from gatepost.vocabulary import Outcome

PATH = "/api/v1/desk/figures"


async def admin(client: Client) -> dict[str, str]:
    token = await client.service.accounts.add_token("admin", ["desk-admin"])
    return {"Authorization": f"Bearer {token}"}


async def test_the_tables_of_the_page_as_json(client: Client, desk: Client) -> None:
    await client.said("A fair point.")
    referred = await client.said("Well, perhaps.")
    await decide(client.service.house, "mina", referred["id"], Outcome.REJECT, ["threat"])
    body = (await desk.get(PATH, params={"period": "7d"})).json()
    assert body["step_seconds"] == 86_400
    tables = body["tables"]
    assert len(tables["volume"]) == 7
    assert tables["volume"][-1]["submitted"] == 2
    engine, people = tables["decided"]
    assert (engine["who"], people["who"], people["rejected"]) == ("engine", "people", 1)
    assert people["share"]["n"] == 2
    assert people["share"]["low"] < people["share"]["value"] == 0.5 < people["share"]["high"]
    assert tables["overturned_clauses"][1]["clause"] == "threat"
    assert "text" not in json.dumps(tables)


async def test_single_moderators_are_for_tokens_that_may_settle(client: Client, desk: Client) -> None:
    referred = await client.said("Well, perhaps.")
    await decide(client.service.house, "mina", referred["id"], Outcome.APPROVE)
    assert (await desk.get(PATH)).json()["tables"]["moderators"] == []
    everything = (await client.get(PATH, headers=await admin(client))).json()["tables"]
    assert [row["moderator"] for row in everything["moderators"]] == ["mina"]
    problem(await client.get(PATH), 401, "token-invalid")


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"period": "9w"}, 422, "period-invalid"),
        ({"period": "range"}, 422, "period-invalid"),
        ({"period": "range", "from": "2020-01-02", "to": "2020-01-01"}, 422, "period-invalid"),
        ({"period": "range", "from": "x" * 100, "to": "2020-01-01"}, 400, "invalid-parameter"),
        ({"site": "x" * 65}, 400, "invalid-parameter"),
    ],
)
async def test_wrong_parameters_are_told(
    desk: Client, params: dict[str, str], status: int, code: str
) -> None:
    problem(await desk.get(PATH, params=params), status, code)


async def test_a_range_of_days(desk: Client) -> None:
    params = {"period": "range", "from": "2020-01-01", "to": "2020-01-05"}
    assert len((await desk.get(PATH, params=params)).json()["tables"]["volume"]) == 5


async def test_the_sample_is_exported_line_by_line(client: Client, desk: Client) -> None:
    house = client.service.house
    sites = [replace(site, quality_share=1.0, undo_seconds=0) for site in house.sites.all]
    house.sites = type(house.sites)(sites)
    made, other = await client.said("A fair point."), await client.said("Another.")
    await draw_due(house)
    await judge(house, "mina", made["id"], Outcome.REJECT, "threat")
    problem(await desk.get("/api/v1/desk/quality"), 403, "scope-missing")
    answer = await client.get("/api/v1/desk/quality", headers=await admin(client))
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert answer.headers["gatepost-sample-open"] == "1"
    (line,) = answer.text.splitlines()
    assert (json.loads(line)["text"], json.loads(line)["reject"]) == ("A fair point.", 1)
    assert other["id"] not in line
