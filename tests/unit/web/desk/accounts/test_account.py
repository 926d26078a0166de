"""One's own account: password, passkeys, sessions; and that a stolen session cannot make doors of its own."""

from __future__ import annotations

import json
import re

import pytest
from tests.authenticator import Authenticator
from tests.unit.web.desk.accounts.conftest import PASSWORD
from tests.unit.web.desk.conftest import Desk

from gatepost.web.forms import FORM_TOKEN_HEADER, form_token

HERE = "http://localhost:8000"
NEW = "another long password"


async def password_desk(service, base: str = HERE) -> Desk:
    """Ann, signed in by her password at an address where passkeys work."""
    if await service.house.store.moderator_by_name("Ann") is None:
        await service.accounts.add_moderator("Ann", PASSWORD)
    made = Desk(service)
    made.base_url = base
    answer = await made.post("/desk/sign-in", data={"name": "Ann", "password": PASSWORD})
    assert answer.headers["location"] == "/desk", answer.text
    made.headers[FORM_TOKEN_HEADER] = form_token(service.accounts.session_in(made.cookies))
    return made


@pytest.fixture
async def ann(service) -> Desk:
    made = await password_desk(service)
    yield made
    await made.aclose()


async def add_passkey(desk: Desk, key: Authenticator, **form: str) -> int:
    begun = await desk.post("/desk/account/passkeys/begin", data=form)
    if begun.status_code != 200:
        return begun.status_code
    assert begun.headers["cache-control"] == "no-store"
    asked = begun.json()
    sent = {"ceremony": asked["ceremony"], "credential": key.create(asked["publicKey"]), "label": "Phone"}
    return (await desk.post("/desk/account/passkeys", data=sent)).status_code


async def sign_in_with(desk: Desk, key: Authenticator, **form: str) -> str:
    asked = (await desk.post("/desk/passkey/begin")).json()
    sent = {"ceremony": asked["ceremony"], "credential": key.get(asked["publicKey"]), **form}
    answer = await desk.post("/desk/passkey", data=sent)
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_the_old_password_is_asked_and_other_sessions_end(service, ann) -> None:
    other = await password_desk(service)
    wrong = await ann.post("/desk/account/password", data={"old_password": "nope", "new_password": NEW})
    assert (wrong.status_code, "current password is wrong" in wrong.text) == (403, True)
    form = {"old_password": PASSWORD, "new_password": "short"}
    assert (await ann.post("/desk/account/password", data=form)).status_code == 422
    form = {"old_password": PASSWORD, "new_password": NEW}
    done = await ann.post("/desk/account/password", data=form)
    assert done.headers["location"] == "/desk/account?done=password"
    assert "Every other browser was signed out" in (await ann.get(done.headers["location"])).text
    assert (await other.get("/desk")).status_code == 303
    assert (await ann.get("/desk")).status_code == 200
    await other.aclose()


async def test_a_link_lets_in_to_set_a_lost_password_but_not_for_long(service, desk, later) -> None:
    page = (await desk.get("/desk/account")).text
    assert 'name="old_password"' not in page
    later(16)
    form = {"new_password": NEW}
    assert (await desk.post("/desk/account/password", data=form)).status_code == 403
    await desk.signs_in()
    assert (await desk.post("/desk/account/password", data=form)).status_code == 303
    assert await service.accounts.sign_in("Mina", NEW, "192.0.2.9")


async def test_a_passkey_is_added_named_used_and_removed(service, ann) -> None:
    key = Authenticator(HERE, "localhost")
    assert await add_passkey(ann, key) == 303
    page = (await ann.get("/desk/account")).text
    path = re.search(r'action="(/desk/account/passkeys/\w+)"', page)
    assert path
    assert 'value="Phone"' in page
    await ann.post(path[1], data={"do": "name", "label": "Blue <key>"})
    assert "Blue &lt;key&gt;" in (await ann.get("/desk/account")).text
    async with Desk(service) as stranger:
        stranger.base_url = HERE
        assert await sign_in_with(stranger, key, next="/desk/articles") == "/desk/articles"
        assert "Passkey" in (await stranger.get("/desk/sessions")).text
    await ann.post(path[1], data={"do": "remove"})
    async with Desk(service) as stranger:
        stranger.base_url = HERE
        assert await sign_in_with(stranger, key) == "/desk/sign-in?why=passkey"
        assert (await stranger.get("/desk")).status_code == 303
        assert "not accepted" in (await stranger.get("/desk/sign-in?why=passkey")).text


