"""People over the API, with a token of scope `desk-admin`."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.api.gatepost_here import Client, problem

from gatepost.vocabulary import DESK_CHAIN, Kind
from gatepost.web.service import Service

PEOPLE = "/api/v1/desk/people"


@pytest.fixture
async def chief(service: Service) -> AsyncIterator[Client]:
    token = await service.accounts.add_token("chief", ["desk-admin"])
    async with Client(service, headers={"Authorization": f"Bearer {token}"}) as made:
        yield made


async def test_from_invitation_to_being_shut_out(chief: Client, client: Client) -> None:
    answer = await chief.post(f"{PEOPLE}/invite", json={"name": "Cem", "role": "editor"})
    assert answer.status_code == 200, answer.text
    made = answer.json()
    token = made["link"].split("token=")[1]
    listed = (await chief.get(PEOPLE)).json()
    assert [one["id"] for one in listed["invitations"]] == [made["id"]]
    assert token not in (await chief.get(PEOPLE)).text
    form = {"token": token, "new_password": "a long enough password"}
    assert (await client.post("/desk/invitation", data=form)).status_code == 303
    cem = {"id": made["id"], "name": "Cem", "role": "editor", "disabled": False}
    assert (await chief.get(PEOPLE)).json() == {"people": [cem], "invitations": []}
    answer = await chief.post(f"{PEOPLE}/{cem['id']}/role", json={"role": "auditor"})
    assert answer.json() == {**cem, "role": "auditor"}
    assert (await chief.post(f"{PEOPLE}/{cem['id']}/disable")).json()["disabled"] is True
    assert (await client.get("/desk")).status_code == 303
    assert (await chief.post(f"{PEOPLE}/{cem['id']}/enable")).json()["disabled"] is False
    chain = chief.service.house.store.entries(DESK_CHAIN)
    entries = [entry.body async for entry in chain if entry.kind is Kind.PEOPLE]
    assert [entry["act"] for entry in entries] == ["invited", "joined", "role-changed", "disabled", "enabled"]
    assert all("Cem" not in str(entry) and "chief" not in str(entry) for entry in entries)
    assert entries[0]["by"].startswith("moderator:token.")


async def test_what_is_refused(chief: Client) -> None:
    boss = await chief.service.accounts.add_moderator("Boss", "a long enough password", "admin")
    problem(await chief.post(f"{PEOPLE}/{boss.id}/role", json={"role": "editor"}), 409, "last-admin")
    problem(await chief.post(f"{PEOPLE}/{boss.id}/disable"), 409, "last-admin")
    problem(await chief.post(f"{PEOPLE}/invite", json={"name": "Boss"}), 409, "name-taken")
    problem(await chief.post(f"{PEOPLE}/invite", json={"name": " "}), 422, "name-invalid")
    problem(await chief.post(f"{PEOPLE}/invite", json={"name": "A", "role": "king"}), 400, "invalid-field")
    problem(await chief.post(f"{PEOPLE}/nobody/enable"), 404, "not-found")
    problem(await chief.post(f"{PEOPLE}/nobody/role", json={"role": "editor"}), 404, "not-found")
    problem(await chief.post(f"{PEOPLE}/invitations/none/withdraw"), 404, "not-found")


async def test_an_invitation_is_withdrawn(chief: Client, client: Client) -> None:
    made = (await chief.post(f"{PEOPLE}/invite", json={"name": "Cem"})).json()
    withdrawn = await chief.post(f"{PEOPLE}/invitations/{made['id']}/withdraw")
    assert withdrawn.json() == {"id": made["id"]}
    path = made["link"].removeprefix(client.service.settings.base_url)
    assert (await client.get(path)).status_code == 410


async def test_the_scope_desk_does_not_reach_the_people(desk: Client) -> None:
    problem(await desk.get(PEOPLE), 403, "scope-missing")
    problem(await desk.post(f"{PEOPLE}/invite", json={"name": "Cem", "role": "admin"}), 403, "scope-missing")
