"""The pages of the desk beside its queues, in the order of the menu: address, name, who may enter."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right, may


class Room(Struct, frozen=True):
    """One line of the menu. `key` is the sentence that names it."""

    path: str
    key: str
    right: Right = Right.LOOK


ROOMS = (
    Room("/desk/articles", "nav.articles"),
    Room("/desk/suspensions", "nav.suspensions"),
    Room("/desk/escalations", "nav.escalations"),
    Room("/desk/rules", "nav.rules", Right.RULES),
    Room("/desk/rules/versions", "nav.rules_versions"),
    Room("/desk/figures", "nav.figures"),
    Room("/desk/quality", "nav.quality", Right.DECIDE),
    Room("/desk/preferences", "nav.preferences"),
    Room("/desk/people", "nav.people", Right.PEOPLE),
    Room("/desk/account", "nav.account"),
    Room("/desk/sessions", "nav.sessions"),
)


def rooms_for(moderator: Moderator | None) -> Sequence[Room]:
    """What this person may enter."""
    return tuple(room for room in ROOMS if moderator is not None and may(moderator.role, room.right))
