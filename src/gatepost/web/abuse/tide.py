"""Is a site under attack? Its submissions a minute against its own ordinary level, with a floor. Pure.

An attack begins when more than `floor`, and more than `factor` times the ordinary level, came within a
minute. It ends when for five minutes no minute had more than half of that, so that it does not flicker. What
comes during an attack does not count as ordinary: an attack must not become the measure of the next one.
"""

from __future__ import annotations

from collections import deque

SECOND = 1_000_000
MINUTE = 60 * SECOND
SLOT = 10 * SECOND
SLOTS = MINUTE // SLOT
CALM = 5 * MINUTE
REMEMBERED = 180
"""Minutes over which the ordinary level is averaged (the time constant): it follows the hours of the day."""


class Tide:
    """Of one site. `floor` 0: never an attack. `ordinary`: submissions a minute, as far as that is known."""

    def __init__(self, floor: int, factor: float, ordinary: float = 0.0) -> None:
        self.floor, self.factor, self.ordinary = floor, factor, ordinary
        self._slots: deque[tuple[int, int]] = deque()  # (number of the slot, how many came), newest last
        self._minute = -1
        self._came = 0  # in this minute, while calm
        self._high_at: int | None = None  # since an attack began: when half of the threshold was last passed

    @property
    def threshold(self) -> float:
        """More submissions than this within a minute are an attack."""
        return max(float(self.floor), self.factor * self.ordinary)

    def rate(self, now: int) -> int:
        """How many came within the last minute, to ten seconds."""
        while self._slots and self._slots[0][0] <= now // SLOT - SLOTS:
            self._slots.popleft()
        return sum(came for _, came in self._slots)

    def is_high(self, now: int) -> bool:
        """Whether the site is under attack."""
        if self._high_at is not None and now - self._high_at > CALM:
            self._high_at = None
        return self._high_at is not None

    def came(self, now: int) -> bool:
        """One more submission; whether the site is under attack."""
        if not self.floor:
            return False
        self._turn(now)
        slot = now // SLOT
        if self._slots and self._slots[-1][0] > slot:  # the clock has stepped back: what came is not of now
            self._slots.clear()
            self._high_at = None if self._high_at is None else min(self._high_at, now)
        if self._slots and self._slots[-1][0] >= slot:
            last, came = self._slots[-1]
            self._slots[-1] = (last, came + 1)
        else:
            self._slots.append((slot, 1))
        rate = self.rate(now)
        if self.is_high(now):
            if rate > self.threshold / 2:
                self._high_at = now
        elif rate > self.threshold:
            self._high_at = now
        else:
            self._came += 1
        return self._high_at is not None

    def _turn(self, now: int) -> None:
        """Minutes that are over enter the ordinary level, those without a submission too."""
        minute = now // MINUTE
        if self._minute < 0:
            self._minute = minute
        passed = minute - self._minute
        if passed <= 0:
            self._minute = minute
            return
        if not self.is_high(now):
            keep = 1 - 1 / REMEMBERED
            level = self.ordinary * keep + self._came / REMEMBERED
            self.ordinary = level * keep ** (passed - 1)
        self._minute, self._came = minute, 0
