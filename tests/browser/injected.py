"""A Gatepost into whose every field somebody wrote payloads, and eyes that see whether one of them works."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import BrowserContext, Page
from tests.api.gatepost_here import SECRET, LiveServer

from gatepost.conversation.records import Moderator
from gatepost.engine.guidelines import document_of, load, parse, written
from gatepost.web.signatures import sign_article

DATA = Path(__file__).parents[1] / "data/injection/payloads.jsonl"
SITE = "http://localhost:9000"
STORY = f"{SITE}/story"
MANY = 12  # payloads in one text
Result = TypeVar("Result")


def payloads() -> list[str]:
    """Each with a call of its own, so that a test knows which one ran."""
    lines = DATA.read_text("utf-8").splitlines()
    return [
        json.loads(line)["text"].replace("PWN", f"gatepost_pwned({number})")
        for number, line in enumerate(lines)
    ]


def bundles() -> list[str]:
    """Texts of a dozen payloads each; the first ones also hold what a name or a note can be."""
    found = payloads()
    return [
        f"Bundle {at // MANY}\n" + "\n----\n".join(found[at : at + MANY]) for at in range(0, len(found), MANY)
    ]


EYES = """() => {
    const heard = (what) => window.gatepost_pwned(what)
    document.addEventListener('securitypolicyviolation',
        (event) => heard(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`), true)
}"""
SEARCH = r"""() => {
    const found = []
    const look = (root) => {
        for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) look(element.shadowRoot)
            for (const { name, value } of element.attributes) {
                const runs = /^on|^(data-)?hx-on|^srcdoc$|^style$/.test(name)
                const leads = /^(src|href|action|formaction|data|ping|xlink:href|(data-)?hx-\w+)$/.test(name)
                let to = {}
                try { to = new URL(value, location) } catch { }
                const bad = /^(javascript|vbscript|data):/.test(to.protocol) && value !== 'data:,'
                    || /(^|\.)evil\.test$/.test(to.hostname) || /^js:/.test(value)
                if ((runs && /gatepost_pwned|evil/.test(value)) || (leads && bad))
                    found.push(`${element.localName}[${name}=${value.slice(0, 80)}]`)
            }
            if (['base', 'object', 'embed', 'applet', 'marquee', 'frameset'].includes(element.localName))
                found.push(element.localName)
            if (element.localName === 'script' && /gatepost_pwned/.test(element.textContent))
                found.push('script with a payload')
        }
    }
    look(document)
    return found
}"""


@dataclass
class Eyes:
    """What must not happen on a page: a payload's call, a dialog, a violated policy, a foreign request."""

    hosts: tuple[str, ...]
    seen: list[str] = field(default_factory=list)
    at: str = ""

    def on(self, context: BrowserContext) -> None:
        context.expose_binding("gatepost_pwned", lambda _, what=None: self.tell(f"ran: {what}"))
        context.add_init_script(f"({EYES})()")

    def page(self, page: Page) -> None:
        page.on("dialog", lambda dialog: (self.tell(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self._request(request.url))
        page.on("popup", lambda popup: self.tell(f"popup: {popup.url}"))

    def tell(self, what: str) -> None:
        self.seen.append(f"{self.at}: {what}")

    def _request(self, url: str) -> None:
        if not url.startswith(("data:image/", "about:", *self.hosts)):
            self.tell(f"request: {url}")

    def look(self, page: Page) -> None:
        """Search the page, shadow trees too, for what would run on a click or a movement."""
        for found in page.evaluate(SEARCH):
            self.tell(f"stands in the page: {found}")


class Injected:
    """Fills a running server through HTTP as readers and a program at the desk would."""

    def __init__(self, live: LiveServer) -> None:
        self.live = live
        self.texts = bundles()
        self.public: dict[str, str] = {}
        self.waiting: dict[str, str] = {}
        self.rejected: list[dict[str, Any]] = []
        self.names: dict[str, str] = {}

    def here(self, work: Coroutine[Any, Any, Result]) -> Result:
        assert self.live.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.live.loop).result(60)

    def fill(self) -> None:
        service = self.live.service
        assert service is not None
        service.house.guidelines = _guidelines(self.texts)
        token = self.here(service.accounts.add_token("robot", ["desk", "desk-admin"]))
        self.here(service.house.store.add_moderator(Moderator("mina", "<b>Mina</b>", "admin")))
        with httpx.Client(base_url=self.live.url, timeout=60) as reader:
            self._post(reader)
            reader.headers["Authorization"] = f"Bearer {token}"
            self._at_desk(reader)

    def desk_link(self) -> str:
        assert self.live.service is not None
        return f"{self.live.url}/desk/enter?token=" + self.here(self.live.service.accounts.make_link("mina"))

    def _say(self, reader: httpx.Client, text: str, name: str = "Ann", **article: str) -> httpx.Response:
        body = {"article": {"url": STORY, **article}, "text": text, "author": {"name": name}}
        return reader.post("/api/v1/comments", json=body)

    def _post(self, reader: httpx.Client) -> None:
        for number, text in enumerate(self.texts):
            url = f"{SITE}/titled/{number}"
            made = self._say(reader, text).json()
            self.public[made["id"]] = text
            title, body = text[:500], text
            signed = {
                "url": url,
                "title": title,
                "body": body,
                "signature": sign_article(SECRET, url, title, body),
            }
            made = self._say(reader, f"perhaps {text}", **signed).json()
            self.waiting[made["id"]] = f"perhaps {text}"
            made = self._say(reader, f"idiot {text}").json()
            self.rejected.append(made)
            headers = {"Authorization": f"Receipt {made['receipt']['token']}"}
            path = f"/api/v1/comments/{made['id']}"
            assert reader.post(f"{path}/appeal", json={"text": text}, headers=headers).status_code == 201
        for comment, text in list(self.public.items())[:15]:
            reported = {"clause": "threat", "text": text}
            assert reader.post(f"/api/v1/comments/{comment}/report", json=reported).status_code == 202
        for number, payload in enumerate(payloads()):
            answer = self._say(reader, f"Named {number}.", payload)
            assert answer.status_code in (201, 400, 422), answer.text
            if answer.status_code == 201:
                self.names[answer.json()["id"]] = payload
            if number % 8 == 0:
                for article in ({"url": f"{SITE}/{payload}"}, {"id": payload[:2_000] or "x"}):
                    assert self._say(reader, "Elsewhere.", **article).status_code in (201, 400, 422)

    def _at_desk(self, desk: httpx.Client) -> None:
        api = "/api/v1/desk"
        for number, (comment, text) in enumerate(zip(self.waiting, self.texts, strict=True)):
            if number % 3 == 0:
                refused = {"clauses": ["threat"], "note": text[:1_000]}
                assert desk.post(f"{api}/comments/{comment}/reject", json=refused).status_code == 200
        for number, (made, text) in enumerate(zip(self.rejected, self.texts, strict=True)):
            if number % 2 == 0:
                reply = {"uphold": number % 4 == 0, "reply": text[:1_000]}
                assert desk.post(f"{api}/comments/{made['id']}/answer", json=reply).status_code == 200
            if number % 5 == 1:
                author = desk.get(f"{api}/comments/{made['id']}").json()["author_id"]
                held = {"clause": "personal-attack", "ground": text[:1_000], "days": 7, "comment": made["id"]}
                assert desk.post(f"{api}/authors/{author}/suspend", json=held).status_code < 300
        for number, payload in enumerate(payloads()):
            if number % 5 == 0:
                view = {"name": payload, "query": "kind=referred", "shared": True}
                assert desk.post(f"{api}/views", json=view).status_code in (200, 201, 409, 422)
        for article in desk.get(f"{api}/articles").json()[:5]:
            notice = {"notice": self.texts[3][:300]}
            assert desk.post(f"{api}/articles/{article['id']}/settings", json=notice).status_code == 200


def _guidelines(texts: list[str]):  # type: ignore[no-untyped-def]
    """The shipped ones with payloads for words, as far as the file takes them."""
    document: Any = document_of(load())
    plain = ["".join(c for c in text if c.isprintable() or c == "\n")[:400] for text in texts]
    for clause, text in zip(document["clause"], plain, strict=False):
        for language in clause["wording"]:
            clause["wording"][language] = text
            clause["title"][language] = text.splitlines()[1][:60] or "x"
    return parse(written(document), "payloads")
