"""What desk pages read before they can show anything: figures for the tabs, names, and one comment's item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator, QueueItem
from gatepost.web.desk.card import PROGRAM, Desk
from gatepost.web.desk.messages import Messages


async def desk_for(house: House, moderator: Moderator, messages: Messages) -> Desk:
    """The desk as this moderator sees it now."""
    people = await house.store.moderators()
    return Desk(
        messages=messages,
        guidelines=house.guidelines,
        now=house.clock(),
        moderator=moderator,
        undo_seconds={site.id: site.undo_seconds for site in house.sites.all},
        names={**{person.id: person.name for person in people}, **await _programs(house, messages)},
    )


async def _programs(house: House, messages: Messages) -> Mapping[str, str]:
    """Programs that decide through the API, by the ids that the ledger has for them."""
    return {
        # As web/desk_api records them: the beginning of the token's hash.
        f"{PROGRAM}{token.token_hash.hex()[:16]}": messages("by.named_program", name=token.name)
        for token in await house.store.tokens()
    }


async def tab_counts(house: House) -> Mapping[str, int]:
    """Figures of the four tabs, and `unscreened`: comments that the engine has not read yet."""
    counts = await house.store.counts(None)
    return {
        "waiting": max(0, counts.get("pending", 0) - counts.get("unscreened", 0)),
        "reports": counts.get("reports", 0),
        "appeals": counts.get("appeals", 0),
        "decided": counts.get("approved", 0) + counts.get("rejected", 0),
        "unscreened": counts.get("unscreened", 0),
    }


async def queue_page(
    house: House, kind: str, after: str | None, limit: int
) -> tuple[Sequence[QueueItem], str | None]:
    """One page of a tab and the cursor to the next, None on the last."""
    items = await house.store.queue(None, kind, after, limit + 1)
    more = len(items) > limit
    return items[:limit], items[limit - 1].comment.id if more else None
