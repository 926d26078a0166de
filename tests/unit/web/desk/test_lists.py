"""Lists: filters in the address, a place that is kept, and forms that lead back to it."""

from __future__ import annotations

import re

import pytest

HTMX = {"hx-request": "true"}


def ids(page: str) -> list[str]:
    return re.findall(r'data-card="([^"]+)"', page)


async def many(desk, number: int) -> list[str]:
    made = [(await desk.says(f"perhaps {one}", name=f"Ann {one}")).comment.id for one in range(number)]
    await desk.service.house.store.caught_up()  # so that their words can be found
    return made


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/reports",
        "/appeals",
        "/second",
        "/escalated",
        "/questions",
        "/mine",
        "/engine",
        "/decided",
        "/search",
    ],
)
async def test_every_list_has_a_page(desk, path: str) -> None:
    await desk.says("perhaps")
    page = await desk.get(f"/desk{path}")
    assert page.status_code == 200
    assert '<form class="filters" method="get"' in page.text


async def test_filters_stand_in_the_address_and_on_chips_that_take_them_away(desk) -> None:
    first, second = await many(desk, 2)
    page = (await desk.get("/desk?name=Ann+1&order=newest&clause=threat")).text
    assert ids(page) == [second]
    assert re.search(
        r'<a class="chip" href="/desk\?order=newest&amp;clause=threat"[^>]*>name: \u2068Ann 1', page
    )
    assert '<option value="newest" selected>' in page
    assert ids((await desk.get("/desk?least=0.9")).text) == []
    assert ids((await desk.get("/desk?language=en")).text) == [first, second]
    assert '<html lang="en"' in (await desk.get("/desk?language=ar")).text


async def test_a_filter_that_means_nothing_is_told_and_kept_in_the_form(desk) -> None:
    await desk.says("perhaps")
    page = await desk.get("/desk?older=yesterday&title=water")
    assert page.status_code == 422
    assert "is not an age such as" in page.text
    assert 'name="title" value="water"' in page.text
    assert ids(page.text) == []


async def test_search_finds_words_in_any_state(desk) -> None:
    waits, out = await desk.says("perhaps a lighthouse"), await desk.says("you idiot of a lighthouse")
    await desk.says("a fair point")
    await desk.service.house.store.caught_up()
    assert set(ids((await desk.get("/desk/search?q=lighthouse")).text)) == {waits.comment.id, out.comment.id}


