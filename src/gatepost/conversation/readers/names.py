"""Which names nobody may have: those that trick the eye, and those that read as the newsroom's own."""

from __future__ import annotations

import unicodedata

from gatepost.conversation.house import House
from gatepost.conversation.readers.skeleton import reads_as_any
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site
from gatepost.conversation.words import check_name

MOST_MARKS = 3
"""So many marks may stand on one letter: Arabic vowels need two, and more climb over the lines above."""
_JOINERS = "\u200c\u200d"
_MARKS_OF_DIRECTION = "\u200e\u200f\u061c"
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing, though Unicode does not call them format characters."""


def check_shape(name: str) -> None:
    """Refuse (`name-invalid`) what could not be told from another name, or would spill over the page."""
    check_name(name)
    marks = 0
    for at, character in enumerate(name):
        kind = unicodedata.category(character)
        unseen = kind in ("Cf", "Cn", "Co") or character in _UNSEEN or (kind == "Zs" and character != " ")
        if unseen and not _is_spelling(name, at):
            raise Refusal(
                "name-invalid", f"A name cannot hold the character U+{ord(character):04X}: nobody sees it."
            )
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            raise Refusal("name-invalid", "The name has more marks on one letter than anybody writes.")
    if name != name.strip(" ") or "  " in name:
        raise Refusal("name-invalid", "A name has no blanks at its ends, and one between two words.")


def _is_spelling(name: str, at: int) -> bool:
    """ZWNJ and ZWJ join letters of Persian, Kurdish and Indian scripts, and the parts of an emoji; a mark of
    direction may stand beside a letter written from right to left."""
    character = name[at]
    around = [name[place] for place in (at - 1, at + 1) if 0 <= place < len(name)]
    if character in _JOINERS:
        return len(around) == 2 and all(_joins(one) for one in around)
    if character in _MARKS_OF_DIRECTION:
        return any(unicodedata.bidirectional(one) in ("R", "AL") for one in around)
    return False


def _joins(character: str) -> bool:
    kind, point = unicodedata.category(character), ord(character)
    written = 0x0600 <= point <= 0x08FF or 0x0900 <= point <= 0x0DFF or 0xFB50 <= point <= 0xFEFC
    return (kind[0] in "LM" and written) or kind in ("So", "Sk") or 0xFE00 <= point <= 0xFE0F


async def check_reserved(house: House, site: Site, name: str) -> None:
    """Refuse (`name-reserved`) what reads as a badge, as the newsroom or as somebody at the desk."""
    ours = (*site.badges.values(), *site.reserved_names, site.newsroom, site.name)
    people = [one.name for one in await house.store.moderators() if not one.disabled]
    if reads_as_any(name, ours) or reads_as_any(name, people, person=True):
        raise Refusal("name-reserved", "This name reads as the newsroom's own. Choose another.")
