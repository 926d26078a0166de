"""The people's page: inviting, roles, shutting out; what an invitation opens; who may none of it."""

from __future__ import annotations

import re

import pytest
from tests.unit.web.desk.accounts.conftest import PASSWORD, field

from gatepost.conversation.records import Moderator
from gatepost.vocabulary import DESK_CHAIN, Kind


async def invited(admin, name: str = "Cem", role: str = "editor") -> str:
    """The invitation's address, without host."""
    answer = await admin.post("/desk/people/invite", data={"name": name, "role": role})
    assert answer.status_code == 200, answer.text
    link = re.search(r'value="http://127\.0\.0\.1:8000(/desk/invitation\?token=[\w-]+)"', answer.text)
    assert link, answer.text
    return link[1]


async def test_an_invitation_becomes_a_seat(admin, stranger) -> None:
    link = await invited(admin)
    assert link not in (await admin.get("/desk/people")).text, "the link is shown once"
    for _ in range(2):  # mail programs look at links, too
        page = await stranger.get(link)
        assert (page.status_code, "Cem" in page.text, "Editor" in page.text) == (200, True, True)
    token = field(page.text, "token")
    short = await stranger.post("/desk/invitation", data={"token": token, "new_password": "short"})
    assert (short.status_code, "10 to 1000" in short.text) == (422, True)
    done = await stranger.post("/desk/invitation", data={"token": token, "new_password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/desk")
    assert (await stranger.get("/desk")).status_code == 200
    stranger.cookies.clear()
    again = await stranger.post("/desk/invitation", data={"token": token, "new_password": PASSWORD})
    assert again.status_code == 410
    assert (await stranger.get(link)).status_code == 410
    form = {"name": "Cem", "password": PASSWORD}
    assert (await stranger.post("/desk/sign-in", data=form)).status_code == 303


async def test_a_seat_without_a_password_leads_to_ones_account(admin, stranger) -> None:
    token = field((await stranger.get(await invited(admin))).text, "token")
    nothing = await stranger.post("/desk/invitation", data={"token": token})
    assert nothing.status_code == 422
    done = await stranger.post("/desk/invitation", data={"token": token, "without": "yes"})
    assert done.headers["location"] == "/desk/account"
    page = (await stranger.get("/desk/account")).text
    assert 'name="old_password"' not in page, "who has just come has no password to say"


async def test_an_invitation_can_be_withdrawn(admin, stranger) -> None:
    link = await invited(admin)
    page = (await admin.get("/desk/people")).text
    path = re.search(r'action="(/desk/people/invitations/\w+)"', page)
    assert path
    assert (await admin.post(path[1])).status_code == 303
    assert (await stranger.get(link)).status_code == 410
    assert (await admin.post(path[1])).status_code == 404


@pytest.mark.parametrize(
    ("name", "role", "status", "word"),
    [("Ada", "editor", 409, "already"), ("", "editor", 422, "1 to 80"), ("Cem", "king", 422, "role-unknown")],
)
async def test_what_cannot_be_invited(admin, name: str, role: str, status: int, word: str) -> None:
    answer = await admin.post("/desk/people/invite", data={"name": name, "role": role})
    assert (answer.status_code, word in answer.text) == (status, True)


async def test_a_role_holds_from_the_next_request_on(admin, desk) -> None:
    made = await desk.says("perhaps")
    path = f"/desk/comments/{made.comment.id}/approve"
    assert (await admin.post("/desk/people/mina/role", data={"role": "auditor"})).status_code == 303
    assert (await desk.post(path)).status_code == 403
    assert (await desk.get("/desk")).status_code == 200
    await admin.post("/desk/people/mina/role", data={"role": "moderator"})
    assert (await desk.post(path)).status_code == 303


async def test_who_is_shut_out_is_out_at_once(admin, desk) -> None:
    await admin.post("/desk/people/mina/seat", data={"do": "nonsense"})
    assert (await desk.get("/desk")).status_code == 200
    await admin.post("/desk/people/mina/seat", data={"do": "disable"})
    assert (await desk.get("/desk")).status_code == 303
    assert "shut out" in (await admin.get("/desk/people")).text
    await admin.post("/desk/people/mina/seat", data={"do": "enable"})
    assert (await desk.get("/desk")).status_code == 303, "sessions do not come back"
    await desk.signs_in()


async def test_the_last_admin_stays(admin) -> None:
    for path, form in (("role", {"role": "editor"}), ("seat", {"do": "disable"})):
        answer = await admin.post(f"/desk/people/ada/{path}", data=form)
        assert (answer.status_code, "last admin" in answer.text) == (409, True)
    assert (await admin.post("/desk/people/nobody/role", data={"role": "editor"})).status_code == 404


async def test_the_ledger_says_who_changed_what(admin, desk) -> None:
    await invited(admin, "Cem Example")
    await admin.post("/desk/people/mina/role", data={"role": "editor"})
    chain = admin.service.house.store.entries(DESK_CHAIN)
    entries = [entry async for entry in chain if entry.kind is Kind.PEOPLE]
    assert [(entry.body["act"], entry.body["by"]) for entry in entries] == [
        ("invited", "moderator:ada"),
        ("role-changed", "moderator:ada"),
    ]
    assert not any(b"Example" in entry.canonical for entry in entries)


@pytest.mark.parametrize("role", ["auditor", "moderator", "editor"])
async def test_others_may_neither_see_nor_do_this(service, desk, role: str) -> None:
    await service.house.store.add_moderator(Moderator("mina", "Mina", role))
    assert (await desk.get("/desk/people")).status_code == 403
    assert "/desk/people" not in (await desk.get("/desk")).text
    answer = await desk.post("/desk/people/invite", data={"name": "Cem", "role": "admin"})
    assert answer.status_code == 403
    assert await service.house.store.accounts.invitations(0) == []
