"""A site keeps what its policy says and no longer: carried out in small steps, each with its ledger entry."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from gatepost.conversation import entries
from gatepost.conversation.erasing import erase_each
from gatepost.conversation.house import House
from gatepost.conversation.messages import messages
from gatepost.conversation.retention.policy import TEXTS, Policy, before
from gatepost.conversation.retention.ports import Due, Limit
from gatepost.conversation.sites import Site

AT_ONCE = 200
"""Comments, or other things, that one step takes: others write in between."""
STEPS = 5
"""Steps of one rule in a round. What is left is taken up in the next one, a minute later."""


class Kept(Struct, frozen=True):
    """What a round did: how many went by (site, rule), and whether something may be left."""

    gone: dict[tuple[str, str], int]
    more: bool


class Expected(Struct, frozen=True):
    """What one rule of a site would take away if it were carried out now."""

    site: str
    rule: str
    days: int
    due: Due


async def keep_to_policies(house: House) -> Kept:
    """One round over all sites. Raises `StoreUnavailable`; what was done before that stays done."""
    gone: dict[tuple[str, str], int] = {}
    more = False
    for site in house.sites.all:
        for rule, days in site.retention.rules():
            done = left = 0
            for _ in range(STEPS):
                left = await _step(house, site, rule, days)
                done += left
                if left < AT_ONCE:
                    break
            more = more or left >= AT_ONCE
            if done:
                gone[site.id, rule] = done
    return Kept(gone, more)


async def expected(house: House, policies: Sequence[tuple[Site, Policy]]) -> list[Expected]:
    """What would go now, under these policies. Changes nothing."""
    at = house.clock()
    return [
        Expected(
            site.id, rule, days, await house.store.retention.due(Limit(site.id, rule, before(days, at), at))
        )
        for site, policy in policies
        for rule, days in policy.rules()
    ]


async def _step(house: House, site: Site, rule: str, days: int) -> int:
    at = house.clock()
    limit = Limit(site.id, rule, before(days, at), at)
    if rule in TEXTS:
        found = await house.store.retention.texts(limit, AT_ONCE)
        await erase_each(house, found, entries.expiry(rule, days), spare_appealed=True)
        return len(found)
    name = messages(site.language)["forgotten_name"]
    entry = partial(entries.forgetting, rule, days)
    return await house.store.retention.forget(limit, AT_ONCE, name, entry)
