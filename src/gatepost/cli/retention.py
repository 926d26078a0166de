"""`gatepost retention`: what the sites' rules on keeping would take away, before and after they hold."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from msgspec import structs

from gatepost.cli.readers_house import open_house
from gatepost.cli.say import answer, complain
from gatepost.conversation.house import House
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.retention.keep import Expected, expected, keep_to_policies
from gatepost.conversation.retention.policy import APPEAL_DAYS, RULES, Policy
from gatepost.conversation.sites import Site
from gatepost.engine.guidelines import GuidelinesError
from gatepost.vocabulary import DESK_CHAIN, Kind
from gatepost.web.settings_file import SettingsInvalid
from gatepost.web.times import iso

Flag = Parameter(negative="")


def retention(
    *,
    dry_run: Annotated[bool, Flag] = False,
    now: Annotated[bool, Flag] = False,
    try_: Annotated[list[str] | None, Parameter(name="--try", negative="")] = None,
    history: Annotated[bool, Flag] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
    config: Path | None = None,
    data: Path | None = None,
) -> int:
    """Say what would go by the rules under [sites.retention]; nothing goes without --now.

    The server carries the rules out by itself, once an hour.

    Parameters
    ----------
    dry_run
        Only say it: what this command does without it, too.
    now
        Carry the rules of the settings file out, all that is due.
    try_
        A rule that the settings file does not have (yet), for all sites: rejected_days=365. May be repeated.
    history
        What the rules took away until now, as the ledger has it.
    as_json
        One JSON object a line, for programs.
    config
        The settings file; gatepost.toml in this folder without.
    data
        The data folder, over the settings file's.
    """

    async def session() -> int:
        async with open_house(config, data) as house:
            if history:
                return await _history(house, as_json)
            if now:
                return await _carry_out(house)
            return _tell(await expected(house, _policies(house, try_ or [])), as_json)

    if now and (dry_run or try_ or history):
        return _fail("--now stands alone: what it carries out is what the settings file says")
    try:
        return asyncio.run(session())
    except SettingsInvalid as invalid:
        return _fail("\n".join(str(fault) for fault in invalid.faults))
    except (ValueError, GuidelinesError) as error:
        return _fail(str(error))
    except (StoreUnavailable, sqlite3.Error, OSError) as error:
        return _fail(f"the data folder cannot be used: {error}")


def _policies(house: House, tried: Sequence[str]) -> list[tuple[Site, Policy]]:
    if not house.sites.all:
        raise ValueError("the settings name no site: give the settings file with --config FILE")
    changed = {}
    for one in tried:
        rule, _, days = one.partition("=")
        if rule.removesuffix("_days") not in RULES or not days.isdecimal():
            known = ", ".join(f"{name}_days" for name in RULES)
            raise ValueError(
                f"--try {one}: write RULE=DAYS, such as rejected_days=365; the rules are {known}"
            )
        changed[f"{rule.removesuffix('_days')}_days"] = int(days)
    return [(site, structs.replace(site.retention, **changed)) for site in house.sites.all]


def _tell(found: Sequence[Expected], as_json: bool) -> int:
    for one in found:
        if as_json:
            answer(
                json.dumps(
                    {
                        "site": one.site,
                        "rule": f"{one.rule}_days",
                        "days": one.days,
                        "due": one.due.due - one.due.held,
                        "held": one.due.held,
                    }
                )
            )
            continue
        held = f", {one.due.held} more held back" if one.due.held else ""
        answer(f"{one.site}: {one.rule}_days = {one.days}: {one.due.due - one.due.held} would go{held}")
        if one.rule in ("rejected", "appeals") and one.days < APPEAL_DAYS:
            complain(
                f"  {one.days} days are fewer than six months ({APPEAL_DAYS} days), in which authors may"
                " complain about a rejection where the DSA (art. 20) holds"
            )
    if not found and not as_json:
        answer("No site has a rule: everything is kept.")
    return 0


async def _carry_out(house: House) -> int:
    while True:
        kept = await keep_to_policies(house)
        for (site, rule), number in kept.gone.items():
            answer(f"{site}: {rule}_days: {number} went")
        if not kept.more:
            return 0


async def _history(house: House, as_json: bool) -> int:
    """By day, site and rule. Texts stand one by one in their articles' chains, all else in the desk's."""
    sums: dict[tuple[str, str, str], int] = {}
    async for entry in house.store.entries():
        if entry.kind is not Kind.ERASURE or entry.body.get("by") != "retention":
            continue
        if entry.chain == DESK_CHAIN:
            site, number = entry.comment, int(entry.body.get("number", 0))
        else:
            article = await house.store.article_by_id(entry.chain)
            site, number = article.site if article else "", 1
        key = (iso(entry.at)[:10], site, str(entry.body.get("rule", "")))
        sums[key] = sums.get(key, 0) + number
    for (day, site, rule), number in sorted(sums.items()):
        if as_json:
            answer(json.dumps({"day": day, "site": site, "rule": f"{rule}_days", "number": number}))
        else:
            answer(f"{day} {site}: {rule}_days: {number}")
    return 0


def _fail(message: str) -> int:
    complain(f"gatepost retention: {message}")
    return 2
