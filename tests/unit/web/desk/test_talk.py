"""An article's settings and the newsroom's replies at the desk, as plain forms."""

from __future__ import annotations

from msgspec import structs

from gatepost.conversation.records import Moderator
from gatepost.conversation.sites import Sites
from gatepost.conversation.talk.records import NEVER, Wish
from gatepost.conversation.talk.settings import set_up

FORM = {
    "closes": "at", "closes_at": "2099-01-31T18:00", "slow": "own", "slow_seconds": "30",
    "notice": "Stay calm,\r\nplease <b>.", "questions": "yes", "held": "yes",
}  # fmt: skip


async def only_article(desk):
    (article,) = await desk.service.house.store.articles()
    return article


async def test_the_settings_form_keeps_what_was_chosen(desk) -> None:
    await desk.says("fine")
    house = desk.service.house
    house.sites = Sites([structs.replace(one, timezone="Asia/Baghdad") for one in house.sites.all])
    article = await only_article(desk)
    assert f'href="/desk/articles/{article.id}"' in (await desk.get("/desk/articles")).text
    answer = await desk.post(f"/desk/articles/{article.id}/settings", data=FORM)
    assert answer.headers["location"] == f"/desk/articles/{article.id}?saved=1"
    article = await only_article(desk)
    assert article.closes_at == 4_073_554_800 * 1_000_000  # 15:00 UTC is 18:00 in Baghdad
    assert (article.slow_seconds, article.notice) == (30, "Stay calm,\nplease <b>.")
    assert (article.questions, article.held, article.closed) == (True, True, False)
    page = (await desk.get(answer.headers["location"])).text
    assert 'value="2099-01-31T18:00"' in page
    assert "please &lt;b&gt;." in page
    assert "Asia/Baghdad" in page
    plain = {"closes": "never", "slow": "site", "closed": "yes"}
    await desk.post(f"/desk/articles/{article.id}/settings", data=plain)
    article = await only_article(desk)
    assert (article.closes_at, article.slow_seconds, article.closed, article.notice) == (
        NEVER,
        None,
        True,
        "",
    )


async def test_a_form_that_cannot_be_is_shown_again(desk) -> None:
    await desk.says("fine")
    article = await only_article(desk)
    for bad in ({"closes_at": "soon"}, {"slow_seconds": "-3"}, {"slow_seconds": "99999999"}):
        answer = await desk.post(f"/desk/articles/{article.id}/settings", data={**FORM, **bad})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert "please &lt;b&gt;." in answer.text
    assert await only_article(desk) == article
    assert (await desk.get("/desk/articles/none")).status_code == 404
    assert (await desk.post("/desk/articles/none/settings", data=FORM)).status_code == 404


async def test_an_auditor_looks_and_changes_nothing(desk, stranger) -> None:
    await desk.says("fine")
    article = await only_article(desk)
    await desk.service.house.store.add_moderator(Moderator("au", "Au", "auditor"))
    await stranger.signs_in("Au")
    page = await stranger.get(f"/desk/articles/{article.id}")
    assert page.status_code == 200
    assert "<fieldset disabled>" in page.text
    assert (await stranger.post(f"/desk/articles/{article.id}/settings", data=FORM)).status_code == 403


async def test_a_question_waits_in_a_list_of_its_own_and_is_answered_there(desk) -> None:
    made = await desk.says("fine")
    house = desk.service.house
    assert "hidden>Questions" in (await desk.get("/desk")).text
    await set_up(house, made.comment.article, Wish(questions=True))
    asked = await desk.says("Why is that?", question=True)
    page = (await desk.get("/desk/questions")).text
    assert "Why is that?" in page
    assert "Question to the newsroom" in page
    assert 'data-go="q"' in page
    assert 'name="newsroom"' in page
    path = f"/desk/comments/{asked.comment.id}/reply"
    empty = await desk.post(path, data={"newsroom": " ", "tab": "questions"})
    assert empty.status_code == 422
    answer = await desk.post(path, data={"newsroom": "Because.", "newsroom_name": "Sara", "tab": "questions"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/questions")
    question = await house.find(asked.comment.id)
    assert question.answer is not None
    reply = await house.find(question.answer)
    assert (reply.text, reply.author_name, reply.badge) == ("Because.", "Sara", "newsroom")
    assert "No question waits" in (await desk.get("/desk/questions")).text


async def test_a_reply_that_is_not_published_shows_what_became_of_it(desk) -> None:
    made = await desk.says("fine")
    answer = await desk.post(f"/desk/comments/{made.comment.id}/reply", data={"newsroom": "perhaps"})
    assert answer.headers["location"].startswith("/desk/comments/")
    assert answer.headers["location"] != f"/desk/comments/{made.comment.id}"
    page = (await desk.get(answer.headers["location"])).text
    assert "perhaps" in page
