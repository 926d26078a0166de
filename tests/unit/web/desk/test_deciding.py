"""Deciding at the desk: what a card shows, what each button does, and that everything can be taken back."""

from __future__ import annotations

import re

from gatepost.conversation.appeal import appeal
from gatepost.vocabulary import Kind

HTMX = {"hx-request": "true"}


def count(page: str, tab: str) -> int:
    return int(re.search(rf'id="count-{tab}"[^>]*>(\d+)<', page)[1])  # type: ignore[index]


async def state(desk, made) -> str:
    return (await desk.service.house.find(made.comment.id)).state.value


async def kinds(desk, made) -> list[str]:
    found = await desk.service.house.store.history(made.comment.id)
    return [entry.kind.value for entry in found.entries]


async def test_a_card_shows_the_text_untouched_escaped_and_marked(desk) -> None:
    await desk.says("🙂 <script>alert(1)</script>\nperhaps  two  spaces \u202eevil", name="<i>Ann</i>")
    page = (await desk.get("/desk")).text
    assert "<script>alert" not in page
    assert "<i>Ann</i>" not in page
    assert "🙂 &lt;script&gt;alert(1)&lt;/script&gt;\n<mark" in page
    assert re.search(
        r"<mark[^>]*>perhaps</mark>  two  spaces <span class=\"control\"[^>]*>RLO</span>evil", page
    )
    assert "93%" in page
    assert "Threats and calls to violence" in page
    assert "\u202e" not in page


async def test_tabs_count_what_they_hold(desk) -> None:
    await desk.says("perhaps")
    await desk.says("a fair point")
    rejected = await desk.says("you idiot")
    await appeal(desk.service.house, rejected.comment.id, "It was a joke.")
    page = (await desk.get("/desk")).text
    assert (count(page, "waiting"), count(page, "appeals"), count(page, "decided")) == (1, 1, 2)


async def test_approving_publishes_and_undo_takes_it_back_by_a_new_entry(desk) -> None:
    made = await desk.says("perhaps")
    answer = await desk.post(f"/desk/comments/{made.comment.id}/approve")
    place = f"/desk?at={made.comment.id}&done={made.comment.id}"
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    page = (await desk.get(answer.headers["location"])).text
    assert "comment is public now" in page
    assert f'action="/desk/comments/{made.comment.id}/undo"' in page
    assert await state(desk, made) == "approved"
    before = await kinds(desk, made)
    await desk.post(f"/desk/comments/{made.comment.id}/undo")
    assert await state(desk, made) == "pending"
    assert (await kinds(desk, made))[: len(before)] == before
    assert len(await kinds(desk, made)) > len(before)


async def test_rejecting_needs_a_clause(desk) -> None:
    made = await desk.says("perhaps")
    answer = await desk.post(f"/desk/comments/{made.comment.id}/reject", data={"note": "x"})
    assert answer.status_code == 422
    assert "no rejection without a ground" in answer.text
    assert await state(desk, made) == "pending"
    answer = await desk.post(f"/desk/comments/{made.comment.id}/reject", data={"clause": "no-such-clause"})
    assert answer.status_code == 422
    await desk.post(f"/desk/comments/{made.comment.id}/reject", data={"clause": ["threat", "profanity"]})
    decision, _, _ = await desk.service.house.store.decision_of(made.comment.id)
    assert [ground.clause for ground in decision.grounds] == ["threat", "profanity"]


async def test_the_engines_strongest_clause_is_chosen_already(desk) -> None:
    await desk.says("perhaps")
    page = (await desk.get("/desk")).text
    assert re.findall(r'value="([\w.-]+)" checked', page) == ["threat"]
    offered = re.findall(r'name="clause" value="([\w.-]+)"', page)
    active = desk.service.house.guidelines.active
    assert set(offered) == {clause.id for clause in active if not clause.welcome}


