"""Bringing rules into force, all at once and without a restart; at a start, the rules that were in force."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gatepost.conversation import entries
from gatepost.conversation.rules.records import (
    BY_SETTINGS,
    FileSaid,
    InForce,
    RuleSettings,
    SiteRules,
    Version,
)
from gatepost.conversation.rules.settings import rules_of, sites_under
from gatepost.engine.guidelines import Guidelines, GuidelinesError, parse

if TYPE_CHECKING:
    from gatepost.conversation.house import House

RULES = "rules"
"""On the bus: there are new rules."""


def bring_into_force(house: House, version: Version, guidelines: Guidelines) -> None:
    """From this moment on, new comments are screened under these rules. Nothing is decided again."""
    house.book.add(version)
    house.enforce(
        InForce(
            house.rescreen(house.screening, guidelines),
            guidelines,
            sites_under(house.sites, version.settings.sites),
            version.number,
        )
    )


async def take_up(house: House, text: str, *, shipped: bool) -> None:
    """Before the first comment is screened: the newest version, or a new one if the settings file changed.

    The house comes with what the settings file says; `text` is its guidelines file, or with `shipped` what
    Gatepost ships, which never pushes aside what somebody published at the desk.
    Raises `GuidelinesError` when this release can no longer read the newest version.
    """
    house.said = FileSaid(house.guidelines.version, shipped, rules_of(house.sites))
    for version in await house.store.rules.versions():
        house.book.add(version)
    newest = await house.store.rules.newest()
    if newest is None:
        changed: tuple[str, RuleSettings] | None = (text, RuleSettings(house.said.sites, house.said))
    else:
        changed = _changed(newest, text, house.said)
    if changed is None:
        assert newest is not None
        bring_into_force(house, newest, await _read(newest.text, newest.number))
        return
    following = (newest.number if newest else 0) + 1
    guidelines = house.guidelines if changed[0] == text else await _read(changed[0], following)
    made = Version(following, guidelines.version, *changed, BY_SETTINGS, house.clock())
    await house.store.rules.publish(made, entries.guidelines(made))
    bring_into_force(house, made, guidelines)


async def follow(house: House) -> bool:
    """Rules that were published on another process come into force here; whether there were any.

    Raises `StoreUnavailable`, and `GuidelinesError` for what this release cannot read: the rules before hold.
    """
    newest = await house.store.rules.newest()
    if newest is None or newest.number <= house.rules_number:
        return False
    guidelines = await _read(newest.text, newest.number)
    for version in await house.store.rules.versions():
        house.book.add(version)
    if newest.number > house.rules_number:
        bring_into_force(house, newest, guidelines)
    return True


def _changed(newest: Version, text: str, said: FileSaid) -> tuple[str, RuleSettings] | None:
    """What the rules become when the settings file says something new: that half, or that site, alone."""
    before = newest.settings.file
    sites = {**newest.settings.sites, **_new_rules(before.sites, said.sites)}
    untouched = newest.version == before.guidelines
    # Another release ships other guidelines: they replace the earlier ones, and nothing that somebody chose.
    taken = said.guidelines != before.guidelines and (untouched or not (said.shipped and before.shipped))
    taken = taken and said.guidelines != newest.version
    if not taken and sites == newest.settings.sites:
        return None
    return (text if taken else newest.text), RuleSettings(sites, said)


def _new_rules(before: Mapping[str, SiteRules], now: Mapping[str, SiteRules]) -> Mapping[str, SiteRules]:
    return {site: rules for site, rules in now.items() if before.get(site) != rules}


async def _read(text: str, number: int) -> Guidelines:
    try:
        return await asyncio.to_thread(parse, text, f"version {number} of the guidelines, in the database")
    except GuidelinesError as error:
        mend = "name another file as server.guidelines in gatepost.toml: a changed file makes a new version"
        raise GuidelinesError([*error.problems, mend]) from None
