"""Badges: what a site says beside a name of those whom it vouches for. They never come from a name."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.sites import Site

NEWSROOM = "newsroom"
"""The badge of what the newsroom writes from the desk; its label is the site's `newsroom`."""


class Badge(Struct, frozen=True):
    """`id` as in the settings, `label` as readers see it."""

    id: str
    label: str


def badge_of(site: Site, badge: str) -> Badge | None:
    """The badge with this id as the site labels it now; None for no badge, and for one that is gone."""
    if not badge:
        return None
    label = site.newsroom if badge == NEWSROOM else site.badges.get(badge, "")
    return Badge(badge, label) if label else None


def granted(site: Site, claimed: str) -> str:
    """The id that a sign-in may give: one that the settings name, "" else. The newsroom's is the desk's."""
    return claimed if claimed in site.badges and claimed != NEWSROOM else ""
