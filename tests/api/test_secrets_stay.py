"""A real server with every secret set, used and broken: no secret and no words in log, figures or errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from tests.api.signing import ISSUER, token
from tests.mailboxes import Server, mail_server, text_of
from tests.provider import CLIENT, Provider

from gatepost.conversation.accounts.records import Identity
from gatepost.conversation.records import Moderator
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.accounts import Accounts
from gatepost.web.composition import DATABASE, now

SITE = "https://news.test"
PAGE = f"{SITE}/a-private-story"
KEY = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
"""
"""Of the example in RFC 8410, section 10.3: nobody's."""
SECRETS = {
    "site secret": "site-0123456789abcdef0123456789abcdef",
    "sso secret": "sso-0123456789abcdef0123456789abcdef",
    "oidc secret": "oidc-0123456789abcdef",
    "mail password": "mail-0123456789abcdef",
    "checkpoint key": KEY.splitlines()[1],
    "password": "moderator-0123456789",
    "wrong password": "moderator-9876543210",
    "comment": "Zanzibarian thoughts on a fair point.",
    "broken comment": "Zanzibarian kaboom of words.",
    "author": "Quillermo",
    "moderator": "Philippine",
    "reader's address": "quillermo.reader@private.example",
    "moderator's address": "philippine@newsroom.example",
    "article": "a-private-story",
}
GIVEN = (
    "session", "receipt", "reader", "reader session", "salt", "link", "invitation", "letter", "program",
    "jwt", "code", "state", "nonce", "browser token",
)  # fmt: skip
"""What the server gave out or was sent on the way, beside what is set."""
SETTINGS = """
[server]
engine = "fast"
[oidc]
issuer = "{issuer}"
client_id = "{client}"
client_secret = "{oidc}"
[mail]
host = "127.0.0.1"
port = {port}
tls = "none"
username = "me"
from = "comments@news.test"
[[sites]]
id = "news"
name = "News"
origins = ["{site}"]
who = ["guest", "email", "sso"]
secret = "{secret}"
[sites.sso]
issuer = "{publisher}"
secrets = {{ one = "{sso}" }}
[sites.modes]
default = "automatic"
"""


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider("ES256")
    yield made
    made.close()


