"""What the web of one process shares with the others: tokens taken from buckets, the strangers' key of the
day, who sits at the desk.

Each process counts for itself and tells the others what it gave; they count it, too. So N processes give
somebody at most N times the burst within the moment that a message takes, and in the long run as much as one.
Where nothing is heard of the others (`bus.alive` is false), each counts alone.
"""

from __future__ import annotations

import asyncio
import itertools
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from gatepost.web.ratelimit import RateLimit

if TYPE_CHECKING:
    from gatepost.web.service import Service

LIMITS, STRANGERS, SEATS = "limits", "strangers", "seats"
SAY_SECONDS = 20.0
"""How often a process says its key and who sits at its desk, also when nothing has changed."""


class Sharing:
    """One for a service; without others it does nothing."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._numbers = itertools.count()
        self._task: asyncio.Task[None] | None = None
        layers = {
            "posts": service.posts,
            "checks": service.checks,
            "checks-of-article": service.checks_of_article,
            "appeals": service.appeals,
            "sign-ins": service.sign_ins,
            "letters": service.letters,
        }
        self._limits: dict[str, RateLimit] = {
            f"{name}-{number}": limit
            for name, found in layers.items()
            for number, limit in enumerate(found.limits)
        }
        attempts = service.accounts.attempts
        self._limits |= {f"attempts-{number}": limit for number, limit in enumerate(attempts.limits)}

    def start(self) -> None:
        house = self._service.house
        if house.store.bus.alone:
            return
        house.heard = self._heard
        attempts, strangers = self._service.accounts.attempts, self._service.strangers
        attempts.named = lambda key: strangers.name(f"attempt {key}", house.clock())
        self._service.seats.changed = self._say_seats
        for name, limit in self._limits.items():
            limit.told = partial(self._say_taken, name)
        self._task = asyncio.create_task(self._walk(), name="gatepost-sharing")

    async def stop(self) -> None:
        if self._task is not None:
            self._service.house.store.bus.tell(SEATS, _written([self._service.house.worker]))
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _walk(self) -> None:
        while True:
            self._say(STRANGERS, self._service.strangers.said(self._service.house.clock()))
            if self._service.seats.here:
                self._say_seats()
            await asyncio.sleep(SAY_SECONDS)

    def _say(self, topic: str, message: str) -> None:
        self._service.house.store.bus.tell(topic, message)

    def _say_taken(self, name: str, key: str) -> None:
        # Numbered, because the bus says the same only once.
        self._say(LIMITS, _written([name, key, str(next(self._numbers))]))

    def _say_seats(self) -> None:
        self._say(SEATS, _written([self._service.house.worker, *self._service.seats.here]))

    def _heard(self, topic: str, message: str) -> None:
        now = self._service.house.clock()
        try:
            if topic == STRANGERS:
                if self._service.strangers.heard(message, now):
                    self._say(STRANGERS, self._service.strangers.said(now))
                return
            first, *rest = msgspec.json.decode(message, type=list[str])
            if topic == LIMITS and first in self._limits:
                self._limits[first].taken_elsewhere(rest[0], now)
            elif topic == SEATS:
                self._service.seats.heard(first, rest, now)
        except (ValueError, IndexError):
            return  # a newer process says what we do not know yet


def _written(said: list[str]) -> str:
    return msgspec.json.encode(said).decode()
