"""Each moderator sets the desk as they like it; it is theirs alone, and a wrong form changes nothing."""

from __future__ import annotations

import re

from gatepost.conversation.preferences.records import Preferences

FORM = {"theme": "dark", "type_size": "large", "break_minutes": "45", "blur": "on", "shortcuts": "on"}


async def kept(desk, moderator: str = "mina") -> Preferences:
    return await desk.service.house.store.preferences.of(moderator)


async def test_what_is_set_is_kept_and_every_page_has_it(desk) -> None:
    answer = await desk.post("/desk/preferences", data={**FORM, "warn": "on", "key-approve": "KeyY"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/preferences?saved=yes")
    assert await kept(desk) == Preferences(
        keys={"approve": "KeyY"}, theme="dark", type_size="large", blur=True, warn=True, break_minutes=45
    )
    page = (await desk.get("/desk")).text
    assert '<html lang="en" dir="ltr" data-theme="dark" data-type="large" data-blur>' in page
    assert '"approve": "KeyY"' in page
    assert 'data-shortcuts="on"' in page
    assert 'data-break="45"' in page
    assert 'content="dark"' in page
    own = (await desk.get("/desk/preferences?saved=yes")).text
    assert "Saved." in own
    assert re.search(r'name="key-approve".*?value="KeyY" selected', own, re.S)
    assert re.search(r'name="warn" value="on" checked', own)


async def test_they_are_nobody_elses(desk, stranger) -> None:
    await desk.post("/desk/preferences", data=FORM)
    await stranger.signs_in("Omar")
    assert '<html lang="en" dir="ltr">' in (await stranger.get("/desk")).text
    assert await kept(desk, "omar") == Preferences()


async def test_shortcuts_are_off_unless_ticked(desk) -> None:
    await desk.post("/desk/preferences", data={**FORM, "shortcuts": ""})
    assert 'data-shortcuts="off"' in (await desk.get("/desk")).text


async def test_one_key_does_one_thing_and_the_form_comes_back_filled_in(desk) -> None:
    answer = await desk.post("/desk/preferences", data={**FORM, "key-approve": "KeyR"})
    assert answer.status_code == 422
    assert "One key cannot do two things" in answer.text
    assert re.search(r'name="key-approve".*?value="KeyR" selected', answer.text, re.S)
    assert await kept(desk) == Preferences()
    swapped = {"key-approve": "KeyR", "key-reject": "KeyA", "key-undo": ""}
    assert (await desk.post("/desk/preferences", data={**FORM, **swapped})).status_code == 303
    assert (await kept(desk)).keys == {"approve": "KeyR", "reject": "KeyA", "undo": ""}
    await desk.post("/desk/preferences", data={**FORM, **swapped, "reset": "yes"})
    assert (await kept(desk)).keys == {}


async def test_what_cannot_be_set_is_refused(desk) -> None:
    for wrong in (
        {"theme": "plaid"},
        {"type_size": "\u202e"},
        {"break_minutes": "soon"},
        {"break_minutes": "-5"},
        {"break_minutes": "9999"},
        {"break_minutes": "٤٥"},
        {"key-approve": "F13"},
    ):
        answer = await desk.post("/desk/preferences", data={**FORM, **wrong})
        assert answer.status_code == 422, wrong
        assert "Nothing was saved" in answer.text
    assert await kept(desk) == Preferences()
