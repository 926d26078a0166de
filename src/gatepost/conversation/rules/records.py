"""Versions of the rules, drafts of the next one, and what of them is in force."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from gatepost.conversation.modes import Modes
from gatepost.conversation.ports import Screening
from gatepost.conversation.sites import Sites
from gatepost.engine.guidelines import Guidelines

BY_SETTINGS = "settings"
"""Who made a version that came from gatepost.toml and the guidelines file that it names."""


class SiteRules(Struct, frozen=True):
    """What a site lets the engine do alone, and the clauses on which two moderators must agree."""

    modes: Modes = Modes()
    four_eyes: tuple[str, ...] = ()


class FileSaid(Struct, frozen=True):
    """What the settings file said when a version was made: only a change of that makes a version of its own.

    `guidelines` is the version of the file that it names, or with `shipped` of those that hold without one.
    """

    guidelines: str = ""
    shipped: bool = True
    sites: Mapping[str, SiteRules] = {}


class RuleSettings(Struct, frozen=True):
    """The rules beside the guidelines, by site id, as they are kept with each version."""

    sites: Mapping[str, SiteRules] = {}
    file: FileSaid = FileSaid()

    def encoded(self) -> bytes:
        """JSON, the same for the same rules."""
        return msgspec.json.encode(self, order="sorted")

    @property
    def version(self) -> str:
        """Eight hex digits over the sites' rules: what the ledger calls them."""
        return hashlib.sha256(msgspec.json.encode(self.sites, order="sorted")).hexdigest()[:8]


class Version(Struct, frozen=True):
    """Rules that are or were in force. `text` is the TOML file; `version` is what verdicts call it.

    `by` is `settings` or `moderator:ID`. `number` counts from 1; the highest is in force.
    """

    number: int
    version: str
    text: str
    settings: RuleSettings
    by: str
    at: int
    note: str = ""


class RuleDraft(Struct, frozen=True):
    """Rules that somebody would like to have. `base`: the version in force when they were written down."""

    base: int
    text: str
    sites: Mapping[str, SiteRules]
    by: str
    at: int

    @property
    def id(self) -> str:
        """By content: two drafts that say the same over the same version are one."""
        content = msgspec.json.encode([self.base, self.text, self.sites], order="sorted")
        return hashlib.sha256(content).hexdigest()[:32]


class InForce(Struct, frozen=True):
    """The rules that hold now, as one: an engine, its guidelines, and the sites' modes that go with them.

    Whoever needs two of the three takes them from one of these, never from the house one after the other:
    another version may come into force between.
    """

    screening: Screening
    guidelines: Guidelines
    sites: Sites
    number: int = 0