@asynccontextmanager
async def mail() -> AsyncIterator[Server]:
    def check(*given: object) -> AuthResult:
        login = given[-1]
        assert isinstance(login, LoginPassword)
        return AuthResult(success=login.password == SECRETS["mail password"].encode(), handled=False)

    async with mail_server(authenticator=check, auth_require_tls=False, auth_required=True) as server:
        yield server


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server that writes everything it says into `said.txt`."""
    script = Path(__file__).with_name("server_that_fails.py")
    command = [sys.executable, str(script), "serve", "--port", "0", "--log-level", "debug"]
    environment = {"GATEPOST_MAIL_PASSWORD": SECRETS["mail password"], "GATEPOST_CHECKPOINT_KEY": KEY}
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env={**os.environ, **environment},
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert "listens on" in line, (folder / "said.txt").read_text()
            yield line.split()[-1]
        finally:
            process.terminate()
            (folder / "printed.txt").write_text(line + process.stdout.read())
            process.wait(30)
            process.stdout.close()


class Witness:
    """Keeps what the server answered where something was wrong, and every secret that it gave out."""

    def __init__(self, url: str) -> None:
        self.client = httpx.AsyncClient(base_url=url, timeout=30)
        self.errors: list[str] = []
        self.given: dict[str, str] = {}

    async def ask(self, method: str, path: str, **options: object) -> httpx.Response:
        answer = await self.client.request(method, path, **options)  # type: ignore[arg-type]
        for name, value in answer.cookies.items():
            if value and len(value) > 8:
                self.given[f"cookie {name}"] = value
        if "gatepost-client" in answer.headers:
            self.given["browser token"] = answer.headers["gatepost-client"]
        if answer.status_code >= 400 and not path.endswith("/appeal"):  # that page is its author's own
            self.errors.append(f"{method} {answer.status_code} {answer.headers} {answer.text}")
        return answer


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_secrets_and_words_stay_where_they_belong(tmp_path: Path, provider: Provider) -> None:
    provider.claims = {"email": SECRETS["moderator's address"], "email_verified": True}
    async with mail() as post:
        (tmp_path / "gatepost.toml").write_text(
            SETTINGS.format(
                issuer=provider.issuer, client=CLIENT, port=post.port, site=SITE, publisher=ISSUER,
                oidc=SECRETS["oidc secret"], secret=SECRETS["site secret"], sso=SECRETS["sso secret"],
            )
        )  # fmt: skip
        desk = await people(tmp_path / "gatepost-data", provider)
        with serving(tmp_path) as url:
            witness = Witness(url)
            witness.given |= desk
            async with witness.client:
                await at_the_desk(witness, provider)
                await as_readers(witness, post)
                await with_faults(witness)
                figures = (await witness.ask("GET", "/metrics")).text
    log = (tmp_path / "said.txt").read_text()
    # It was all really there: the crash, the engine's failures, the thread, the task, the sign-ins.
    for wanted in (
        "RuntimeError", "engine-failed", "a thread ended", "nobody waited for this", "signed-in",
        "sign-in-refused", "UnicodeEncodeError",
    ):  # fmt: skip
        assert wanted in log, wanted
    assert witness.errors
    assert set(GIVEN) <= set(witness.given)
    places = {
        "log": log,
        "printed": (tmp_path / "printed.txt").read_text(),
        "figures": figures,
        "errors": "\n".join(witness.errors),
    }
    leaks = [
        f"{name} in {place}: …{text[max(0, text.index(value) - 120) : text.index(value)]}"
        for name, value in {**SECRETS, **witness.given}.items()
        for place, text in places.items()
        if value in text and not (place == "errors" and name == "moderator")  # the form shows it again
    ]
    assert leaks == []
    assert all(json.loads(line) for line in log.splitlines())


async def people(data: Path, provider: Provider) -> dict[str, str]:
    """A moderator, known to the provider; a link, an invitation and a program's token, as the operator's."""
    data.mkdir(mode=0o700)  # noqa: ASYNC240
    store = SQLiteStore(data / DATABASE)
    await store.open()
    accounts = Accounts(store, now, secure_cookies=False)
    hashed = await accounts.passwords.hash(SECRETS["password"])
    await store.add_moderator(Moderator("ann", SECRETS["moderator"], "admin", hashed))
    await store.accounts.link_identity(Identity(provider.issuer, "7", "ann"))
    _, invitation = await accounts.invite("Berta", "moderator", "operator")
    given = {
        "link": await accounts.make_link("ann"),
        "invitation": invitation,
        "program": await accounts.add_token("robot", ["check", "desk"]),
    }
    await store.close()
    return given


async def at_the_desk(witness: Witness, provider: Provider) -> None:
    given, ask = witness.given, witness.ask
    for password in ("wrong password", "password"):
        form = {"name": SECRETS["moderator"], "password": SECRETS[password]}
        await ask("POST", "/desk/sign-in", data=form)
    given["session"] = given["cookie gatepost_session"]
    await ask("GET", "/desk", headers={"Accept": "text/html"})
    await ask("POST", "/desk/account/password", data={"new_password": SECRETS["wrong password"]})
    await ask("GET", "/desk/invitation", params={"token": given["invitation"]})
    await ask("GET", f"/desk/nothing/{given['invitation']}")
    witness.client.cookies.clear()
    for _ in range(2):  # the second time it is used up
        await ask("GET", "/desk/enter", params={"token": given["link"]})
        witness.client.cookies.clear()
    begun = await ask("GET", "/desk/oidc")
    way = provider.authorize(begun.headers["location"])
    given |= {"code": way["code"], "state": way["state"]}
    given["nonce"] = parse_qs(urlsplit(begun.headers["location"]).query)["nonce"][0]
    for _ in range(2):
        await ask("GET", "/desk/oidc/callback", params=way)
    assert (await ask("GET", "/desk/sessions")).status_code == 200
    witness.client.cookies.clear()
    program = {"Authorization": f"Bearer {given['program']}"}
    assert (await ask("GET", "/api/v1/desk/counts", headers=program)).status_code == 200
    await ask("GET", "/api/v1/desk/people", headers=program)
    await ask("GET", "/api/v1/desk/counts", headers={"Authorization": f"Bearer {given['program']}x"})


async def as_readers(witness: Witness, post: Server) -> None:
    given, ask = witness.given, witness.ask
    made = await ask("POST", "/api/v1/comments", json=comment(SECRETS["comment"]))
    assert made.status_code == 201, made.text
    given["receipt"], given["reader"] = made.json()["receipt"]["token"], made.json()["reader"]["token"]
    given["salt"] = made.json()["receipt"]["salt"]
    await ask("GET", f"/r/{given['receipt']}")
    await ask("POST", f"/r/{given['receipt']}/appeal", data={"text": SECRETS["comment"]})
    await ask("GET", f"/r/{given['receipt']}x")
    await ask("GET", "/api/v1/me", headers={"Authorization": f"Bearer {given['reader']}"})
    await ask("GET", "/api/v1/me", headers={"Authorization": f"Bearer {given['reader']}0"})
    await ask("POST", "/api/v1/comments", content=f'{{"text": "{SECRETS["comment"]}", ')
    await ask("POST", "/api/v1/comments", json=comment(SECRETS["comment"], author={"name": 7}))
    await ask("POST", "/api/v1/check", json={"article": {"url": PAGE}, "text": SECRETS["comment"]})
    asked = {"article": PAGE, "email": SECRETS["reader's address"]}
    assert (await ask("POST", "/api/v1/sign-in/email", json=asked)).status_code == 202
    await ask("POST", "/api/v1/sign-in/email", json={**asked, "email": asked["email"] + "\r\nBcc: x"})
    found = re.search(r"gatepost-sign-in=([0-9a-f]{32})", text_of(await letter(witness, post)))
    assert found
    given["letter"] = found[1]
    for _ in range(2):
        signed_in = await ask("POST", "/api/v1/sign-in/exchange", json={"token": found[1], "article": PAGE})
        if signed_in.status_code == 200:
            given["reader session"] = signed_in.json()["reader"]["token"]
    from joserfc.jwk import OctKey

    key = OctKey.import_key(SECRETS["sso secret"])
    for name, changes in (("jwt", {}), ("jwt of another", {"aud": "elsewhere"})):
        given[name] = token("HS256", key, "one", email=SECRETS["reader's address"], **changes)
        await ask("POST", "/api/v1/sign-in/sso", json={"token": given[name], "article": PAGE})
    assert "reader session" in given


async def letter(witness: Witness, post: Server):  # type: ignore[no-untyped-def]
    """The one that was asked for; each look at the server lets it come."""
    for _ in range(2_000):
        if post.box.letters:
            return post.box.letters[0]
        await witness.ask("GET", "/healthz")
    raise AssertionError("no letter came")


async def with_faults(witness: Witness) -> None:
    made = await witness.ask("POST", "/api/v1/comments", json=comment(SECRETS["broken comment"]))
    assert made.status_code == 201
    proof = f"/api/v1/comments/{made.json()['id']}/proof"
    headers = {"Authorization": f"Receipt {made.json()['receipt']['token']}"}
    assert (await witness.ask("GET", proof, headers=headers)).status_code == 500


def comment(text: str, **more: object) -> dict[str, object]:
    return {"article": {"url": PAGE}, "text": text, "author": {"name": SECRETS["author"]}, **more}
