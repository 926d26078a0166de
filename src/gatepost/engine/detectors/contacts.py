"""Ways out of the page that a text offers: links, messengers, profiles, addresses, phone numbers, prices.

Found in folded text. Patterns are linear, every repeat is bounded, each is tried only behind a cheap sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from msgspec import Struct

MAX_CONTACTS = 30
MAX_PHONES = 5
REGIONS = ("TR", "IQ", "IR", "US", "GB", "DE", "SA", "EG", "SY", "AE")
"""Where a number without a country code may be from, tried in this order."""

# fmt: off
SHORTENERS = frozenset({
    "bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "buff.ly", "t.ly", "cutt.ly", "rb.gy",
    "shorturl.at", "tiny.cc", "rebrand.ly", "adf.ly", "bl.ink", "lnkd.in", "s.id", "v.gd", "shorte.st",
    "soo.gd", "clck.ru", "u.to", "linktr.ee", "beacons.ai", "lnk.bio", "amzn.to", "ouo.io",
})
MESSENGERS = frozenset({
    "t.me", "telegram.me", "wa.me", "chat.whatsapp.com", "api.whatsapp.com", "whatsapp.com", "discord.gg",
    "discord.com", "m.me", "viber.com", "signal.group", "join.skype.com", "line.me", "snapchat.com",
    "rubika.ir", "eitaa.com", "ble.ir",
})
PROFILES = frozenset({
    "instagram.com", "facebook.com", "fb.com", "tiktok.com", "youtube.com", "youtu.be", "twitter.com",
    "x.com", "twitch.tv", "patreon.com", "onlyfans.com", "gofundme.com", "kickstarter.com", "etsy.com",
    "ebay.com",
})
# fmt: on

_TOP = (
    "com|net|org|info|biz|co|io|me|ly|gl|gd|cc|tv|xyz|top|shop|store|site|online|club|live|link|app|vip|win|bet|"
    "pro|ru|ir|tr|iq|krd|sy|lb|sa|ae|eg|uk|de|fr|us|in|at|gg|ee|ai|to|page|news|blog|website|space|fun|"
    "work|loan|money"
)
_HINT = re.compile(rf"\.(?:{_TOP})(?![a-z])|://|www\.")
_LINK = re.compile(
    r"https?://[^\s<>\"]{1,2000}"
    rf"|(?<![\w@.\-])(?:www\.)?(?:[a-z0-9\-]{{1,63}}\.){{1,6}}(?:{_TOP})(?![\w\-@]|\.\w)"
    r"(?:/[^\s<>\"]{0,2000})?"
)
_HOST = re.compile(r"(?:https?://)?(?:www\.|m\.)?([a-z0-9.\-]{1,253})")
_MAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}(?: ?@ ?| ?\(at\) ?| ?\[at\] ?)[a-z0-9\-]{1,63}\.[a-z]{2,10}(?!\w)"
)
_PHONE = re.compile(r"(?<![\w.,/=\-])\+?\(?\d[\d ().\-]{6,20}\d(?![\w%])")
_NO_PHONE = re.compile(
    r"^(?:19|20)\d\d[ .\-]{1,3}(?:19|20)\d\d$|^(?:19|20)\d\d-\d\d-\d\d|^\d\d?[.\-]\d\d?[.\-]\d{4}"
    r"|\.\d{3}\.\d{3}"
)
_CURRENCY = re.compile(r"[$€£₺﷼]|\d ?(?:usd|eur|dol|buck|tl|lira|تو|دو|دل|دی|ری|جن|لی|در)")
_PRICE = re.compile(
    r"[$€£₺﷼]\d{1,9}|(?<![\w.])\d[\d.,]{0,12} ?(?:[$€£₺﷼]|usd|euros?|dollars?|bucks|tl|lira"
    r"|تومان|تومن|دولار|دلار|دینار|ریال|جنیه|لیره|درهم)(?!\w)"
)
_LONG_NUMBER = re.compile(r"\d[\d ().\-]{6}")


class Contact(Struct, frozen=True):
    """`kind`: link, shortener, messenger, profile, mail, phone or price; `start:end` in the folded text."""

    kind: str
    start: int
    end: int


def contacts(text: str) -> list[Contact]:
    """Every way out that folded `text` offers, at most MAX_CONTACTS; text with none costs a few searches."""
    found: list[Contact] = []
    if _HINT.search(text) is not None:
        found.extend(_links(text))
    if "@" in text or "(at)" in text or "[at]" in text:
        found.extend(Contact("mail", *hit.span()) for hit in _few(_MAIL, text))
    if _CURRENCY.search(text) is not None:
        found.extend(Contact("price", *hit.span()) for hit in _few(_PRICE, text))
    if _LONG_NUMBER.search(text) is not None:
        found.extend(_phones(text))
    return found[:MAX_CONTACTS]


def _few(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, hit in enumerate(pattern.finditer(text), start=1):
        yield hit
        if number == MAX_CONTACTS:
            return


def _links(text: str) -> Iterator[Contact]:
    for hit in _few(_LINK, text):
        host = _HOST.match(hit.group())
        name = host.group(1).rstrip(".") if host else ""
        kind = "link"
        for known, names in (("shortener", SHORTENERS), ("messenger", MESSENGERS), ("profile", PROFILES)):
            if name in names:
                kind = known
        yield Contact(kind, hit.start(), hit.end())


def _phones(text: str) -> Iterator[Contact]:
    tried = 0
    for hit in _few(_PHONE, text):
        digits = sum(character.isdigit() for character in hit.group())
        if not 8 <= digits <= 15 or _NO_PHONE.search(hit.group()):
            continue
        tried += 1
        if tried > MAX_PHONES:
            return
        if _is_phone(hit.group()):
            yield Contact("phone", hit.start(), hit.end())


def _is_phone(written: str) -> bool:
    """A number that some plan knows: with its country code, or as written at home in one of REGIONS."""
    international = written.startswith("+")
    if written.startswith("00"):
        written, international = "+" + written[2:], True
    for region in (None,) if international else REGIONS:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False
