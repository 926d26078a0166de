"""Letters that somebody asks for by hand; all others are written by the store with their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatepost.conversation.letters.records import Kind, Letter, Said
from gatepost.conversation.refusals import Refusal

if TYPE_CHECKING:
    from gatepost.conversation.house import House


def check_mail(house: House) -> None:
    """Refuse (`mail-off`) what needs letters where none are sent."""
    if not house.store.letters.on:
        raise Refusal("mail-off", "This server sends no letters: its operator has set no mail server.")


async def write_sign_in(house: House, site: str, to: str, link: str, language: str) -> None:
    """The link that proves this address, sent at once. Raises `Refusal` (`mail-off`)."""
    check_mail(house)
    now = house.clock()
    said = Said(to=to, link=link, language=language)
    await house.store.letters.write(Letter(house.new_id(), Kind.SIGN_IN, site, now, now, said=said))
    house.postman.wake()
