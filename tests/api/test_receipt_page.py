"""The receipt as a page: what became of a comment, the grounds, the appeal, leaving, the proof."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from html import unescape
from typing import Any

import httpx
import pytest
import structlog
from msgspec import structs
from tests.api.gatepost_here import ARTICLE, Client, LiveServer, receipt

from gatepost.conversation.retention.keep import keep_to_policies
from gatepost.conversation.retention.policy import DAY, Policy
from gatepost.conversation.sites import Sites
from gatepost.vocabulary import LANGUAGES
from gatepost.web.public.messages import Sentences

OWN = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
"""What browsers send from a page that says `no-referrer`."""


def path(made: dict[str, Any], step: str = "") -> str:
    return f"/r/{made['receipt']['token']}{step}"


async def test_it_is_kept_from_everybody_else(client: Client) -> None:
    made = await client.said()
    page = await client.get(path(made))
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "set-cookie" not in page.headers
    for wrong in ("0" * 32, "short", made["id"], made["receipt"]["token"] + "0"):
        answer = await client.get(f"/r/{wrong}")
        assert answer.status_code == 404
        assert wrong not in answer.text
        assert answer.headers["cache-control"] == "no-store"


async def test_neither_log_nor_figures_learn_the_token(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await client.said("You idiot.")
    token = made["receipt"]["token"]
    with structlog.testing.capture_logs() as lines:
        await client.get(path(made))
        await client.get(path(made, "/withdraw"))
        await client.get(path(made, "/nothing"))
        await client.post(path(made, "/appeal"), data={"text": ""}, headers=OWN)
        await client.post(path(made, "/appeal"), data={"text": "Why?"}, headers=OWN)
        monkeypatch.setattr(client.service.house.store, "owner_of", None)
        assert (await client.get(path(made))).status_code == 500
    assert any(line["event"] == "request" for line in lines)
    assert token not in repr(lines)
    figures = (await client.get("/metrics")).text
    assert "/r/{token" in figures
    assert token not in figures


async def test_a_rejection_comes_with_its_grounds_and_the_words(client: Client) -> None:
    made = await client.said("Well, you idiot, no.")
    page = await client.get(path(made))
    assert "Your comment was not published." in page.text
    assert "Well, you <mark>idiot</mark>, no." in page.text
    assert "This was decided automatically." in page.text
    clause = made["statement"]["clauses"][0]
    assert clause["title"] in unescape(page.text)
    assert clause["wording"] in unescape(page.text)
    assert "#guidelines" in page.text


async def test_an_appeal_its_state_and_its_answer_are_all_on_the_page(client: Client, desk: Client) -> None:
    made = await client.said("You idiot.")
    empty = await client.post(path(made, "/appeal"), data={"text": " "}, headers=OWN)
    assert empty.status_code == 422
    assert "Please write something first." in empty.text
    long = "It was <quoted>. " * 300
    kept = await client.post(path(made, "/appeal"), data={"text": long}, headers=OWN)
    assert kept.status_code == 422
    assert long in unescape(kept.text)
    sent = await client.post(path(made, "/appeal"), data={"text": "It was quoted."}, headers=OWN)
    assert (sent.status_code, sent.headers["location"]) == (303, path(made))
    page = await client.get(path(made))
    assert "Your appeal is with a moderator." in page.text
    assert "<textarea" not in page.text
    twice = await client.post(path(made, "/appeal"), data={"text": "Again."}, headers=OWN)
    assert twice.status_code == 409
    body = {"uphold": False, "reply": "You are right & we were wrong."}
    assert (await desk.post(f"/api/v1/desk/comments/{made['id']}/answer", json=body)).status_code == 200
    page = await client.get(path(made))
    assert "published your comment" in page.text
    assert "You are right &amp; we were wrong." in page.text
    assert "See it among the comments" in page.text


@pytest.mark.parametrize(("step", "state"), [("withdraw", "withdrawn"), ("erase", "erased")])
async def test_leaving_is_asked_once_more(client: Client, step: str, state: str) -> None:
    made = await client.said("To be taken back.")
    asked = await client.get(path(made, f"/{step}"))
    assert f'action="{path(made, f"/{step}")}"' in asked.text
    assert (await client.listed())["total"] == 1
    evil = {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}
    assert (await client.post(path(made, f"/{step}"), headers=evil)).status_code == 403
    assert (await client.listed())["total"] == 1
    done = await client.post(path(made, f"/{step}"), headers=OWN)
    assert done.status_code == 303
    assert (await client.listed())["total"] == 0
    page = await client.get(path(made))
    assert page.status_code == 200
    assert ("To be taken back." in page.text) is (step == "withdraw")
    stored = await client.service.house.store.comment(made["id"])
    assert stored is not None
    assert stored.state.value == state


async def test_the_proof_is_the_receipts(client: Client) -> None:
    made = await client.said("A fair\r\npoint.")
    page = (await client.get(path(made))).text
    for value in ("digest", "salt"):
        assert made["receipt"][value] in page
    ledger = made["receipt"]["ledger"]
    assert f"{ledger['chain']}/{ledger['seq']}" in page
    assert ledger["digest"] in page


def test_the_line_for_the_shell_prints_the_digest(live: LiveServer) -> None:
    text = "A fair\r\npoint \u2028 with 'quotes' and \0."
    body = {"article": {"url": ARTICLE}, "text": text, "author": {"name": "Ann"}}
    made = httpx.post(f"{live.url}/api/v1/comments", json=body).json()
    page = httpx.get(f"{live.url}/r/{made['receipt']['token']}").text
    (line,) = re.findall(r'<pre dir="ltr" id="shell">(.*?)</pre>', page, flags=re.DOTALL)
    program = re.fullmatch(r"python3 -c '(.*)'", unescape(line))
    assert program is not None
    code = re.sub(r"http://[^/]+/", f"{live.url}/", program[1])
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    digest = hashlib.sha256(bytes.fromhex(made["receipt"]["salt"]) + text.encode()).hexdigest()
    assert said.strip() == made["receipt"]["digest"] == f"sha256:{digest}"


async def test_the_frame_is_for_the_articles_site_alone(client: Client) -> None:
    page = await client.get("/embed", params={"article": ARTICLE, "lang": "ckb", "theme": "dark"})
    assert page.headers["content-security-policy"].endswith(
        "frame-ancestors https://news.test http://localhost:9000"
    )
    assert '<html lang="ckb" dir="rtl" class="dark">' in page.text
    assert f'<gatepost-comments article="{ARTICLE}" lang="ckb">' in page.text
    script = await client.get("/embed.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    made = await client.said()
    assert "frame-ancestors 'none'" in (await client.get(path(made))).headers["content-security-policy"]
    assert receipt(made)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_author_is_told_that_the_sites_time_for_keeping_is_over(
    client: Client, language: str
) -> None:
    made = await client.said("Well, you idiot, no.")
    house = client.service.house
    site = structs.replace(house.sites.of("news"), retention=Policy(rejected_days=200))
    house.sites = Sites([site])
    clock = house.clock
    house.clock = lambda: clock() + 201 * DAY
    assert (await keep_to_policies(house)).gone == {("news", "rejected"): 1}
    page = (await client.get(path(made), params={"lang": language})).text
    told = re.search(r'<p class="state erased" role="status">(.*?)</p>', page)
    assert told is not None
    assert Sentences(language).number(200) in told[1]
    assert told[1] != Sentences(language)("receipt.erased")
    assert "idiot" not in page
