"""Personal data of others (clause `privacy`): phone, mail, address, identity papers, cards and accounts.

A number counts as private by its check digits and by what stands beside it (`lexicons/privacy.toml`): `his
number`, `lives at`. What belongs to an office or a helpline, stands in the article, or is the writer's own
does not count; what belongs to an advertisement is left to the promotion detector.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from gatepost.engine.detectors import promotion
from gatepost.engine.detectors.contacts import MAX_CONTACTS, Contact, links, mails
from gatepost.engine.detectors.cues import Cue, Cues, within
from gatepost.engine.detectors.entries import expand
from gatepost.engine.detectors.identity import american_id, card, iban_length, iranian_id, turkish_id
from gatepost.engine.detectors.phones import Phone, phones
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.views import folded_view
from gatepost.vocabulary import Context, Evidence, Finding

CLAUSE = "privacy"
SURE = 0.97
NAMED = 0.9
"""The words beside it say whose it is."""
LIKELY = 0.6
"""Nothing says whose it is, but its kind is private as a rule: a person looks."""
FAINT = 0.3

NEAR = 60
"""So far from a number, in code points of the folded text, words still speak of it."""
HOUSE_BEFORE, HOUSE_BEHIND = 25, 40
"""So far from the name of a street its house number stands."""
MAX_NUMBERS = 30
MAX_CUES = 100

_KINDS = frozenset({"theirs", "lives", "street", "unit", "paper", "plate", "own", "public"})
# Long numbers and such as hold letters; every branch begins with a digit, so that the search leaps to digits.
_NUMBER = re.compile(r"\d(?:[\dol \-().*_/]{8}|\d ?[a-z]{4} ?\d|\d{5}(?<=[a-z]\d{6}))")
_DIGIT = re.compile(r"\d")
_LONG = re.compile(r"(?<![\w.,/=\-])\d[\d \-]{7,30}\d(?![\w])")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d\d[a-z0-9 ]{11,42}")
_SOCIAL = re.compile(r"(?<![\w.\-])\d{3}-\d\d-\d{4}(?![\w\-])")
_PAPER = re.compile(r"(?<!\w)[a-z]{1,2} ?\d{6,9}(?!\w)|(?<!\w)\d{8,14}(?!\w)")
_PLATE = re.compile(r"(?<!\w)\d{2} ?[^\W\d_]{1,4} ?\d{2,5}(?!\w)|(?<!\w)[a-z]{1,3}[ \-]?\d{3,6}(?!\w)")
_HOUSE = re.compile(r"(?<![\d.,])\d{1,5}(?![\d%]|[.,]\d)")
_FREE_MAIL = re.compile(
    r"@ ?(?:gmail|yahoo|hotmail|outlook|live|icloud|proton|protonmail|yandex|mail|gmx|web)\b"
)


class Private(Struct, frozen=True):
    """One private thing at `start:end` of the folded text."""

    start: int
    end: int
    probability: float
    note: str


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The shipped phrases, compiled once."""
    return Cues.load("privacy.toml", _KINDS)


