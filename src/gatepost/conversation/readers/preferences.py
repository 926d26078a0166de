"""What a reader with an account says of oneself: the name that others see, letters and their language."""

from __future__ import annotations

from gatepost.conversation.authors.records import Author
from gatepost.conversation.house import House
from gatepost.conversation.readers.records import Account, Tell
from gatepost.conversation.readers.signature import check_full
from gatepost.conversation.refusals import Refusal
from gatepost.vocabulary import LANGUAGES


async def change(
    house: House,
    reader: Author,
    name: str | None = None,
    language: str | None = None,
    tell: Tell | None = None,
) -> Account:
    """None leaves a thing as it is. The rules for names hold as for a comment's. Raises `Refusal`.

    A name that the publisher's sign-in gives comes back with the next sign-in.
    """
    if reader.account is None:
        raise Refusal("sign-in-required", "Guests have nothing to set: sign in first.")
    if name is not None:
        # Whatever badge the reader has: nobody vouches for a name that one gives oneself.
        await check_full(house, house.sites.of(reader.site), name)
    if language is not None and language not in LANGUAGES:
        raise Refusal("preference-invalid", f"Letters are written in one of: {', '.join(LANGUAGES)}.")
    changed = await house.store.readers.change(reader.id, name, language, tell)
    if changed is None:
        raise Refusal("not-found", "The account is gone.")
    return changed
