"""What guards against abuse, over HTTP: tokens, limits, work, floods, the hidden field, the check."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from msgspec import structs
from tests.api.gatepost_here import ARTICLE, SITE, Client, problem

from gatepost.conversation.sites import Sites
from gatepost.vocabulary import LANGUAGES
from gatepost.web.abuse import browser_token
from gatepost.web.abuse.browser_token import KNOWN_AFTER, RENEWED_AFTER
from gatepost.web.abuse.defence import Defence
from gatepost.web.abuse.layers import Layers, Shares
from gatepost.web.abuse.told import told
from gatepost.web.abuse.work import solve
from gatepost.web.clients import networks
from gatepost.web.metrics import GUARDED
from gatepost.web.service import Service
from gatepost.web.settings import LimitSettings

BITS = 6
PAGE = {"Origin": SITE}


def counted(what: str, site: str = "news") -> float:
    return float(GUARDED.labels(site, what)._value.get())


async def aged(service: Service, age: int) -> dict[str, str]:
    """The header of a browser that has had its token for so long (microseconds)."""
    key = await service.house.store.keys.of(browser_token.PURPOSE)
    token = browser_token.new(service.house.clock() - age)
    return {"Gatepost-Client": browser_token.written(token, key)}


def guarded(service: Service, *, floor: int = 5, bits: int = BITS) -> None:
    """From now on more than `floor` comments a minute are an attack."""

    async def nothing(_: str) -> int:
        return 0

    service.defence = Defence(service.house.store.keys, nothing, floor, 5, bits)


async def attacked(client: Client) -> dict[str, Any]:
    """Send until work is demanded; the problem that demands it."""
    guarded(client.service)
    for number in range(20):
        answer = await client.say(f"Comment number {number}.", headers=PAGE)
        if answer.status_code != 201:
            return problem(answer, 428, "work-required")
    raise AssertionError("no work was demanded")


# The browser's token
async def test_whoever_writes_without_a_token_gets_one_and_keeps_it(client: Client) -> None:
    answer = await client.say(headers=PAGE)
    token = answer.headers["gatepost-client"]
    assert "Gatepost-Client" in answer.headers["access-control-expose-headers"]
    assert "set-cookie" not in answer.headers
    headers = {**PAGE, "Gatepost-Client": token}
    assert "gatepost-client" not in (await client.say("Again.", headers=headers)).headers
    made = answer.json()["id"]
    for path, body in (
        ("/api/v1/check", {"text": "x"}),
        (f"/api/v1/comments/{made}/report", {"clause": "threat"}),
    ):
        assert "gatepost-client" in (await client.post(path, json=body)).headers
        assert "gatepost-client" not in (await client.post(path, json=body, headers=headers)).headers


async def test_whoever_only_reads_gets_none(client: Client) -> None:
    made = await client.said()
    for path in (
        f"/api/v1/comments?article={ARTICLE}",
        f"/api/v1/comments/{made['id']}",
        "/api/v1/guidelines",
    ):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert "gatepost-client" not in answer.headers
        assert "set-cookie" not in answer.headers


async def test_an_old_token_is_renewed_under_its_id_and_a_forged_one_replaced(client: Client) -> None:
    service = client.service
    key, now = await service.house.store.keys.of(browser_token.PURPOSE), service.house.clock()
    old = await aged(service, RENEWED_AFTER + 1_000_000)
    given = (await client.say(headers=old)).headers["gatepost-client"]
    before = browser_token.read(old["Gatepost-Client"], key, now)
    after = browser_token.read(given, key, now + 60_000_000)
    assert before is not None
    assert after is not None
    assert before.id == after.id
    assert (await client.say(headers={"Gatepost-Client": "A" * 48})).headers["gatepost-client"]


# Limits
async def test_known_readers_behind_one_address_have_each_their_own_part(client: Client) -> None:
    service = client.service
    service.posts = Layers(1, 2, Shares(1, 100))
    readers = [await aged(service, KNOWN_AFTER) for _ in range(10)]
    for headers in readers * 2:
        assert (await client.say(headers=headers)).status_code == 201
    held = await client.say(headers=readers[0])
    body = problem(held, 429, "rate-limited")
    assert "this browser" in body["detail"]
    assert int(held.headers["retry-after"]) > 0
    assert (await client.say()).status_code == 201


async def test_strangers_share_their_address_with_or_without_fresh_tokens(client: Client) -> None:
    client.service.posts = Layers(1, 1, Shares(3, 100))
    for _ in range(3):
        fresh = await aged(client.service, 0)
        assert (await client.say(headers=fresh)).status_code == 201
    before = counted("limited")
    held = await client.say(headers={**PAGE, "Accept-Language": "tr"})
    body = problem(held, 429, "rate-limited")
    assert "your address" in body["detail"]
    assert body["text"] == told("limited", "tr", int(held.headers["retry-after"]))
    assert counted("limited") == before + 1
    assert "gatepost-client" not in held.headers
    known = await aged(client.service, KNOWN_AFTER)
    assert (await client.say(headers=known)).status_code == 201


async def test_a_network_has_the_last_word(client: Client) -> None:
    service = client.service
    service.posts = Layers(1, 1, Shares(1, 3))
    service.trusted_proxies = networks(["192.0.2.0/24"])
    for host in range(3):
        assert (await client.say(headers={"X-Forwarded-For": f"203.0.113.{host}"})).status_code == 201
    held = await client.say(headers={"X-Forwarded-For": "203.0.113.99"})
    assert "your network" in problem(held, 429, "rate-limited")["detail"]
    assert (await client.say(headers={"X-Forwarded-For": "203.0.114.1"})).status_code == 201
    for number in range(3):
        assert (await client.say(headers={"X-Forwarded-For": f"2001:db8:1:{number}::1"})).status_code == 201
    assert (await client.say(headers={"X-Forwarded-For": "2001:db8:1:ff::1"})).status_code == 429
    assert (await client.say(headers={"X-Forwarded-For": "2001:db8:2::1"})).status_code == 201


async def test_the_shipped_limits_let_a_school_class_post_at_once(client: Client) -> None:
    shipped = LimitSettings()
    client.service.posts = Layers(
        shipped.posts_per_minute, shipped.posts_burst, Shares(shipped.per_address, shipped.per_network)
    )
    answers = [await client.say(f"Pupil number {number} says so.") for number in range(35)]
    assert {answer.status_code for answer in answers} == {201}


# Work in an attack
async def test_work_is_demanded_in_an_attack_and_opens_the_door_once(client: Client) -> None:
    asked = (await attacked(client))["work"]
    assert asked["bits"] == BITS
    done = {**PAGE, "Gatepost-Work": solve(asked["challenge"], BITS)}
    assert (await client.say("I did the work.", headers=done)).status_code == 201
    again = problem(await client.say("And with the same work.", headers=done), 428, "work-required")
    assert again["work"]["challenge"] != asked["challenge"]
    assert "I did the work." in str(await client.listed())
    assert "And with the same work." not in str(await client.listed())


async def test_work_of_another_site_and_made_up_work_open_nothing(client: Client) -> None:
    asked = (await attacked(client))["work"]
    worker = await client.service.defence._worker()
    other = worker.challenge("closed-shop", BITS, client.service.house.clock())
    for work in (solve(other, BITS), f"{'A' * 48}:1", f"{asked['challenge']}:", "x", "é"):
        headers = {**PAGE, "Gatepost-Work": work.encode()}
        answer = await client.post(
            "/api/v1/comments",
            json={"article": {"url": ARTICLE}, "text": "Let me in.", "author": {"name": "Ann"}},
            headers=headers,
        )
        problem(answer, 428, "work-required")


async def test_the_same_attempt_with_its_key_is_taken_once(client: Client) -> None:
    asked = (await attacked(client))["work"]
    key = {**PAGE, "Idempotency-Key": "one"}
    problem(await client.say("Once.", headers=key), 428, "work-required")
    done = {**key, "Gatepost-Work": solve(asked["challenge"], BITS)}
    first = await client.say("Once.", headers=done)
    assert first.status_code == 201
    asked = problem(await client.say("Once.", headers=key), 428, "work-required")["work"]
    again = await client.say("Once.", headers={**key, "Gatepost-Work": solve(asked["challenge"], BITS)})
    assert again.json()["receipt"] == first.json()["receipt"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_demand_is_explained_in_the_readers_language(client: Client, language: str) -> None:
    await attacked(client)
    answer = await client.say("More.", headers={**PAGE, "Accept-Language": language})
    assert problem(answer, 428, "work-required")["text"] == told("work-required", language)


async def test_work_can_be_switched_off_and_other_sites_are_left_alone(client: Client, desk: Client) -> None:
    await desk.post("/api/v1/desk/articles", json={"url": "https://shop.test/a"})
    await attacked(client)
    assert (await client.say(url="https://shop.test/a")).status_code == 201
    assert "gatepost_under_attack" in (await client.get("/metrics")).text
    guarded(client.service, bits=0)
    answers = [await client.say(f"Number {number}, {'word ' * number}.") for number in range(20)]
    assert {answer.status_code for answer in answers} == {201}


# Floods
async def test_a_flood_across_addresses_and_authors_is_stopped_and_told(client: Client) -> None:
    service = client.service
    guarded(service, bits=0)
    service.trusted_proxies = networks(["192.0.2.0/24"])

    async def send(number: int, text: str = "Down with the bridge!") -> httpx.Response:
        headers = {**PAGE, "X-Forwarded-For": f"198.18.{number}.1", "Accept-Language": "ckb"}
        return await client.say(text, headers=headers, author={"name": f"Author {number}"})

    before = counted("flooding")
    answers = [await send(number) for number in range(60)]
    taken = [answer for answer in answers if answer.status_code == 201]
    assert len(taken) == 5 + 10  # what made it an attack, and ten copies in it
    held = problem(answers[-1], 429, "flooding")
    assert held["text"] == told("flooding", "ckb", int(answers[-1].headers["retry-after"]))
    assert counted("flooding") == before + 45
    assert (await client.listed())["total"] == len(taken)
    assert (await send(61, "I find the bridge quite useful.")).status_code == 201


async def test_outside_an_attack_many_may_say_the_same(client: Client) -> None:
    guarded(client.service, floor=100)
    answers = [await client.say("Rest in peace.") for _ in range(50)]
    assert {answer.status_code for answer in answers} == {201}


# The hidden field
async def test_what_fills_in_the_hidden_field_is_told_so(client: Client) -> None:
    before = counted("honeypot")
    answer = await client.say(website="http://spam.example", headers={"Accept-Language": "kmr"})
    assert problem(answer, 422, "honeypot")["text"] == told("honeypot", "kmr")
    assert counted("honeypot") == before + 1
    assert (await client.listed())["total"] == 0
    assert (await client.say(website="")).status_code == 201


# The check
async def test_the_publisher_can_switch_the_check_off(client: Client) -> None:
    house = client.service.house
    sites = [structs.replace(one, check_before=one.id != "news") for one in house.sites.all]
    before = await client.get("/api/v1/comments", params={"article": ARTICLE})
    house.sites = Sites(sites)
    asked = {"text": "You idiot.", "article": {"url": ARTICLE}}
    answer = await client.post("/api/v1/check", json=asked, headers={"Accept-Language": "fa"})
    assert problem(answer, 403, "check-off")["text"] == told("check-off", "fa")
    problem(await client.post("/api/v1/check", json={"text": "x"}, headers=PAGE), 403, "check-off")
    shop = {"text": "You idiot.", "article": {"url": "https://shop.test/a"}}
    assert (await client.post("/api/v1/check", json=shop)).status_code == 200
    token = await client.service.accounts.add_token("checker", ["check"])
    program = {"Authorization": f"Bearer {token}"}
    assert (await client.post("/api/v1/check", json=asked, headers=program)).json()["outcome"] == "reject"
    listed = await client.get("/api/v1/comments", params={"article": ARTICLE}, headers={
        "If-None-Match": before.headers["etag"]
    })  # fmt: skip
    assert listed.status_code == 200
    assert listed.json()["site"]["check"] is False


async def test_checks_under_one_article_end_for_the_day_and_sending_goes_on(client: Client) -> None:
    service = client.service
    service.checks_of_article = Layers(3 / 1440, 3, Shares(2, 10))
    await client.said()
    reader = {**await aged(service, KNOWN_AFTER), "Accept-Language": "ar"}

    async def check(headers: dict[str, str], url: str = ARTICLE) -> httpx.Response:
        return await client.post(
            "/api/v1/check", json={"text": "x", "article": {"url": url}}, headers=headers
        )

    assert [(await check(reader)).status_code for _ in range(3)] == [200] * 3
    held = await check(reader)
    assert problem(held, 429, "rate-limited")["text"] == told("checks", "ar")
    assert int(held.headers["retry-after"]) > 3_600
    assert (await client.say(headers=reader)).status_code == 201
    assert (await check({})).status_code == 200
    # Addresses that anybody can make up share one part.
    made_up = [await check(reader, f"{SITE}/made-up/{number}") for number in range(5)]
    assert [answer.status_code for answer in made_up] == [200] * 3 + [429] * 2


async def test_a_reader_who_shows_a_reader_token_may_check(client: Client) -> None:
    made = await client.said()
    for header in (f"Bearer {made['reader']['token']}", f"Receipt {made['receipt']['token']}"):
        answer = await client.post("/api/v1/check", json={"text": "x"}, headers={"Authorization": header})
        assert answer.status_code == 200
        assert "outcome" not in answer.json()


async def test_an_answer_to_a_check_tells_no_numbers_and_suggests_nothing(client: Client) -> None:
    body = (await client.post("/api/v1/check", json={"text": "You idiot."})).json()
    (clause,) = body["clauses"]
    assert set(clause) == {"clause", "title", "wording", "spans"}
    rules = (await client.get("/api/v1/guidelines")).json()["clauses"]
    assert clause["wording"] in {one["wording"] for one in rules}
