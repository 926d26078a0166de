"""Preferences are kept whole, one record for each moderator."""

from __future__ import annotations

from gatepost.conversation.ports import Store
from gatepost.conversation.preferences.records import Preferences
from gatepost.conversation.records import Moderator

SET = Preferences(shortcuts=False, keys={"approve": "KeyY", "undo": ""}, theme="dark", break_minutes=20)


async def test_kept_and_replaced(store: Store) -> None:
    for name in ("Mina", "Omar"):
        await store.add_moderator(Moderator(name.lower(), name, "moderator"))
    assert await store.preferences.of("mina") == Preferences()
    await store.preferences.keep("mina", SET)
    assert await store.preferences.of("mina") == SET
    assert await store.preferences.of("omar") == Preferences()
    await store.preferences.keep("mina", Preferences(blur=True))
    assert await store.preferences.of("mina") == Preferences(blur=True)
    assert await store.preferences.of("nobody") == Preferences()
