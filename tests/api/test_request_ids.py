"""Each request has a name: in its answer, in its problem, in the log; a trusted proxy may give it."""

from __future__ import annotations

import structlog
from msgspec import structs
from structlog.testing import capture_logs
from structlog.typing import EventDict, WrappedLogger
from tests.api.gatepost_here import SITE, Client, problem

from gatepost.conversation.records import Moderator
from gatepost.web.app import build
from gatepost.web.clients import networks
from gatepost.web.frame import Frame

GIVEN = "proxy-0123456789abcdef"


async def test_the_answer_the_problem_and_the_log_say_the_same_name(client: Client) -> None:
    seen: list[str] = []

    def keep(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        seen.append(str(event.get("request", "")))
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, keep])
    try:
        answer = await client.get("/api/v1/comments/none")
    finally:
        structlog.configure(processors=before)
    name = answer.headers["x-request-id"]
    assert problem(answer, 404, "not-found")["request"] == name
    assert set(seen) == {name}
    assert (await client.get("/healthz")).headers["x-request-id"] != name
    preflight = await client.options("/api/v1/comments", headers={"Origin": SITE})
    assert preflight.headers["x-request-id"]


async def test_only_a_trusted_proxy_gives_the_name(client: Client) -> None:
    headers = {"X-Request-Id": GIVEN}
    assert (await client.get("/healthz", headers=headers)).headers["x-request-id"] != GIVEN
    service = client.service
    client = Client(structs.replace(service, trusted_proxies=networks(["192.0.2.0/24"])))
    assert (await client.get("/healthz", headers=headers)).headers["x-request-id"] == GIVEN
    for strange in ("short", "x" * 129, 'a"}\\n{"event": "forged"', "with space in it"):
        answer = await client.get("/healthz", headers={"X-Request-Id": strange})
        assert answer.headers["x-request-id"] != strange


async def test_https_is_told_to_stay_unless_the_site_itself_has_to_say_so(client: Client) -> None:
    def strict(base_url: str) -> str | None:
        settings = client.service.settings
        server = structs.replace(settings.server, base_url=base_url)
        made = build(structs.replace(client.service, settings=structs.replace(settings, server=server)))
        assert isinstance(made, Frame)
        found = made._headers.get(b"strict-transport-security")
        return found.decode() if found else None

    assert strict("https://comments.news.test") == "max-age=31536000; includeSubDomains"
    assert strict("http://comments.news.test") is None
    assert strict(SITE) is None
    assert "strict-transport-security" not in (await client.get("/healthz")).headers


async def test_what_concerns_security_is_in_the_log_by_id(client: Client) -> None:
    accounts, store = client.service.accounts, client.service.house.store
    await store.add_moderator(
        Moderator("mina", "Mina", "editor", await accounts.passwords.hash("a long enough password"))
    )
    form = {"name": "Mina", "password": "a wrong password"}
    with capture_logs() as logs:
        assert (await client.post("/desk/sign-in", data=form)).status_code == 401
        await client.post("/desk/sign-in", data={**form, "password": "a long enough password"})
        client.cookies.clear()
        await client.post("/desk/sign-in", data={"name": "Nobody", "password": "a wrong password"})
        await client.get("/api/v1/desk/counts")
        await client.get("/api/v1/desk/counts", headers={"Authorization": "Bearer gp_wrong"})
        await client.get("/desk/enter", params={"token": "used"})
        await client.post("/desk/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    told = [one for one in logs if one["event"] in {"signed-in", "sign-in-refused", "refused"}]
    assert [(one["event"], one.get("who", one.get("code")), one.get("why", "")) for one in told] == [
        ("sign-in-refused", "mina", "wrong"),
        ("signed-in", "mina", ""),
        ("sign-in-refused", "", "wrong"),
        ("refused", "token-invalid", ""),
        ("refused", "token-invalid", ""),
        ("sign-in-refused", "", "gone"),
        ("refused", "cross-site", ""),
    ]
    assert "Mina" not in str(told)
