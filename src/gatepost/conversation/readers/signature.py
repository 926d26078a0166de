"""Under which name and badge a comment comes, and whether its author may comment here at all."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.authors.records import Author
from gatepost.conversation.house import House
from gatepost.conversation.readers.badges import NEWSROOM, granted
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
    """The account's name comes before the form's. Refuses names that cannot be; see `check_full`.

    A badge vouches for the name that came with it, and for none that a reader typed into the form.
    """
    account = author.account if author is not None else None
    badge = NEWSROOM if staff else granted(site, account.badge) if account is not None else ""
    own = account.name if account is not None else ""
    await check_full(house, site, own or name, badge if staff or own else "")
    return Signature(own or name, badge)


async def check_full(house: House, site: Site, name: str, badge: str = "") -> None:
    """Refuse a name by its shape, because it is reserved (unless a badge vouches for who has it), or because
    the engine finds that it breaks a clause (`NameRefused`)."""
    check_shape(name)
    if not badge:
        await check_reserved(house, site, name)
    await house.names.check(house.in_force, site, name)
