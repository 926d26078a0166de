"""Under which name and badge a comment comes, and whether its author may comment here at all."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.authors.records import Author
from gatepost.conversation.house import House
from gatepost.conversation.readers.badges import NEWSROOM
from gatepost.conversation.readers.names import check_reserved, check_shape
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site


class Signature(Struct, frozen=True):
    """What stands beside the text. `badge`: an id, "" for none."""

    name: str
    badge: str = ""


def may_comment(site: Site, author: Author | None, *, staff: bool = False) -> None:
    """Refuse (`sign-in-required`) whom the site does not take comments from. `author` None: a new guest."""
    kind = "guest" if author is None or author.account is None else author.account.kind
    if not staff and kind not in site.who:
        raise Refusal("sign-in-required", f"{site.name} takes comments only from readers who have signed in.")


async def sign(
    house: House, site: Site, author: Author | None, name: str, *, staff: bool = False
) -> Signature:
    """The account's name comes before the form's. Refuses names that cannot be; see `check_full`."""
    account = author.account if author is not None else None
    badge = NEWSROOM if staff else account.badge if account is not None else ""
    shown = account.name if account is not None and account.name else name
    await check_full(house, site, shown, badge)
    return Signature(shown, badge)


async def check_full(house: House, site: Site, name: str, badge: str = "") -> None:
    """Refuse a name by its shape, because it is reserved (unless a badge vouches for who has it), or because
    the engine finds that it breaks a clause (`NameRefused`)."""
    check_shape(name)
    if not badge:
        await check_reserved(house, site, name)
    await house.names.check(house.in_force, site, name)
