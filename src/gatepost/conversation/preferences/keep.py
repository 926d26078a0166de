"""A moderator sets how the desk should be."""

from __future__ import annotations

from msgspec.structs import replace

from gatepost.conversation.house import House
from gatepost.conversation.preferences.keys import own_keys
from gatepost.conversation.preferences.records import LONGEST_BREAK, THEMES, TYPE_SIZES, Preferences
from gatepost.conversation.refusals import Refusal


async def keep_preferences(house: House, moderator_id: str, wanted: Preferences) -> Preferences:
    """What was kept. Raises `Refusal`: `key-unknown`, `key-taken`, `preference-invalid`."""
    if wanted.theme not in THEMES or wanted.type_size not in TYPE_SIZES:
        raise Refusal("preference-invalid", "There is no such theme or type size.")
    if not 0 <= wanted.break_minutes <= LONGEST_BREAK:
        raise Refusal("preference-invalid", f"A break comes after 1 to {LONGEST_BREAK} minutes, or never: 0.")
    kept = replace(wanted, keys=dict(own_keys(wanted.keys)))
    await house.store.preferences.keep(moderator_id, kept)
    return kept
