"""Deciding together: shown first, then exactly that; what somebody else decided meanwhile is left alone."""

from __future__ import annotations

import re


async def many(desk, number: int) -> list[str]:
    return [(await desk.says(f"perhaps {one}", name=f"Ann {one}")).comment.id for one in range(number)]


async def state(desk, comment: str) -> str:
    return (await desk.service.house.find(comment)).state.value


def seen(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen-[^"]+)" value="(-?\d+)"', page))


async def test_shown_then_done_then_taken_back(desk) -> None:
    comments = await many(desk, 3)
    page = (await desk.post("/desk/together", data={"comment": comments, "tab": "waiting"})).text
    assert page.count("checked> <bdi>") == 3
    form = {"comment": comments, "outcome": "reject", "clause": "threat", "note": "a wave", "tab": "waiting"}
    shown = (await desk.post("/desk/together/preview", data=form)).text
    assert "Would be decided: 3" in shown
    assert [await state(desk, one) for one in comments] == ["pending"] * 3

    chosen = {**form, "comment": comments[:2], **seen(shown)}
    done = (await desk.post("/desk/together/decide", data=chosen)).text
    assert "Decided: 2" in done
    assert [await state(desk, one) for one in comments] == ["rejected", "rejected", "pending"]
    assert f'action="/desk/comments/{comments[0]}/undo"' in done
    await desk.post(f"/desk/comments/{comments[0]}/undo")
    assert await state(desk, comments[0]) == "pending"
    assert [note for _, note, _ in await desk.service.house.store.notes_of(comments[1])] == ["a wave"]


async def test_a_colleagues_decision_and_a_colleagues_claim_are_respected(desk, stranger) -> None:
    comments = await many(desk, 3)
    await stranger.signs_in("Omar")
    await stranger.post(f"/desk/comments/{comments[0]}/claim")
    form = {"comment": comments, "outcome": "approve"}
    shown = (await desk.post("/desk/together/preview", data=form)).text
    assert "Omar\u2069 is looking at this" in shown
    assert shown.count("checked> <bdi>") == 2
    await stranger.post(f"/desk/comments/{comments[1]}/reject", data={"clause": "threat"})
    done = (
        await desk.post("/desk/together/decide", data={**form, **seen(shown), "comment": comments[1:]})
    ).text
    assert "Decided: 1" in done
    assert "Omar\u2069 was faster: rejected." in done
    assert [await state(desk, one) for one in comments] == ["pending", "rejected", "approved"]


async def test_without_what_was_seen_nothing_is_overturned(desk) -> None:
    (comment,) = await many(desk, 1)
    await desk.post(f"/desk/comments/{comment}/approve")
    form = {"comment": comment, "outcome": "reject", "clause": "threat"}
    assert "was faster: approved." in (await desk.post("/desk/together/decide", data=form)).text
    assert await state(desk, comment) == "approved"


async def test_a_garbled_or_empty_form_decides_nothing(desk) -> None:
    comments = await many(desk, 2)
    for form in (
        {"outcome": "publish"},
        {"outcome": "reject"},
        {"outcome": "reject", "clause": "no-such"},
        {},
    ):
        for step in ("preview", "decide"):
            answer = await desk.post(f"/desk/together/{step}", data={"comment": comments, **form})
            assert answer.status_code == 422, form
            assert 'role="alert"' in answer.text
    assert [await state(desk, one) for one in comments] == ["pending", "pending"]
    for path in ("", "/preview", "/decide"):
        answer = await desk.post(f"/desk/together{path}", data={"outcome": "approve"})
        assert answer.status_code == 200
        assert "Nothing is selected" in answer.text
    unknown = {"comment": "0199", "outcome": "approve"}
    assert "Nothing is selected" in (await desk.post("/desk/together/preview", data=unknown)).text
    assert (await desk.get("/desk/together?wave=0199")).status_code == 404


async def test_too_many_at_once_are_refused_in_plain_words(desk) -> None:
    form = {"comment": [f"made-up-{one}" for one in range(201)], "outcome": "approve"}
    answer = await desk.post("/desk/together/preview", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