async def test_the_place_is_kept_while_what_stood_there_is_decided(desk) -> None:
    comments = await many(desk, 5)
    page = (await desk.get(f"/desk?at={comments[2]}")).text
    assert ids(page) == comments[2:]
    assert "2 before these" in page
    answer = await desk.post(
        f"/desk/comments/{comments[2]}/approve", data={"tab": "waiting", "place": "name=Ann"}
    )
    assert answer.headers["location"] == f"/desk?name=Ann&at={comments[2]}&done={comments[2]}"
    page = (await desk.get(answer.headers["location"])).text
    assert "comment is public now" in page
    assert ids(page) == comments[3:]
    # Another language keeps the place.
    other = re.search(r'href="\?([^"]*)lang=ckb"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert ids((await desk.get(f"/desk?{other}lang=ckb")).text) == comments[3:]


async def test_a_place_that_was_made_up_begins_at_the_beginning(desk) -> None:
    comments = await many(desk, 2)
    for place in ("at=nothing", "after=nonsense", "after=%00", "past=x", "at=" + "a" * 300):
        assert ids((await desk.get(f"/desk?{place}")).text) == comments, place


async def test_a_form_cannot_lead_away_from_the_desk(desk) -> None:
    (comment,) = await many(desk, 1)
    form = {"tab": "https://evil.test", "place": "&order=//evil.test"}
    answer = await desk.post(f"/desk/comments/{comment}/approve", data=form)
    assert answer.headers["location"] == f"/desk?at={comment}&done={comment}"


async def test_the_next_page_can_be_fetched_as_a_fragment(desk) -> None:
    comments = await many(desk, 23)
    page = (await desk.get("/desk")).text
    following = re.search(r'href="(/desk\?after=[^"]+)" rel="next"', page)[1]  # type: ignore[index]
    fragment = (await desk.get(following, headers=HTMX)).text
    assert "<html" not in fragment
    assert ids(page) + ids(fragment) == comments


async def test_near_duplicates_are_one_card_that_leads_to_all(desk) -> None:
    for number in range(4):
        await desk.says(f"perhaps you should all come and see my wonderful new shop in the old town {number}")
    other = await desk.says("perhaps something else altogether, about a lighthouse and its keeper's daughter")
    page = (await desk.get("/desk?order=similarity")).text
    found = ids(page)
    assert len(found) == 2
    assert other.comment.id in found
    assert "4 nearly the same" in page
    together = re.search(r'href="(/desk/together\?wave=[^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert (await desk.get(together)).text.count('name="comment"') == 4


async def test_what_was_seen_goes_with_the_decision_and_a_faster_colleague_is_named(desk, stranger) -> None:
    (comment,) = await many(desk, 1)
    page = (await desk.get("/desk")).text
    seen = re.search(r'name="seen" value="(-?\d+)"', page)[1]  # type: ignore[index]
    await stranger.signs_in("Omar")
    await stranger.post(f"/desk/comments/{comment}/approve", data={"seen": seen})
    form = {"seen": seen, "clause": "threat", "note": "I know <him>", "tab": "waiting"}
    for headers in ({}, HTMX):
        refused = await desk.post(f"/desk/comments/{comment}/reject", data=form, headers=headers)
        assert refused.status_code == 409
        assert "Omar\u2069 was faster: approved." in refused.text
        # Nothing has to be typed twice.
        assert "I know &lt;him&gt;</textarea>" in refused.text
    standing = await desk.service.house.store.decision_of(comment)
    assert standing[0].by == "moderator:omar"


async def test_a_note_goes_with_an_approval_too(desk) -> None:
    (comment,) = await many(desk, 1)
    await desk.post(f"/desk/comments/{comment}/approve", data={"note": "borderline"})
    notes = await desk.service.house.store.notes_of(comment)
    assert [note for _, note, _ in notes] == ["borderline"]


async def test_the_keys_are_listed_as_they_are_mapped(desk) -> None:
    page = (await desk.get("/desk/keys")).text
    assert re.search(r"<dt><kbd>a</kbd></dt><dd>Approve</dd>", page)
    assert re.search(r"<kbd>a</kbd> <kbd>r</kbd> </dt><dd>Racist abuse</dd>", page)
    form = {"theme": "system", "type_size": "normal", "break_minutes": "0", "shortcuts": "on"}
    await desk.post("/desk/preferences", data={**form, "key-approve": "KeyY"})
    assert re.search(r"<dt><kbd>y</kbd></dt><dd>Approve</dd>", (await desk.get("/desk/keys")).text)
    await desk.post("/desk/preferences", data={**form, "shortcuts": ""})
    off = (await desk.get("/desk/keys", headers=HTMX)).text
    assert "switched off" in off
    assert "<dd>Approve</dd>" not in off
    assert "<kbd" not in (await desk.get("/desk")).text


async def test_who_may_only_look_is_offered_no_decision(desk, stranger) -> None:
    from gatepost.conversation.records import Moderator

    await desk.says("perhaps")
    await desk.service.house.store.add_moderator(Moderator("odd", "Odd", "auditor"))
    await stranger.signs_in("Odd")
    page = (await stranger.get("/desk")).text
    assert ids(page)
    assert 'data-do="approve"' not in page
    assert 'form="together"' not in page


async def test_content_warnings_fold_the_comment_and_say_why(desk) -> None:
    await desk.says("perhaps")
    assert 'class="warned"' not in (await desk.get("/desk")).text
    form = {"theme": "system", "type_size": "normal", "break_minutes": "0", "warn": "on", "blur": "on"}
    await desk.post("/desk/preferences", data=form)
    page = (await desk.get("/desk")).text
    assert re.search(r'<details class="warned"><summary[^>]*>Folded for you: \u2068Threats and calls', page)
    assert re.search(r'<mark class="one strong" tabindex="0"', page)


async def test_a_list_is_kept_under_a_name_and_forgotten(desk, stranger) -> None:
    form = {"tab": "engine", "place": "language=ar&order=risk", "name": "Arabic <risk>", "shared": "on"}
    answer = await desk.post("/desk/views", data=form)
    assert answer.headers["location"] == "/desk/engine?order=risk&language=ar"
    page = (await desk.get("/desk")).text
    assert '<a href="/desk/engine?order=risk&amp;language=ar"><bdi>Arabic &lt;risk&gt;</bdi></a>' in page
    refused = await desk.post("/desk/views", data=form)
    assert refused.status_code == 409
    assert "already" in refused.text
    assert (await desk.post("/desk/views", data={**form, "name": " "})).status_code == 422
    assert (await desk.post("/desk/views", data={**form, "place": "older=x", "name": "y"})).status_code == 422
    view = re.search(r'action="/desk/views/([^/]+)/delete"', page)[1]  # type: ignore[index]
    await stranger.signs_in("Omar")
    shared = (await stranger.get("/desk")).text
    assert "Arabic &lt;risk&gt;" in shared
    assert "/delete" not in shared
    assert (await stranger.post(f"/desk/views/{view}/delete")).status_code == 403
    assert (await desk.post(f"/desk/views/{view}/delete")).status_code == 303
    assert "Arabic &lt;risk&gt;" not in (await desk.get("/desk")).text
