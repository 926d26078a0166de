"""Ways out of the page that a text offers: links, messengers, profiles, addresses, phone numbers, prices.

Found in folded text. Patterns are linear, every repeat is bounded, each is tried only behind a cheap sign.
A link written so that no machine should see it (`x (dot) com`, `t . me / x`, `x[.]com`) is a link too,
and says by its disguise what it is for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from gatepost.engine.detectors.hosts import kind_of
from gatepost.engine.detectors.phones import phones

MAX_CONTACTS = 30
KINDS = (
    "link", "source", "video", "shortener", "messenger", "profile", "market", "referral", "hidden",
    "mail", "phone", "price", "handle", "wallet",
)  # fmt: skip

_TOP = (
    "com|net|org|info|biz|co|io|me|ly|gl|gd|cc|tv|xyz|top|shop|store|site|online|club|live|link|app|vip|win|bet|"
    "pro|ru|ir|tr|iq|krd|sy|lb|sa|ae|eg|uk|de|fr|us|in|at|gg|ee|ai|to|page|news|blog|website|space|fun|"
    "work|loan|money|nl|ro|pl|br|it|es|ca|au|se|dev|edu|gov|int|eu|media|be|ch|fm|id|gle|be|icu|click|casino|cloud|games"
)
_PLAIN_TOP = "com|net|org|info|ir|ru|xyz|shop|online|site|biz|vip|club|top|store"
_HINT = re.compile(rf"\.(?:{_TOP})(?![a-z])")
_LINK = re.compile(
    r"h(?:tt|xx)ps?://[^\s<>\"]{1,2000}"
    rf"|(?<![\w@.\-])(?:www\.)?(?:[a-z0-9\-]{{1,63}}\.){{1,6}}(?:{_TOP})(?![\w\-@]|\.\w)"
    r"(?:/[^\s<>\"]{0,2000})?"
)
_HOST = re.compile(r"(?:h(?:tt|xx)ps?://)?(?:www\.|m\.)?([a-z0-9.\-]{1,253})")
_OWN_PAGE = re.compile(r"/(?:channel|c|user|@)/?|/@")
_REFERRAL = re.compile(
    r"[?&;/](?:ref|refer|referral|referrer_?id|ref_id|refcode|aff|affiliate|affiliateid|aff_id|invite|partner|partners"
    r"|promo|promocode|coupon|r|tag|hop)(?:=|/[\w\-])"
)
# Each disguise has a sign that gives it away, so that clean text never reaches the long pattern.
_HIDDEN_SIGNS = (" .", "[.", "(.", "{.", "dot", "d0t", "nokta", "نقطه", "دات", "دوت")
_HIDDEN_HINT = re.compile(r"\. ?(?:com|net|org|ly|be|gl|me) ?/")
_HIDDEN = re.compile(
    rf"(?<![\w.@])[a-z0-9\-]{{1,63}}(?:"
    rf"(?: ?\. ?[a-z0-9\-]{{1,63}}){{0,1}} \. ?(?:{_PLAIN_TOP})(?!\w)(?: ?/ ?\S{{0,200}})?"
    r"|\. (?:com|net|org|ly|be|gl|me)(?: ?/ ?\S{1,200})"
    rf"| ?[\[({{] ?(?:\.|d[o0]t|nokta|نقطه|دات) ?[\])}}] ?(?:{_TOP})(?!\w)(?: ?/ ?\S{{0,200}})?"
    r"| d[o0]t (?:com|net|org|ir|co|info)(?!\w)(?! (?:bubble|boom|era|crash|bust|compan))(?: ?/ ?\S{0,200})?"
    r"| nokta (?:com|net|org)(?!\w)| (?:دوت|دات|نقطه) (?:کوم|کام|نت)(?!\w)"
    r"| ?\. ?me ?/ ?[\w+]{2,64})"
)
_HIDDEN_MESSENGER = re.compile(r"(?:t|wa|telegram) ?(?:\.|[\[({] ?(?:\.|d[o0]t) ?[\])}]|d[o0]t) ?me")
_MAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}(?: ?@ ?| ?[\[(]at[\])] ?)"
    r"[a-z0-9\-]{1,63}(?:\.| ?[\[(](?:\.|dot)[\])] ?)[a-z]{2,10}(?!\w)"
)
_NAMES = (
    r"telegram|telgram|whats ?app|watsapp|wattsapp|instagram|insta|snapchat|snap|discord|signal|viber|skype|"
    r"kik|tiktok|bip|eitaa|rubika|soroush|ig|tg|id|"
    r"تلگرام|تیلیجرام|تلیجرام|تیلیگرام|تلغرام|تیلغرام|تلجرام|ایتا|روبیکا|"
    r"سروش|اینستاگرام|اینستا|انستا|انستقرام|سناب|دیسکورد|تهلهگرام|ایدی"
)
_HANDLE = re.compile(
    rf"(?<!\w)(?:{_NAMES})(?!\w)[^\w\n@]{{0,4}}(?:\w{{1,12}}[ :=\-]{{1,3}}){{0,3}}@ ?[a-z0-9_.]{{3,32}}"
    rf"|(?<![\w.])@ ?[a-z0-9_.]{{3,32}}[^\w\n]{{1,4}}(?:\w{{1,6}} ){{0,2}}(?:{_NAMES})(?!\w)"
)
_AT = re.compile(r"@ ?[a-z]")
_WALLET = re.compile(
    r"(?<!\w)(?:bc1[a-z0-9]{25,60}|0x[0-9a-f]{40}|[13][a-km-z1-9]{25,34}|t[a-z1-9]{33})(?!\w)"
)
SHORTEST_WALLET = 25
_DIGIT = re.compile(r"\d")
_CURRENCY = re.compile(r"[$€£₺﷼]|\d ?(?:usd|eur|dol|buck|tl|lira|تو|دو|دل|دی|ری|جن|لی|در)")
_PRICE = re.compile(
    r"[$€£₺﷼]\d{1,9}|(?<![\w.])\d[\d.,]{0,12} ?(?:[$€£₺﷼]|usdt?|euros?|dollars?|bucks|tl|lira"
    r"|تومان|تومن|دولار|دلار|دینار|ریال|جنیه|لیره|درهم)(?!\w)"
)


class Contact(Struct, frozen=True):
    """`kind`: one of KINDS; `start:end` in the folded text."""

    kind: str
    start: int
    end: int


def contacts(text: str, own: Collection[str] = ()) -> list[Contact]:
    """Every way out that folded `text` offers, at most MAX_CONTACTS; text with none costs a few searches.

    `own`: the publisher's hosts, to which a link leads nowhere out.
    """
    letters = mails(text)
    found = [
        way
        for way in links(text, own)
        if way.kind != "hidden" or all(way.end <= mail.start or mail.end <= way.start for mail in letters)
    ]
    found.extend(letters)
    if "@" in text and _AT.search(text) is not None:
        found.extend(Contact("handle", *hit.span()) for hit in _few(_HANDLE, text))
    if _DIGIT.search(text) is None:
        return found[:MAX_CONTACTS]
    if _CURRENCY.search(text) is not None:
        found.extend(Contact("price", *hit.span()) for hit in _few(_PRICE, text))
    if max(map(len, text.split()), default=0) > SHORTEST_WALLET:
        found.extend(Contact("wallet", *hit.span()) for hit in _few(_WALLET, text) if _mixed(hit.group()))
    numbers = phones(text)
    if numbers:
        taken = [(each.start, each.end) for each in found]
        found.extend(
            Contact("phone", each.start, each.end)
            for each in numbers
            if all(each.end <= start or end <= each.start for start, end in taken)
        )
    return found[:MAX_CONTACTS]


def links(text: str, own: Collection[str] = ()) -> list[Contact]:
    """The links of folded `text`, plain ones and hidden ones, each once; the publisher's own left out."""
    found: list[Contact] = []
    if "://" in text or ("." in text and ("www." in text or _HINT.search(text) is not None)):
        for hit in _few(_LINK, text):
            kind = _kind(hit.group(), own)
            if kind != "own":
                found.append(Contact(kind, hit.start(), hit.end()))
    if any(sign in text for sign in _HIDDEN_SIGNS) or _HIDDEN_HINT.search(text) is not None:
        plain = [(each.start, each.end) for each in found]
        for hit in _few(_HIDDEN, text):
            if all(hit.end() <= start or end <= hit.start() for start, end in plain):
                kind = "messenger" if _HIDDEN_MESSENGER.match(hit.group()) else "hidden"
                found.append(Contact(kind, hit.start(), hit.end()))
    return found


def mails(text: str) -> list[Contact]:
    """The mail addresses of folded `text`."""
    if "@" in text or "(at)" in text or "[at]" in text:
        return [Contact("mail", *hit.span()) for hit in _few(_MAIL, text)]
    return []


def _few(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, hit in enumerate(pattern.finditer(text), start=1):
        yield hit
        if number == MAX_CONTACTS:
            return


def _kind(link: str, own: Collection[str]) -> str:
    host = _HOST.match(link)
    name = host.group(1).rstrip(".") if host else ""
    kind = kind_of(name, own)
    if kind in ("link", "market", "profile") and _REFERRAL.search(link):
        return "referral"
    if kind == "video" and _OWN_PAGE.search(link):
        return "profile"
    if link.startswith("hxxp") and kind == "link":
        return "hidden"
    return kind


def _mixed(word: str) -> bool:
    """Letters and digits in turn, as in an address of a purse, and not one long word or number."""
    digits = sum(map(str.isdigit, word))
    return 3 <= digits < len(word) - 3