@lru_cache(maxsize=1)
def _places() -> AhoCorasick:
    """What streets and plates are called: a sign, cheap to find, that the cues are worth looking for."""
    tables = tomllib.loads(
        (files("gatepost.engine.detectors") / "lexicons" / "privacy.toml").read_text("utf-8")
    )
    signs: set[str] = set()
    for table in tables.values():
        for term in (*table["street"], *table["plate"]):
            for phrase in expand(term.removesuffix("*")):
                word = folded_view(phrase).text.strip()
                signs.update([word] if len(word) > 4 else [f" {word}{end}" for end in " .,:"])
    return AhoCorasick(sorted(signs))


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding; most texts cost two searches and one pass of a small automaton."""
    text = reading.folded.text
    if "@" not in text and "(at)" not in text and "[at]" not in text:
        if _DIGIT.search(text) is None:
            return []
        if _NUMBER.search(text) is None and not any(
            _DIGIT.search(text, max(0, start - HOUSE_BEFORE), end + HOUSE_BEHIND)
            for _, start, end in _places().find_matches_as_indexes(f" {text} ")
        ):
            return []
    found = _longest(_private(reading, context))
    if not found:
        return []
    strongest = max(found, key=lambda each: each.probability)
    original = reading.original
    spans = dict.fromkeys(reading.folded.span(each.start, each.end) for each in found[:MAX_NUMBERS])
    evidence = tuple(Evidence(start, end, original[start:end]) for start, end in spans)
    return [Finding(CLAUSE, strongest.probability, CLAUSE, evidence, strongest.note)]


def _private(reading: Reading, context: Context) -> Iterator[Private]:
    text = reading.folded.text
    known = cues().find(text)
    ways = links(text)
    numbers = [phone for phone in phones(text) if _outside(phone, ways)]
    yield from _accounts(text, ways)
    yield from _papers(text, known, ways, numbers)
    yield from _addresses(text, known)
    letters = mails(text)
    if numbers or letters:
        printed = _digits(context.article.body) if context.article is not None and numbers else ""
        mine = [phone for phone in numbers if not phone.public and phone.digits not in printed]
        if mine or letters:
            yield from _reached(reading, context, known, mine, letters)


def _reached(
    reading: Reading, context: Context, known: list[Cue], numbers: list[Phone], letters: list[Contact]
) -> Iterator[Private]:
    text = reading.folded.text
    advertised: bool | None = None
    for start, end, note, alone in (
        *((each.start, each.end, "privacy.phone", LIKELY if each.mobile else FAINT) for each in numbers),
        *((each.start, each.end, "privacy.mail", FAINT) for each in letters),
    ):
        beside = _beside(known, start, end)
        if "own" in beside or ("public" in beside and "theirs" not in beside):
            continue
        if "theirs" in beside:
            yield Private(start, end, NAMED, note)
            continue
        if advertised is None:
            promoted = promotion.judge(reading.folded, promotion.load_shipped(), context.hosts)
            advertised = any(finding.probability >= promotion.SURE_ENOUGH for finding in promoted)
        if not advertised and (note == "privacy.phone" or _FREE_MAIL.search(text, start, end)):
            yield Private(start, end, alone, note)


def _accounts(text: str, ways: list[Contact]) -> Iterator[Private]:
    for hit in _few(_LONG, text):
        if card(_digits(hit.group())) and _outside(hit, ways):
            yield Private(hit.start(), hit.end(), SURE, "privacy.account")
    for hit in _few(_IBAN, text):
        length = iban_length(hit.group().replace(" ", ""))
        if length:
            at = [place for place, character in enumerate(hit.group()) if character != " "]
            yield Private(hit.start(), hit.start() + at[length - 1] + 1, SURE, "privacy.account")


def _papers(text: str, known: list[Cue], ways: list[Contact], numbers: list[Phone]) -> Iterator[Private]:
    taken = [Contact("phone", each.start, each.end) for each in numbers]
    for hit in _few(_LONG, text):
        digits = _digits(hit.group())
        if _outside(hit, ways):
            named = "paper" in _beside(known, hit.start(), hit.end())
            if (turkish_id(digits) or iranian_id(digits)) and named:
                yield Private(hit.start(), hit.end(), SURE, "privacy.id")
            elif turkish_id(digits) and _outside(hit, taken):
                yield Private(hit.start(), hit.end(), LIKELY, "privacy.id")
    for hit in _few(_SOCIAL, text):
        if american_id(_digits(hit.group())) and _outside(hit, ways):
            named = "paper" in _beside(known, hit.start(), hit.end())
            yield Private(hit.start(), hit.end(), SURE if named else LIKELY, "privacy.id")
    for cue in [cue for cue in known if cue.kind in ("paper", "plate")][:MAX_CUES]:
        pattern, note = (_PAPER, "privacy.id") if cue.kind == "paper" else (_PLATE, "privacy")
        after = pattern.search(text, cue.end, min(len(text), cue.end + NEAR))
        if after is not None and _outside(after, ways):
            yield Private(after.start(), after.end(), NAMED, note)


def _addresses(text: str, known: list[Cue]) -> Iterator[Private]:
    """A street and a house number close together, where somebody is said to live or a flat is named."""
    for cue in [cue for cue in known if cue.kind == "street"][:MAX_CUES]:
        first, last = max(0, cue.start - HOUSE_BEFORE), min(len(text), cue.end + HOUSE_BEHIND)
        house = _HOUSE.search(text, first, last)
        if house is None:
            continue
        around = {each.kind for each in within(known, max(0, cue.start - 2 * NEAR), cue.end + NEAR)}
        if "lives" not in around and ("unit" not in around or "public" in around):
            continue
        start, end = min(house.start(), cue.start), max(house.end(), cue.end)
        yield Private(start, end, NAMED if "lives" in around else LIKELY, "privacy.address")


def _beside(known: list[Cue], start: int, end: int) -> set[str]:
    """The kinds of cues that stand near: up to NEAR before, half as far behind."""
    return {
        cue.kind
        for cue in within(known, max(0, start - NEAR - 20), end + NEAR // 2)
        if cue.end >= start - NEAR
    }


def _outside(hit: Phone | re.Match[str], taken: list[Contact]) -> bool:
    start, end = (hit.start, hit.end) if isinstance(hit, Phone) else hit.span()
    return all(end <= each.start or each.end <= start for each in taken)


def _longest(found: Iterable[Private]) -> list[Private]:
    """The surest of those that overlap, in the order of the text; none that says almost nothing."""
    kept: list[Private] = []
    for each in sorted(found, key=lambda each: (-each.probability, each.start - each.end, each.start)):
        if len(kept) < MAX_NUMBERS and all(
            each.end <= other.start or other.end <= each.start for other in kept
        ):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


def _digits(text: str) -> str:
    """The digits of an article's or a comment's text alone, as 0 to 9."""
    plain = text if text.isascii() else folded_view(text).text
    return "".join(character for character in plain if character in "0123456789")


def _few(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, hit in enumerate(pattern.finditer(text), start=1):
        yield hit
        if number == MAX_CONTACTS:
            return
