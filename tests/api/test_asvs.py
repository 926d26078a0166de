"""Small promises of docs/explanation/security.md that no other test keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.api.gatepost_here import Client

import gatepost.web
from gatepost.conversation.records import Moderator

TEMPLATES = Path(gatepost.web.__file__).parent / "templates"
STATIC = Path(gatepost.web.__file__).parent / "static"


@pytest.mark.parametrize("path", ["/", "/desk", "/api/v1/comments", "/healthz"])
async def test_trace_is_no_method_here(client: Client, path: str) -> None:
    answer = await client.request("TRACE", path, headers={"Cookie": "gatepost_session=a-secret"})
    assert answer.status_code in {404, 405}
    assert "a-secret" not in answer.text


def test_password_fields_hide_and_take_what_managers_paste() -> None:
    fields = [
        (file.name, field)
        for file in TEMPLATES.rglob("*.html")
        for field in re.findall(r"<input[^>]*password[^>]*>", file.read_text("utf-8"))
    ]
    assert len(fields) >= 4
    for name, field in fields:
        assert 'type="password"' in field, name
        assert re.search(r'autocomplete="(current|new)-password"', field), name
        assert not re.search(r"onpaste|readonly|pattern=", field), name
    assert not [one.name for one in STATIC.glob("*.js") if "onpaste" in one.read_text("utf-8")]


async def test_any_long_password_is_taken_as_it_is(client: Client) -> None:
    accounts = client.service.accounts
    for number, password in enumerate(
        ("x" * 64, "  spaces at both ends  ", "گذرواژهٔ بلند من", "1234567890a" * 60)
    ):
        name = f"Person {number}"
        await accounts.add_moderator(name, password)
        form = {"name": name, "password": password}
        assert (await client.post("/desk/sign-in", data=form)).status_code == 303
        client.cookies.clear()
        for other in (
            password[:-1],
            password.upper() + "!",
            password.strip() if number == 1 else password[1:],
        ):
            wrong = await client.post("/desk/sign-in", data={**form, "password": other})
            assert wrong.status_code == 401


async def test_every_page_of_the_desk_offers_to_sign_out(client: Client) -> None:
    accounts, store = client.service.accounts, client.service.house.store
    await store.add_moderator(Moderator("ada", "Ada", "admin"))
    token = await accounts.make_link("ada")
    await client.get("/desk/enter", params={"token": token})
    for path in ("/desk", "/desk/account", "/desk/sessions", "/desk/people", "/desk/figures", "/desk/rules"):
        page = await client.get(path, headers={"Accept": "text/html"})
        assert page.status_code == 200, path
        assert 'action="/desk/sign-out"' in page.text, path
        assert page.headers["cache-control"] == "no-store", path


def test_the_frame_hears_its_own_windows_alone() -> None:
    frame, embed = ((STATIC / name).read_text("utf-8") for name in ("frame.js", "embed.js"))
    assert "event.source !== around" in frame
    assert "event.origin !== ours" in embed
