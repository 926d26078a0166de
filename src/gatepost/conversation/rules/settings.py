"""From the sites of the house to the rules that are kept for each, and back."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from gatepost.conversation.rules.records import SiteRules
from gatepost.conversation.sites import Sites


def rules_of(sites: Sites) -> Mapping[str, SiteRules]:
    """What each site lets the engine do."""
    return {site.id: SiteRules(site.modes, site.four_eyes) for site in sites.all}


def sites_under(sites: Sites, rules: Mapping[str, SiteRules]) -> Sites:
    """The same sites with other rules. A site that the rules do not name keeps its own."""
    return Sites(
        structs.replace(site, modes=rules[site.id].modes, four_eyes=rules[site.id].four_eyes)
        if site.id in rules
        else site
        for site in sites.all
    )
