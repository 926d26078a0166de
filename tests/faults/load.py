"""Readers and moderators at work, who try again when nobody answers, as widgets and programs do."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import httpx
from tests.faults.newsroom import SITE, Newsroom
from tests.faults.texts import comment
from tests.faults.told import Post, Ruling, Told

GIVES_UP = 0.1
"""Of those whose connection broke, so many do not try again: they never learn what became of it."""
ANSWER_SECONDS = 30.0


class Load:
    """`begin` it, `end` it (whoever waits for an answer gets it first), look at `told`, `close` it."""

    def __init__(
        self,
        newsroom: Newsroom,
        random: Random,
        keys: dict[str, str],
        *,
        posters: int = 12,
        readers: int = 1,
        told: Told | None = None,
    ) -> None:
        self.newsroom, self.random, self.keys = newsroom, random, keys
        self.told = told or Told()
        self._posters, self._readers = posters, readers
        self._articles = [f"{SITE}/{number}" for number in range(3)]
        self._authors: list[str] = []
        self._parents: list[tuple[str, str]] = []
        self._moments: dict[str, asyncio.Event] = {}
        self._ending = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS, limits=httpx.Limits(max_connections=100))

    def begin(self) -> None:
        work: list[Callable[[], Awaitable[None]]] = [self._post] * self._posters + [
            self._read
        ] * self._readers
        work += [lambda by=by: self._moderate(by) for by in self.keys]
        self._tasks = [asyncio.create_task(self._on_and_on(one)) for one in work]

    async def end(self) -> None:
        self._ending.set()
        async with asyncio.timeout(300):
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Nothing more is asked."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def moment(self, name: str, seconds: float) -> None:
        """The next time that this happens: `sent`, `posted`, `ruling`, `ruled`, `withdrawing`."""
        event = self._moments.setdefault(name, asyncio.Event())
        event.clear()
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return

    async def answered(self, comments: int, seconds: float) -> None:
        """Wait until so many more comments are acknowledged, but not for ever."""
        goal, loop = len(self.told.acknowledged) + comments, asyncio.get_running_loop()
        end = loop.time() + seconds
        while len(self.told.acknowledged) < goal and loop.time() < end:
            await self.moment("posted", end - loop.time())

    def _now(self, name: str) -> None:
        if name in self._moments:
            self._moments[name].set()

    async def _on_and_on(self, work: Callable[[], Awaitable[None]]) -> None:
        while not self._ending.is_set():
            await work()
            await asyncio.sleep(self.random.uniform(0, 0.02))

    async def ask(
        self, method: str, path: str, *, gives_up: float = 0.0, sent: str = "", **more: Any
    ) -> httpx.Response | None:
        """The answer, after as many tries as it takes; None for who has given up.

        Tries again when the connection breaks and after 503, at whichever process listens then.
        """
        while True:
            web = self.random.choice(self.newsroom.webs)
            async with asyncio.timeout(ANSWER_SECONDS * 4):
                await web.up.wait()
            if sent:
                self._now(sent)
            try:
                answer = await self._client.request(method, web.url + path, **more)
            except httpx.TransportError:
                self.told.retries += 1
                if self.random.random() < gives_up:
                    return None
                await asyncio.sleep(0.02)
                continue
            if answer.status_code != 503:
                if answer.status_code >= 500:
                    self.told.strange.append(f"{method} {path}: {answer.status_code} {answer.text}")
                return answer
            self.told.unavailable += 1
            await asyncio.sleep(0.1)

    async def _post(self) -> None:
        post = self._new_post()
        self.told.posts[post.key] = post
        headers = {"Idempotency-Key": post.key, **post.headers}
        answer = await self.ask(
            "POST", "/api/v1/comments", json=post.body, headers=headers, gives_up=GIVES_UP, sent="sent"
        )
        if answer is None:
            return
        if answer.status_code != 201:
            post.refused = answer.json().get("code", "?")
            return
        made = post.answer = answer.json()
        self.told.replays += answer.headers.get("Idempotency-Replayed") == "true"
        self._now("posted")
        if "reader" in made and len(self._authors) < 20:
            self._authors.append(made["reader"]["token"])
        if made["state"] == "approved":
            self._parents = [*self._parents[-50:], (made["id"], post.body["article"]["url"])]
        if self.random.random() < 0.05:
            await self._withdraw(made)

    def _new_post(self) -> Post:
        random, number = self.random, len(self.told.posts)
        key = f"key-{number}"
        text = comment(random, f"({number})")
        body = {"article": {"url": random.choice(self._articles)}, "text": text, "author": {"name": "Ann"}}
        if self._parents and random.random() < 0.3:
            parent, url = random.choice(self._parents)
            body |= {"parent": parent, "article": {"url": url}}
        known = self._authors and random.random() < 0.5
        headers = {"Authorization": f"Bearer {random.choice(self._authors)}"} if known else {}
        return Post(key, text, body, headers)

    async def _withdraw(self, made: dict[str, Any]) -> None:
        self.told.withdrawals[made["id"]] = False
        headers = {"Authorization": f"Receipt {made['receipt']['token']}"}
        path = f"/api/v1/comments/{made['id']}/withdraw"
        answer = await self.ask("POST", path, headers=headers, sent="withdrawing")
        assert answer is not None
        if answer.status_code == 200:
            self.told.withdrawals[made["id"]] = True
        else:
            self.told.strange.append(f"withdraw: {answer.status_code} {answer.text}")

    async def _moderate(self, by: str) -> None:
        headers = {"Authorization": f"Bearer {self.keys[by]}"}
        answer = await self.ask("GET", "/api/v1/desk/queue", params={"limit": 5}, headers=headers)
        assert answer is not None
        items = answer.json()["items"]
        if not items:
            await asyncio.sleep(0.1)
            return
        item = self.random.choice(items)
        outcome = self.random.choice(("approve", "reject"))
        ruling = Ruling(item["comment"]["id"], by, outcome, item["seq"])
        self.told.rulings.append(ruling)
        body: dict[str, Any] = {"seen": ruling.seen}
        if outcome == "reject":
            body["clauses"] = ["personal-attack"]
        path = f"/api/v1/desk/comments/{ruling.comment}/{outcome}"
        answer = await self.ask("POST", path, json=body, headers=headers, sent="ruling")
        assert answer is not None
        if answer.status_code == 200:
            ruling.acknowledged = True
            self._now("ruled")
        else:
            ruling.refused = answer.json().get("code", "?")

    async def _read(self) -> None:
        params = {"article": self.random.choice(self._articles), "sort": "newest", "limit": 50}
        answer = await self.ask("GET", "/api/v1/comments", params=params)
        assert answer is not None
        for one in flat(answer.json()["comments"]):
            self.told.public[one["id"]] = one["text"]
        await asyncio.sleep(0.1)


def flat(threads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Threads as they are listed, one comment after the other."""
    found = []
    while threads:
        node, *threads = threads
        found.append(node)
        threads = [*node["children"], *threads]
    return found


def who(key: str) -> str:
    """The program with this key as the ledger names it."""
    return f"moderator:token.{hashlib.sha256(key.encode()).hexdigest()[:16]}"
