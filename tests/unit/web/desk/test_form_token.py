"""No form of the desk does anything without the form token of the session that sends it."""

from __future__ import annotations

import re
from pathlib import Path

import gatepost.web
from gatepost.conversation.records import Moderator
from gatepost.web.app import build_litestar
from gatepost.web.forms import FORM_TOKEN, FORM_TOKEN_HEADER, form_token

TEMPLATES = Path(gatepost.web.__file__).parent / "templates" / "desk"
FORM = re.compile(r"<form\b[^>]*?method=\"post\".*?</form>", flags=re.DOTALL)
FOR_STRANGERS = {"sign_in.html"}
"""Forms of people who have no session yet: `Origin` and `Sec-Fetch-Site` alone guard them."""


def _posts(service) -> list[str]:
    paths = []
    for route in build_litestar(service).routes:
        for handler in getattr(route, "route_handlers", []):
            if route.path_format.startswith("/desk") and "POST" in getattr(handler, "http_methods", ()):
                paths.append(re.sub(r"\{[^}]+\}", "abc", route.path_format))
    return sorted(paths)


async def _admin(desk) -> None:
    await desk.service.house.store.add_moderator(Moderator("mina", "Mina", "admin"))


def test_every_form_in_the_templates_carries_it() -> None:
    found = 0
    for file in sorted(TEMPLATES.rglob("*.html")):
        for form in FORM.findall(file.read_text()):
            found += 1
            assert "{{ form_token }}" in form or file.name in FOR_STRANGERS, f"{file.name}: {form[:90]}"
    assert found >= 9


async def test_every_route_refuses_without_it_and_with_another_sessions(desk, stranger) -> None:
    await _admin(desk)
    await stranger.signs_in("Omar")
    foreign = stranger.headers[FORM_TOKEN_HEADER]
    del desk.headers[FORM_TOKEN_HEADER]
    posts = _posts(desk.service)
    assert len(posts) >= 9
    for path in posts:
        for fields in ({}, {FORM_TOKEN: ""}, {FORM_TOKEN: foreign}, {FORM_TOKEN: "\u0130"}):
            answer = await desk.post(path, data={"closed": "yes", **fields})
            assert answer.status_code == 403, path
            assert "This page is out of date" in answer.text, path
        answer = await desk.post(path, headers={FORM_TOKEN_HEADER: foreign})
        assert answer.status_code == 403, path
    assert (await desk.get("/desk")).status_code == 200, "none of them has signed out"


async def test_a_plain_form_and_a_header_both_pass(desk) -> None:
    token = desk.headers.pop(FORM_TOKEN_HEADER)
    page = (await desk.get("/desk/sessions")).text
    assert f'<input type="hidden" name="{FORM_TOKEN}" value="{token}">' in page
    assert f'hx-headers="{{&#34;{FORM_TOKEN_HEADER}&#34;: &#34;{token}&#34;}}"' in page
    for sent in ({"data": {FORM_TOKEN: token}}, {"headers": {FORM_TOKEN_HEADER: token}}):
        made = await desk.says("perhaps")
        assert (await desk.post(f"/desk/comments/{made.comment.id}/approve", **sent)).status_code == 303


async def test_what_was_typed_is_not_lost_and_what_is_secret_is_not_shown(desk) -> None:
    del desk.headers[FORM_TOKEN_HEADER]
    form = {"note": "ask <b>Dana</b> first", "tab": "waiting", "password": "a very long password of mine"}
    answer = await desk.post("/desk/comments/abc/reject", data=form, headers={"hx-request": "true"})
    assert "ask &lt;b&gt;Dana&lt;/b&gt; first" in answer.text
    assert "password of mine" not in answer.text
    assert "\nwaiting</textarea>" not in answer.text
    assert answer.headers["hx-retarget"] == "#main"
    answer = await desk.post("/desk/sign-out", json={"a": 1})
    assert answer.json()["code"] == "form-token-invalid"


def test_the_token_is_of_one_session_and_does_not_tell_it() -> None:
    assert form_token("one") != form_token("two")
    assert "one" not in form_token("one")


async def test_a_stranger_needs_none(stranger) -> None:
    assert (await stranger.post("/desk/sign-out")).status_code == 303
    assert (await stranger.post("/desk/sign-in", data={"name": "a", "password": "b"})).status_code == 401
