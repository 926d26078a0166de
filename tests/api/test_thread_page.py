"""The thread as a page: read, sort, turn pages, post, reply and report with nothing but HTML forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from msgspec import structs
from tests.api.gatepost_here import ARTICLE, SITE, Client, receipt
from tests.api.stub_engine import StubEngine

from gatepost.conversation.sites import Sites
from gatepost.vocabulary import LANGUAGES
from gatepost.web.abuse.layers import Layers, Shares
from gatepost.web.problems import Problem
from gatepost.web.public.messages import table

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
CLOSES = "2099-01-02T03:04:00Z"
OWN = {"Origin": "http://gatepost.test", "Sec-Fetch-Site": "same-origin"}


async def look(client: Client, **params: str) -> httpx.Response:
    return await client.get("/thread", params={"article": ARTICLE, **params})


def filled(page: httpx.Response, **fields: str) -> dict[str, str]:
    """The form of this page, filled in."""
    return {**{name: unescape(value) for name, value in HIDDEN.findall(page.text)}, "website": "", **fields}


async def send(client: Client, form: dict[str, str], **headers: str) -> httpx.Response:
    return await client.post("/thread", data=form, headers={**OWN, **headers})


async def write(client: Client, text: str, **params: str) -> httpx.Response:
    return await send(client, filled(await look(client, **params), name="Ann", text=text))


async def test_the_page_can_be_read_and_found(client: Client) -> None:
    first = await client.said("A <b>fair</b> point & more.")
    await client.said("An answer.", parent=first["id"])
    page = await look(client)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="en" dir="ltr">' in page.text
    assert f'<link rel="canonical" href="{ARTICLE}">' in page.text
    assert '<meta name="description" content="' in page.text
    assert "A &lt;b&gt;fair&lt;/b&gt; point &amp; more." in page.text
    assert page.text.count('itemtype="https://schema.org/Comment"') == 2
    assert 'itemprop="commentCount" content="2"' in page.text
    assert "set-cookie" not in page.headers
    policy = page.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "noindex" not in page.text


async def test_it_stays_the_same_until_something_changes(client: Client) -> None:
    await client.said()
    page = await look(client)
    again = await client.get(
        "/thread", params={"article": ARTICLE}, headers={"If-None-Match": page.headers["etag"]}
    )
    assert again.status_code == 304
    await client.said("Another.")
    changed = await client.get(
        "/thread", params={"article": ARTICLE}, headers={"If-None-Match": page.headers["etag"]}
    )
    assert changed.status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_speaks_six_languages(client: Client, language: str) -> None:
    made = await client.said()
    pages = [
        await look(client, lang=language),
        await client.get("/thread", params={"reply": made["id"], "lang": language}),
        await client.get("/thread/report", params={"comment": made["id"], "lang": language}),
        await client.get(f"/r/{made['receipt']['token']}", params={"lang": language}),
    ]
    direction = "rtl" if language in ("ar", "ckb", "fa") else "ltr"
    for page in pages:
        assert page.status_code == 200
        assert f'<html lang="{language}" dir="{direction}">' in page.text
        assert page.headers["content-language"] == language
    assert table()["write.send"][language] in pages[0].text


def test_every_sentence_is_there_in_every_language() -> None:
    for key, sentences in table().items():
        assert set(sentences) == set(LANGUAGES), key
        braces = {language: set(re.findall(r"{\w+}", sentence)) for language, sentence in sentences.items()}
        assert len(set(map(frozenset, braces.values()))) == 1, key
        assert all(sentence.strip() for sentence in sentences.values()), key


async def test_threads_are_laid_out_to_four_levels_and_deeper_ones_say_whom_they_answer(
    client: Client,
) -> None:
    parent, made = None, []
    for depth in range(7):
        made.append(await client.said(f"Level {depth}.", parent=parent, author={"name": f"N{depth}"}))
        parent = made[-1]["id"]
    page = await look(client)
    depth = deepest = 0
    for tag in re.findall(r"<(/?)ol", page.text):
        depth += -1 if tag else 1
        deepest = max(deepest, depth)
    assert deepest == 6  # the list of threads, four levels beneath, and those that stand flat beneath these
    assert "in reply to \u2068N5\u2069" in page.text
    assert "in reply to \u2068N0\u2069" not in page.text


async def test_pages_follow_each_other_and_a_permalink_opens_the_one_that_holds_it(client: Client) -> None:
    made = [await client.said(f"Comment number {n}.") for n in range(53)]
    page = await look(client)
    assert page.text.count('class="text"') == 50
    (following,) = re.findall(r'<a href="([^"]+)" rel="next">', page.text)
    second = await client.get(unescape(following))
    assert second.text.count('class="text"') == 3
    assert "noindex" in second.text
    last = await look(client, comment=made[51]["id"])
    assert last.status_code == 200
    assert f'id="{made[51]["id"]}"' in last.text
    assert last.text.count('class="text"') == 3
    short = await client.get("/thread", params={"comment": made[2]["id"]})
    assert f'id="{made[2]["id"]}"' in short.text
    newest = await look(client, comment=made[1]["id"], sort="newest")
    assert newest.text.count('class="text"') == 3
    gone = await look(client, comment="nobody")
    assert gone.status_code == 404
    assert "not public" in gone.text


async def test_what_is_not_public_is_on_no_page(client: Client) -> None:
    waits, refused = await client.said("perhaps"), await client.said("You idiot.")
    for made in (waits, refused):
        page = await look(client, comment=made["id"])
        assert page.status_code == 404
        assert made["id"] not in re.sub(r'href="[^"]*"', "", page.text)
        for path in ("/thread", "/thread/report"):
            name = "reply" if path == "/thread" else "comment"
            assert (await client.get(path, params={name: made["id"]})).status_code == 404


async def test_sorts_are_links(client: Client) -> None:
    await client.said("First.")
    await client.said("Second.")
    newest = await look(client, sort="newest")
    assert newest.text.index("Second.") < newest.text.index("First.")
    assert (await look(client, sort="loudest")).status_code == 422


async def test_a_comment_goes_through_the_plain_form(client: Client) -> None:
    answer = await write(client, "A fair\r\npoint.")
    assert answer.status_code == 303
    assert re.fullmatch(r"/r/[0-9a-f]{32}", answer.headers["location"])
    assert answer.headers["cache-control"] == "no-store"
    receipt = await client.get(answer.headers["location"])
    assert "Your comment is published." in receipt.text
    (listed,) = (await client.listed())["comments"]
    assert listed["text"] == "A fair\r\npoint."


async def test_a_second_sending_is_the_first_one(client: Client) -> None:
    form = filled(await look(client), name="Ann", text="A fair point.")
    first, second = await send(client, form), await send(client, form)
    assert first.headers["location"] == second.headers["location"]
    other = await send(client, {**form, "text": "Another point, from the same page."})
    assert other.headers["location"] != first.headers["location"]
    assert (await client.listed())["total"] == 2


async def test_replies_go_to_any_depth(client: Client) -> None:
    made = await client.said("First.")
    for depth in range(6):
        page = await client.get("/thread", params={"reply": made["id"]})
        assert "noindex" in page.text
        answer = await send(client, filled(page, name="Ann", text=f"Reply {depth}."))
        assert answer.status_code == 303
        made = (await client.get("/api/v1/comments", params={"article": ARTICLE, "sort": "newest"})).json()
        nodes, found = list(made["comments"]), []
        while nodes:
            node = nodes.pop()
            found.append(node)
            nodes += node["children"]
        made = max(found, key=lambda one: one["submitted_at"])
        assert made["depth"] == depth + 1


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"text": "   "}, 422, "Please write something first."),
        ({"name": "\u202e"}, 422, "name"),
        ({"text": "x" * 20_001}, 422, "too long"),
        ({"parent": "nobody"}, 422, "no longer there"),
    ],
)
async def test_what_was_written_stays_in_the_form(
    client: Client, fields: dict[str, str], status: int, said: str
) -> None:
    form = {**filled(await look(client), name="Ann & Co", text="\n  <A> point."), **fields}
    answer = await send(client, form)
    assert answer.status_code == status
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert form["key"] in answer.text
    (kept,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, flags=re.DOTALL)
    assert unescape(kept) == form["text"]
    assert unescape(re.findall(r'name="name" value="([^"]*)"', answer.text)[0]) == form["name"]


async def test_a_limit_is_told_and_nothing_is_lost(client: Client) -> None:
    form = filled(await look(client), name="Ann", text="A point that must not be lost.")
    client.service.posts = Layers(1, 1, Shares(1, 40))
    assert (await send(client, {**form, "text": "The first."})).status_code == 303
    answer = await send(client, form)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "A point that must not be lost." in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {"Origin": "http://gatepost.test", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_forms_of_other_sites_are_refused(client: Client, headers: dict[str, str]) -> None:
    answer = await client.post(
        "/thread", data=filled(await look(client), name="Ann", text="Hm."), headers=headers
    )
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert (await client.listed())["total"] == 0


async def test_strange_articles_have_no_page(client: Client) -> None:
    await client.said()
    for params, status in (
        ({"article": "https://elsewhere.test/"}, 404),
        ({"article": "nonsense"}, 422),
        ({}, 422),
        ({"article": "https://shop.test/unknown"}, 404),
        ({"article": ARTICLE, "after": "rubbish"}, 422),
    ):
        for path in ("/thread", "/embed"):
            if path == "/embed" and ("after" in params or "shop" in params.get("article", "")):
                continue
            answer = await client.get(path, params=params)
            assert answer.status_code == status, (path, params)
            assert answer.headers["content-type"].startswith("text/html")


async def test_closed_articles_take_nothing_and_say_so(client: Client, desk: Client) -> None:
    await client.said()
    article = (await client.listed())["article"]["id"]
    form = filled(await look(client), name="Ann", text="Too late.")
    await desk.post(f"/api/v1/desk/articles/{article}/close")
    page = await look(client)
    assert "<form" not in page.text
    assert "closed to comments" in page.text
    late = await send(client, form)
    assert late.status_code == 409
    assert "Too late." in late.text


async def test_an_article_may_go_by_its_publishers_id(client: Client) -> None:
    page = await client.get("/thread", params={"article": ARTICLE, "article_id": "story-7"})
    answer = await send(client, filled(page, name="Ann", text="By id."))
    assert answer.status_code == 303
    again = await client.get("/thread", params={"article": f"{SITE}/moved", "article_id": "story-7"})
    assert "By id." in again.text
    receipt = await client.get(answer.headers["location"])
    (link,) = re.findall(r'<a href="(/thread[^"#]+)#[^"]+">See it', receipt.text)
    assert "article_id=story-7" in unescape(link)
    assert "By id." in (await client.get(unescape(link))).text


async def test_a_report_goes_to_the_desk(client: Client, desk: Client) -> None:
    made = await client.said()
    path = f"/thread/report?{urlencode({'comment': made['id']})}"
    assert 'value="personal-attack"' in (await client.get(path)).text
    bad: httpx.Response = await client.post(path, data={"clause": "none", "text": "Kept."}, headers=OWN)
    assert bad.status_code == 422
    assert "Kept." in bad.text
    done = await client.post(path, data={"clause": "threat", "text": "Look."}, headers=OWN)
    assert "A moderator will look at it." in done.text
    counts: dict[str, Any] = (await desk.get("/api/v1/desk/counts")).json()
    assert counts["reports"] == 1
    evil = await client.post(path, data={"clause": "threat"}, headers={"Origin": "https://evil.test"})
    assert evil.status_code == 403


async def test_waiting_is_told_as_waiting(client: Client, engine: StubEngine) -> None:
    answer = await write(client, "perhaps so")
    receipt = await client.get(answer.headers["location"])
    assert "waiting to be reviewed" in receipt.text
    assert "See it among the comments" not in receipt.text


async def test_in_an_attack_the_page_says_that_it_cannot_do_the_work(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise Problem("work-required", text="Your browser has to do a little work.")

    form = filled(await look(client, lang="tr"), name="Ann", text="Kept while it lasts.")
    monkeypatch.setattr(type(client.service.defence), "admit", refuse)
    answer = await client.post("/thread?lang=tr", data=form, headers=OWN)
    assert answer.status_code == 428
    assert table()["problem.work-required"]["tr"] in unescape(answer.text)
    assert "Kept while it lasts." in answer.text


async def test_a_filled_trap_is_told_and_nothing_is_taken(client: Client) -> None:
    form = filled(await look(client, lang="fa"), name="Ann", text="Kept.", website="https://spam.example")
    answer = await client.post("/thread?lang=fa", data=form, headers=OWN)
    assert answer.status_code == 422
    assert '<html lang="fa"' in answer.text
    assert 'role="alert"' in answer.text
    assert (await client.listed())["total"] == 0


async def test_where_guests_may_not_write_the_page_leads_to_the_article(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await client.said()
    form = filled(await look(client), name="Ann", text="Kept.")
    site = client.service.house.sites.all[0]
    members = structs.replace(site, who=("sso",))
    monkeypatch.setattr(client.service.house, "sites", Sites([members]))
    page = await look(client)
    assert "one signs in to comment" in page.text
    assert "<form" not in page.text
    assert f"reply={made['id']}" not in page.text
    answer = await send(client, form)
    assert answer.status_code == 403
    assert "Kept." in answer.text


async def test_an_articles_own_settings_stand_over_the_form(client: Client, desk: Client) -> None:
    first = await client.said("Carries an answer.")
    await client.said("The answer.", parent=first["id"])
    article = (await client.listed())["article"]["id"]
    settings = {"notice": "Be <kind>.", "slow_seconds": 120, "questions": True, "closes_at": CLOSES}
    answer = await desk.post(f"/api/v1/desk/articles/{article}/settings", json=settings)
    assert answer.status_code == 200, answer.text
    page = await look(client)
    assert "Be &lt;kind&gt;." in page.text
    assert "once in \u20682 min\u2069" in page.text
    assert "until \u20682099-01-02 03:04 UTC\u2069" in page.text
    asked = await send(client, filled(page, name="Ann", text="What is a well?", question="1"))
    assert asked.status_code == 303
    assert "Question to the newsroom" in (await look(client)).text
    await client.post(f"/api/v1/comments/{first['id']}/withdraw", headers=receipt(first))
    page = await look(client)
    assert "Carries an answer." not in page.text
    assert "Withdrawn by its author" in page.text
    assert "The answer." in page.text
