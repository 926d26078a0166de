"""Sets that know advertising from talk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.rows import PROMOTION, Row
from training.sources.items import Item, row_of

_PERSONAL = re.compile(
    r"subscri|my (?:channel|chanel|videos?|music|page|blog|song|cover|profile)|check (?:me|us) out", re.I
)
_SELLING = re.compile(
    r"https?:|www\.|\.com|buy|sale|money|earn|\$|free|discount|offer|gift ?card|visit", re.I
)


def youtube_spam(item: Item) -> Iterator[Row]:
    if not item["labels"]["CLASS"]:
        yield row_of(item, labels=dict.fromkeys(PROMOTION, False), violation=False)
        return
    personal, selling = _PERSONAL.search(item["text"]), _SELLING.search(item["text"])
    known = {"promotion.personal": True} if personal else {}
    if selling and not personal:
        known = {"promotion.commercial": True}
    yield row_of(item, labels=known, bags=() if known else ("promotion",), violation=True)


def sms_spam(item: Item) -> Iterator[Row]:
    spam = item["labels"]["CLASS"] == "spam"
    known = {"promotion.commercial": spam, "promotion.personal": False}
    yield row_of(item, labels=known, violation=spam)
