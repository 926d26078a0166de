"""What a submission meets beyond the limits: the field that people do not see, work in an attack, floods.

In this order, each refused in the answer to the request, with the reason and in the reader's language.
Nothing is taken and not shown; nothing is taken and thrown away.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from gatepost.conversation.keys import Keys
from gatepost.conversation.sites import Site
from gatepost.web.abuse import work
from gatepost.web.abuse.floods import Floods
from gatepost.web.abuse.tide import Tide
from gatepost.web.abuse.told import told
from gatepost.web.metrics import GUARDED, UNDER_ATTACK
from gatepost.web.problems import Problem, WorkOut

DAY_MINUTES = 24 * 60
_log = structlog.get_logger("gatepost.abuse")


class Defence:
    """One for a server. `attack_per_minute` 0: never an attack. `bits`: 0: no work is ever asked for.

    `ordinary` tells how many comments a site had in the last 24 hours: what an attack is measured by.
    """

    def __init__(
        self,
        keys: Keys,
        ordinary: Callable[[str], Awaitable[int]],
        attack_per_minute: int,
        attack_factor: int,
        bits: int,
    ) -> None:
        self._keys, self._ordinary = keys, ordinary
        self._floor, self._factor, self.bits = attack_per_minute, attack_factor, bits
        self._tides: dict[str, Tide] = {}
        self._work: work.Work | None = None
        self.floods = Floods()

    async def admit(self, site: Site, now: int, language: str, *, text: str, website: str, done: str) -> None:
        """Let a submission through, or raise Problem: `honeypot`, `work-required`, `flooding`.

        `website`: the hidden field. `done`: the header `Gatepost-Work`, if there was one.
        """
        if website:
            GUARDED.labels(site.id, "honeypot").inc()
            raise Problem(
                "honeypot",
                "The field `website` must be empty: people do not see it. Nothing was taken.",
                text=told("honeypot", language),
            )
        tide = await self.tide_of(site.id)
        if not self._floor:
            return
        worked = False
        if self.bits and done and tide.is_high(now):
            worked = (await self._worker()).accept(done, site.id, now)
        if worked:  # it was counted when it was asked to work
            GUARDED.labels(site.id, "work-done").inc()
        elif not self._came(tide, site.id, now):
            return
        elif self.bits:
            await self._demand(site, now, language)
        wait = self.floods.wait(site.id, text, now)
        if wait:
            GUARDED.labels(site.id, "flooding").inc()
            raise Problem(
                "flooding",
                "This text, or nearly the same, was sent many times in the last minutes. Nothing was taken.",
                headers={"Retry-After": str(wait)},
                text=told("flooding", language, wait),
            )

    async def tide_of(self, site: str) -> Tide:
        """Made at the first submission, from what the site was used to before the server started."""
        if site not in self._tides:
            ordinary = await self._ordinary(site) / DAY_MINUTES if self._floor else 0.0
            self._tides.setdefault(site, Tide(self._floor, self._factor, ordinary))
        return self._tides[site]

    def look(self, now: int) -> None:
        """Bring the gauges up to date: an attack ends without a submission."""
        for site, tide in self._tides.items():
            UNDER_ATTACK.labels(site).set(tide.is_high(now))

    def _came(self, tide: Tide, site: str, now: int) -> bool:
        before, high = tide.is_high(now), tide.came(now)
        if high and not before:
            _log.warning("attack", site=site, a_minute=tide.rate(now), threshold=round(tide.threshold))
        return high

    async def _demand(self, site: Site, now: int, language: str) -> None:
        GUARDED.labels(site.id, "work-demanded").inc()
        asked = (await self._worker()).challenge(site.id, self.bits, now)
        raise Problem(
            "work-required",
            "Unusually many comments arrive here. Repeat the request with the header "
            "`Gatepost-Work: CHALLENGE:NONCE`, where SHA-256 of that text begins with so many zero bits.",
            text=told("work-required", language),
            work=WorkOut(asked, self.bits),
        )

    async def _worker(self) -> work.Work:
        if self._work is None:
            self._work = work.Work(await self._keys.of(work.PURPOSE))
        return self._work