async def test_an_old_session_must_say_again_who_it_is(service, ann, later) -> None:
    later(16)
    key = Authenticator(HERE, "localhost")
    page = (await ann.get("/desk/account")).text
    assert page.count('name="old_password"') == 2
    assert await add_passkey(ann, key) == 403
    assert await add_passkey(ann, key, old_password="wrong") == 403
    assert await add_passkey(ann, key, old_password=PASSWORD) == 303


async def test_somebody_elses_passkey_is_not_touched(service, ann, desk) -> None:
    key = Authenticator(HERE, "localhost")
    await add_passkey(ann, key)
    for do in ("name", "remove"):
        await desk.post(f"/desk/account/passkeys/{key.id.hex()}", data={"do": do, "label": "mine"})
    await desk.post("/desk/account/passkeys/nonsense", data={"do": "remove"})
    (kept,) = await service.house.store.accounts.passkeys((await service.accounts._store.moderators())[0].id)
    assert kept.label == "Phone"


async def test_without_a_host_name_there_are_none_and_the_page_says_where(desk) -> None:
    page = (await desk.get("/desk/account")).text
    assert "http://localhost:8000/desk/account" in page
    assert "data-passkey" not in page
    begun = await desk.post("/desk/passkey/begin")
    assert (begun.status_code, begun.json()["code"]) == (422, "passkey-refused")


async def test_a_failed_passkey_says_so_and_nothing_else(ann) -> None:
    sent = {"ceremony": "made-up", "credential": json.dumps({"id": "AA", "response": {}})}
    answer = await ann.post("/desk/account/passkeys", data=sent)
    assert answer.headers["location"] == "/desk/account?why=passkey"
    assert "The passkey was not added" in (await ann.get(answer.headers["location"])).text


async def test_all_other_sessions_end_at_once(service, ann) -> None:
    others = [await password_desk(service) for _ in range(2)]
    page = (await ann.get("/desk/sessions")).text
    assert "End all others" in page
    assert page.count("Password</span>") == 3
    await ann.post("/desk/sessions/end-others")
    for other in others:
        assert (await other.get("/desk")).status_code == 303
        await other.aclose()
    page = (await ann.get("/desk/sessions")).text
    assert "End all others" not in page


async def test_a_planted_session_is_not_taken_over(service, stranger) -> None:
    """Session fixation: whatever cookie the browser brings, signing in gives another and ends the old."""
    await service.accounts.add_moderator("Ann", PASSWORD)
    cookie = service.accounts.cookie_name
    stranger.cookies.set(cookie, "planted-by-somebody", domain="gatepost.test")
    await stranger.post("/desk/sign-in", data={"name": "Ann", "password": PASSWORD})
    first = service.accounts.session_in(stranger.cookies)
    assert first
    assert first != "planted-by-somebody"
    assert await service.accounts.moderator_of_session("planted-by-somebody") is None
    await stranger.signs_in("Mina")
    assert service.accounts.session_in(stranger.cookies) != first
    assert await service.accounts.moderator_of_session(first) is None


async def test_a_link_cannot_be_tried_without_end(stranger, no_refilling) -> None:
    places = {(await stranger.get("/desk/enter?token=guess")).headers["location"] for _ in range(31)}
    assert places == {"/desk/sign-in?why=link", "/desk/sign-in?why=slow"}


async def test_the_known_browser_gets_in_while_somebody_guesses(service, ann, no_refilling) -> None:
    known = ann.cookies[service.accounts.sessions.name_of("gatepost_known")]
    assert known
    for number in range(12):
        async with Desk(service) as attacker:
            attacker._transport.client = (f"198.51.100.{number}", 5000)
            await attacker.post("/desk/sign-in", data={"name": "Ann", "password": "guess"})
    async with Desk(service) as fresh:
        form = {"name": "Ann", "password": PASSWORD}
        assert (await fresh.post("/desk/sign-in", data=form)).status_code == 429
        fresh.cookies.set(service.accounts.sessions.name_of("gatepost_known"), known)
        assert (await fresh.post("/desk/sign-in", data=form)).status_code == 303