async def test_htmx_gets_the_card_and_new_figures(desk) -> None:
    made = await desk.says("perhaps")
    answer = await desk.post(
        f"/desk/comments/{made.comment.id}/reject", data={"clause": "threat"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'id="card-{made.comment.id}"' in answer.text
    assert count(answer.text, "waiting") == 0
    assert "hx-swap-oob" in answer.text
    back = await desk.post(f"/desk/comments/{made.comment.id}/undo", headers=HTMX)
    assert f'action="/desk/comments/{made.comment.id}/approve"' in back.text
    assert count(back.text, "waiting") == 1


async def test_a_colleague_was_faster(desk) -> None:
    made = await desk.says("perhaps")
    await desk.post(f"/desk/comments/{made.comment.id}/approve")
    answer = await desk.post(f"/desk/comments/{made.comment.id}/approve", headers=HTMX)
    assert answer.status_code == 409
    assert "Mina\u2069 was faster: approved." in answer.text


async def test_only_ones_own_decision_can_be_undone(desk, stranger) -> None:
    made = await desk.says("perhaps")
    await desk.post(f"/desk/comments/{made.comment.id}/approve")
    await stranger.signs_in("Omar")
    assert "/undo" not in (await stranger.get("/desk/decided")).text
    answer = await stranger.post(f"/desk/comments/{made.comment.id}/undo")
    assert answer.status_code in (403, 409)
    assert await state(desk, made) == "approved"


async def test_an_appeal_is_upheld_or_overturned(desk) -> None:
    first, second = await desk.says("you idiot"), await desk.says("what an idiot")
    for made in (first, second):
        await appeal(desk.service.house, made.comment.id, "It was <b>a joke</b>.")
    page = (await desk.get("/desk/appeals")).text
    assert "It was &lt;b&gt;a joke&lt;/b&gt;." in page
    assert "Personal attacks" in page
    form = {"answer": "uphold", "reply": "Not funny."}
    answer = await desk.post(f"/desk/comments/{first.comment.id}/appeal", data=form)
    assert "Upheld" in (await desk.get(answer.headers["location"])).text
    await desk.post(f"/desk/comments/{second.comment.id}/appeal", data={"answer": "overturn"})
    assert (await state(desk, first), await state(desk, second)) == ("rejected", "approved")
    assert (await desk.service.house.store.appeal_of(first.comment.id)).reply == "Not funny."


async def test_a_garbled_answer_publishes_nothing(desk) -> None:
    made = await desk.says("you idiot")
    await appeal(desk.service.house, made.comment.id, "It was a joke.")
    await desk.post(f"/desk/comments/{made.comment.id}/appeal", data={"answer": "OVERTURN?"})
    assert await state(desk, made) == "rejected"


async def test_history_tells_every_step(desk) -> None:
    made = await desk.says("perhaps")
    await desk.post(f"/desk/comments/{made.comment.id}/approve")
    await desk.post(f"/desk/comments/{made.comment.id}/undo")
    page = (await desk.get(f"/desk/comments/{made.comment.id}")).text
    for words in ("Submitted", "The engine asks a person", "Approved", "Published", "Taken back", "Mina"):
        assert words in page
    found = await desk.service.house.store.history(made.comment.id)
    assert page.count("<tr class=") == len(found.entries)
    assert {entry.kind for entry in found.entries} >= {Kind.SUBMISSION, Kind.VERDICT, Kind.DECISION}


async def test_no_page_shows_a_receipt_token_or_a_salt(desk) -> None:
    made = await desk.says("perhaps")
    paths = ("/desk", "/desk/decided", "/desk/appeals", f"/desk/comments/{made.comment.id}")
    pages = [(await desk.get(path)).text for path in paths]
    await desk.post(f"/desk/comments/{made.comment.id}/approve")
    pages += [(await desk.get(path)).text for path in paths]
    for page in pages:
        assert made.receipt.token not in page
        assert made.receipt.salt not in page


async def test_an_unknown_comment_is_not_found(desk) -> None:
    assert (await desk.get("/desk/comments/0199")).status_code == 404
    assert (await desk.post("/desk/comments/0199/approve")).status_code == 404
    assert (await desk.post("/desk/comments/0199/approve", headers=HTMX)).status_code == 404


async def test_language_is_chosen_kept_and_right_to_left(desk) -> None:
    assert '<html lang="en" dir="ltr">' in (await desk.get("/desk")).text
    arabic = await desk.get("/desk", headers={"accept-language": "ar-IQ,ar;q=0.9,en;q=0.5"})
    assert '<html lang="ar" dir="rtl">' in arabic.text
    await desk.get("/desk?lang=ckb")
    assert '<html lang="ckb" dir="rtl">' in (await desk.get("/desk")).text
    await desk.get("/desk?lang=kmr")
    assert '<html lang="kmr" dir="ltr">' in (await desk.get("/desk")).text


async def test_pages_carry_a_strict_policy_and_nothing_inline(desk) -> None:
    await desk.says("perhaps")
    answer = await desk.get("/desk")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", answer.text)


async def test_long_queues_come_in_pages(desk) -> None:
    for number in range(22):
        await desk.says(f"perhaps {number}")
    first = (await desk.get("/desk")).text
    following = re.search(r'href="(/desk\?after=[^"]+)" rel="next"', first)
    assert first.count("data-card=") == 20
    second = (await desk.get(following[1])).text  # type: ignore[index]
    assert second.count("data-card=") == 2
    assert 'rel="next"' not in second
