"""What an author may write: the limits of texts and names. A text is taken or refused, and never changed."""

from __future__ import annotations

import unicodedata

from gatepost.conversation.refusals import Refusal
from gatepost.vocabulary import MAX_CODE_POINTS

MAX_NAME = 80
MAX_NOTE = 4_000


def check_text(text: str, limit: int = MAX_CODE_POINTS) -> None:
    """Refuse what is empty, longer than `limit` code points, or no Unicode text."""
    if len(text) > limit:
        raise Refusal(
            "text-too-long", f"The text has {len(text):,} characters; at most {limit:,} are possible."
        )
    _check_unicode(text, "text")
    if not text or text.isspace():
        raise Refusal("text-empty", "The text is empty. Write something first.")


def check_note(text: str, limit: int = MAX_NOTE) -> None:
    """As `check_text`, for words that may be left out."""
    if text:
        if len(text) > limit:
            raise Refusal(
                "text-too-long", f"This has {len(text):,} characters; at most {limit:,} are possible."
            )
        _check_unicode(text, "text")


def check_name(name: str) -> None:
    """An author's name: 1 to 80 code points, not blank, no control characters (they could fake a page)."""
    if not 1 <= len(name) <= MAX_NAME:
        raise Refusal("name-invalid", f"A name has 1 to {MAX_NAME} characters; this one has {len(name):,}.")
    _check_unicode(name, "name")
    if not any(_visible(character) for character in name):
        raise Refusal("name-invalid", "The name is blank. Write a name that can be seen.")
    for character in name:
        if _forbidden(character):
            raise Refusal("name-invalid", f"A name cannot hold the control character U+{ord(character):04X}.")


def _forbidden(character: str) -> bool:
    if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
        return True
    # Embeddings, overrides and isolates would reorder the page around the name. The marks U+200E/U+200F and
    # ZWNJ/ZWJ are ordinary spelling and stay.
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def _visible(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc", "Cn", "Zs")


def _check_unicode(text: str, what: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refusal(
            "not-unicode",
            f"The {what} holds half of a surrogate pair at position {error.start}; send well-formed Unicode.",
        ) from None
