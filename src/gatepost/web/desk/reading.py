"""What desk pages read before they can show anything: figures for the tabs, names, and one comment's item."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.conversation.house import House
from gatepost.conversation.preferences.records import Preferences
from gatepost.conversation.queues.records import Filter
from gatepost.conversation.records import Moderator
from gatepost.web.desk.card import Desk
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.second_looks import seats_of
from gatepost.web.desk.tabs import TABS
from gatepost.web.desk_api.programs import who

FEW = 50


async def desk_for(
    house: House, moderator: Moderator, messages: Messages, preferences: Preferences | None = None
) -> Desk:
    """The desk as this moderator sees it now."""
    people = await house.store.moderators()
    return Desk(
        messages=messages,
        guidelines=house.guidelines,
        book=house.book,
        now=house.clock(),
        moderator=moderator,
        sites=house.sites,
        undo_seconds={site.id: site.undo_seconds for site in house.sites.all},
        preferences=preferences or Preferences(),
        seats=seats_of(people),
        names={**{person.id: person.name for person in people}, **await _programs(house, messages)},
    )


async def _programs(house: House, messages: Messages) -> Mapping[str, str]:
    """Programs that decide through the API, by the ids that the ledger has for them."""
    tokens = await house.store.tokens()
    return {who(token): messages("by.named_program", name=token.name) for token in tokens}


async def tab_counts(house: House, moderator: str) -> Mapping[str, int]:
    """The figure of each tab for this moderator, and `unscreened`: what the engine has not read yet."""
    found = await house.store.queues.counts(
        Filter(), moderator=moderator, now=house.clock(), kinds=[tab.kind for tab in TABS]
    )
    return {**{tab.name: found[tab.kind] for tab in TABS}, "unscreened": await _unscreened(house)}


async def _unscreened(house: House) -> int:
    """Counted by hand while they are few, as they nearly always are: to count every state takes its time."""
    few = len(await house.store.unscreened(FEW))
    return few if few < FEW else (await house.store.counts(None)).get("unscreened", 0)
