"""The door of the desk: closed without a session, open with one, and shut again at once."""

from __future__ import annotations

import pytest

from gatepost.web.accounts import COOKIE
from gatepost.web.desk import DESK_ROUTES

PASSWORD = "a long enough password"
PUBLIC = {
    "/desk/sign-in",
    "/desk/enter",
    "/desk/sign-out",
    "/desk/passkey/begin",
    "/desk/passkey",
    "/desk/oidc",
    "/desk/oidc/callback",
    "/desk/oidc/join",
    "/desk/invitation",
}


def test_only_the_door_itself_is_public() -> None:
    public = {path for route in DESK_ROUTES for path in route.paths if route.opt.get("public")}
    assert public == PUBLIC
    assert all(route.opt.get("public") or "right" in route.opt for route in DESK_ROUTES)


async def test_every_other_page_sends_a_stranger_to_the_form(stranger) -> None:
    for route in DESK_ROUTES:
        if route.opt.get("public"):
            continue
        for path in route.paths:
            method = "POST" if "POST" in {str(method) for method in route.http_methods} else "GET"
            answer = await stranger.request(method, path.replace("{comment:str}", "0199"))
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/desk/sign-in?next=")


async def test_name_and_password_open_the_desk_and_lead_back(stranger) -> None:
    await stranger.service.accounts.add_moderator("Mina", PASSWORD)
    form = {"name": "Mina", "password": PASSWORD, "next": "/desk/appeals"}
    answer = await stranger.post("/desk/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/appeals")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert (await stranger.get("/desk/appeals")).status_code == 200
    assert (await stranger.get("/desk/sign-in")).headers["location"] == "/desk"


@pytest.mark.parametrize("name", ["Mina", "Nobody", "<b>Mina</b>"])
async def test_a_wrong_password_says_no_more_than_that(stranger, name: str) -> None:
    await stranger.service.accounts.add_moderator("Mina", PASSWORD)
    answer = await stranger.post("/desk/sign-in", data={"name": name, "password": "wrong"})
    assert answer.status_code == 401
    assert "Name and password do not go together" in answer.text
    assert "<b>Mina</b>" not in answer.text
    assert COOKIE not in answer.cookies


async def test_a_form_that_is_no_text_is_a_problem_not_a_fault(stranger) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await stranger.post("/desk/sign-in", content=b"name=%ff%fe&password=\xff", headers=headers)
    assert 400 <= answer.status_code < 500


async def test_signing_in_leads_nowhere_else(stranger) -> None:
    await stranger.service.accounts.add_moderator("Mina", PASSWORD)
    form = {"name": "Mina", "password": PASSWORD, "next": "https://evil.example/desk"}
    assert (await stranger.post("/desk/sign-in", data=form)).headers["location"] == "/desk"


async def test_a_link_signs_in_once_and_tells_nobody(stranger) -> None:
    moderator = await stranger.service.accounts.add_moderator("Mina", PASSWORD)
    link = f"/desk/enter?token={await stranger.service.accounts.make_link(moderator.id)}"
    first = await stranger.get(link)
    assert first.headers["location"] == "/desk"
    assert first.headers["referrer-policy"] == "no-referrer"
    stranger.cookies.clear()
    second = await stranger.get(link)
    assert second.headers["location"] == "/desk/sign-in?why=link"
    assert "has been used" in (await stranger.get(second.headers["location"])).text


async def test_signing_out_ends_the_session_on_the_server(desk) -> None:
    cookie = desk.cookies[COOKIE]
    assert (await desk.post("/desk/sign-out")).headers["location"] == "/desk/sign-in?why=out"
    desk.cookies.set(COOKIE, cookie)
    assert (await desk.get("/desk")).status_code == 303


async def test_a_form_on_another_site_cannot_decide(desk) -> None:
    made = await desk.says("perhaps")
    answer = await desk.post(
        f"/desk/comments/{made.comment.id}/approve", headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert (await desk.service.house.find(made.comment.id)).state == "pending"


async def test_sessions_are_listed_and_any_can_be_ended(desk) -> None:
    other = desk.cookies[COOKIE]
    desk.cookies.clear()  # another browser: in the same one, the session before ends
    await desk.signs_in()
    page = (await desk.get("/desk/sessions")).text
    assert page.count('name="session"') == 2
    assert "this browser" in page
    own = page.index("this browser")
    keys = [part.split('"')[0] for part in page.split('name="session" value="')[1:]]
    assert own < page.index(keys[0])
    await desk.post("/desk/sessions/end", data={"session": keys[1]})
    assert (await desk.get("/desk")).status_code == 200
    desk.cookies.clear()
    desk.cookies.set(COOKIE, other)
    assert (await desk.get("/desk")).status_code == 303


async def test_nobody_can_end_somebody_elses_session(desk, stranger) -> None:
    await stranger.signs_in("Omar")
    page = (await stranger.get("/desk/sessions")).text
    key = page.split('name="session" value="')[1].split('"')[0]
    await desk.post("/desk/sessions/end", data={"session": key})
    assert (await stranger.get("/desk")).status_code == 200
