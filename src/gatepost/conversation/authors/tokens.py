"""A reader's token: by it a site knows again who commented before, without asking for a name.

128 random bits behind `r_`, given out once with the first comment, or by a sign-in; then it ends. The store
keeps the SHA-256.
"""

from __future__ import annotations

from gatepost.conversation.authors.records import Author
from gatepost.conversation.house import House
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.tokens import hash_of_hex

PREFIX = "r_"


def shown(token: bytes) -> str:
    """A reader's token as it goes to the reader."""
    return PREFIX + token.hex()


def hash_of(token: str) -> bytes | None:
    """What the store keeps of a token as a reader sends it; None when it cannot be one."""
    return hash_of_hex(token.removeprefix(PREFIX)) if token.startswith(PREFIX) else None


async def known(house: House, site: str, token: str) -> Author | None:
    """The author whom the site knows by this token."""
    key_hash = hash_of(token)
    return None if key_hash is None else await house.store.authors.of_token(site, key_hash, house.clock())


async def recognise(house: House, site: str, token: str) -> Author:
    """As `known`; refuses (`token-invalid`) what opens nothing, before anything else is looked at."""
    author = await known(house, site, token)
    if author is None:
        raise unknown()
    return author


def unknown() -> Refusal:
    """The token opens nothing (any more)."""
    return Refusal(
        "token-invalid",
        "The site does not know this reader token. Forget it and send the request again without: "
        "nothing was stored, and a new token comes with the answer.",
    )
