"""The publisher's sites: where comments may come from and how far the engine may go there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

from msgspec import field

from gatepost.conversation.article_keys import origin
from gatepost.conversation.attendance.hours import Hours
from gatepost.conversation.discretion import Discreet
from gatepost.conversation.modes import Modes
from gatepost.conversation.readers.records import Who
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.retention.policy import Policy


class Site(Discreet, frozen=True):
    """One site. `origins`: `https://example.org`, with a port where unusual. `secret` signs its articles.

    `read_pages`: articles' words may be read from their pages on these origins.
    `four_eyes`: the clauses on which two moderators must agree.
    `alarm_minutes`, `unattended_minutes`, `hours`: see the attendance room; 0 and None: never.
    `check_before`: readers may have a text checked before they send it.
    `quality_share`: of the decided comments so many are put before a second moderator, 0..1.
    `slow_seconds`: between two comments of one reader under an article. `close_after_days`: from when an
    article became known; 0 never. `newsroom`: the label of what the newsroom itself writes. `timezone`: by
    whose clock people of this newsroom say a time.
    `who` may comment. `badges`: id and label of each that a sign-in may give; `reserved_names`: what nobody
    without one may be called.
    `retention`: how long it keeps what.
    `articles`: `open` lets any page of its origins have comments, `registered` only articles made beforehand.
    """

    SECRET: ClassVar[frozenset[str]] = frozenset({"secret"})

    id: str
    name: str
    origins: tuple[str, ...]
    language: str = "en"
    articles: Literal["open", "registered"] = "open"
    modes: Modes = field(default_factory=Modes.default)
    secret: str = ""
    undo_seconds: int = 60
    read_pages: bool = False
    alarm_minutes: int = 0
    unattended_minutes: int = 0
    hours: Hours | None = None
    quality_share: float = 0.0
    check_before: bool = True
    four_eyes: tuple[str, ...] = ()
    slow_seconds: int = 0
    close_after_days: int = 0
    newsroom: str = "Newsroom"
    timezone: str = "UTC"
    who: tuple[Who, ...] = ("guest",)
    badges: Mapping[str, str] = field(default_factory=dict)
    reserved_names: tuple[str, ...] = ()
    retention: Policy = Policy()


class Sites:
    """All sites, found by id, by an article's address, or by a browser's Origin header."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self.all = tuple(sites)
        self._by_id: dict[str, Site] = {}
        self._by_origin: dict[str, Site] = {}
        for site in self.all:
            if self._by_id.setdefault(site.id, site) is not site:
                raise ValueError(f"two sites have the id {site.id!r}: give each its own")
            for known in site.origins:
                try:
                    normal = origin(known)
                except Refusal as refusal:
                    raise ValueError(f"site {site.id!r}: origin {known!r}: {refusal.detail}") from None
                if self._by_origin.setdefault(normal, site) is not site:
                    raise ValueError(
                        f"origin {known!r} belongs to sites {self._by_origin[normal].id!r} and {site.id!r}"
                    )

    def by_id(self, site: str) -> Site | None:
        return self._by_id.get(site)

    def of(self, site: str) -> Site:
        """The site with this id; one that left the configuration keeps the shipped, cautious settings."""
        return self._by_id.get(site) or Site(site, site, ())

    def by_origin(self, header: str) -> Site | None:
        """The site whose pages send this Origin header; None for `null` and strangers."""
        try:
            return self._by_origin.get(origin(header))
        except Refusal:
            return None

    def by_url(self, url: str) -> Site | None:
        """The site that this address lies on; None for strangers and for what is no address."""
        return self.by_origin(url)
