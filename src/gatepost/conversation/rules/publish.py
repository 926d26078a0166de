"""A draft becomes the rules: kept with its ledger entry, and in force at once for every new comment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gatepost.conversation import entries
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rules.drafts import find_draft, read_draft
from gatepost.conversation.rules.force import RULES, bring_into_force
from gatepost.conversation.rules.ports import RulesChanged
from gatepost.conversation.rules.records import RuleDraft, RuleSettings, Version
from gatepost.conversation.words import check_note
from gatepost.engine.guidelines import Guidelines

if TYPE_CHECKING:
    from gatepost.conversation.house import House


async def publish(house: House, moderator_id: str, draft_id: str, note: str = "") -> Version:
    """Bring a draft into force that has been tried on comments exactly as it is.

    Comments on their way are screened under the rules before or under these, never under half of each.
    Nothing that was decided or screened is looked at again. Raises `Refusal`; the draft is then kept.
    """
    check_note(note)
    draft = await find_draft(house, draft_id)
    _refuse_outdated(draft, house.rules_number)
    if house.dry_runs.finished(draft.id) is None:
        raise Refusal("dry-run-missing", "Try this draft on the last comments first, then publish it.")
    guidelines = await read_draft(house, draft.text, draft.sites)
    newest = await house.store.rules.newest()
    if newest and (newest.version, newest.settings.sites) == (guidelines.version, draft.sites):
        raise Refusal("rules-unchanged", f"Version {newest.number}, which is in force, says the same.")
    version = Version(
        draft.base + 1,
        guidelines.version,
        draft.text,
        RuleSettings(draft.sites, house.said),
        f"moderator:{moderator_id}",
        house.clock(),
        note,
    )
    # To the end once begun: what is kept must be in force, even when whoever asked has hung up.
    await asyncio.shield(asyncio.ensure_future(_publish(house, version, guidelines)))
    await house.store.rules.forget_draft(draft.id)
    return version


async def _publish(house: House, version: Version, guidelines: Guidelines) -> None:
    try:
        await house.store.rules.publish(version, entries.guidelines(version))
    except RulesChanged as changed:
        raise _changed(changed.newest) from None
    if version.number > house.rules_number:
        bring_into_force(house, version, guidelines)
        house.store.bus.tell(RULES, "")


def _refuse_outdated(draft: RuleDraft, newest: int) -> None:
    if draft.base != newest:
        raise _changed(newest)


def _changed(newest: int) -> Refusal:
    return Refusal(
        "rules-changed",
        f"Version {newest} came into force meanwhile. Your draft is kept: compare it with that version, "
        "try it again, then publish.",
    )
