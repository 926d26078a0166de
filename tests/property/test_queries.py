"""Addresses of lists: whatever is written is read back, and nothing but a clear refusal comes of nonsense."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gatepost.conversation.queues import query
from gatepost.conversation.queues.records import Filter, Kind, Order, Wanted
from gatepost.conversation.refusals import Refusal

ids = some.from_regex(query._ID, fullmatch=True)
words = some.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip()) and _encodes(text))
shares = some.integers(0, 1_000_000)
times = some.integers(-60_000_000_000_000_000, 250_000_000_000_000_000)
ages = some.integers(0, query.LONGEST).filter(lambda seconds: seconds < 10**9)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def maybe(strategy: some.SearchStrategy[object]) -> some.SearchStrategy[object]:
    return some.none() | strategy


filters = some.builds(
    Filter,
    site=maybe(ids),
    article=maybe(ids),
    title=maybe(words),
    language=maybe(some.sampled_from(["ar", "ckb", "en-GB", "zh-Hant"])),
    clause=maybe(some.sampled_from(["threat", "abuse.racism", "our-own"])),
    least=maybe(shares),
    most=maybe(shares),
    since=maybe(times),
    until=maybe(times),
    older=maybe(ages),
    newer=maybe(ages),
    author=maybe(ids),
    name=maybe(words),
    by=maybe(some.sampled_from(["engine", "moderator", "moderator:0190-ab", "moderator:token.0a"])),
    words=maybe(words),
).filter(lambda one: _possible(one))  # type: ignore[arg-type]


def _possible(wanted: Filter) -> bool:
    pairs = ((wanted.least, wanted.most), (wanted.since, wanted.until), (wanted.older, wanted.newer))
    return all(low is None or high is None or low <= high for low, high in pairs)


@given(
    some.builds(Wanted, some.sampled_from(Kind), filters, some.none() | some.sampled_from(Order)),
)
def test_what_is_written_is_read_back(wanted: Wanted) -> None:
    written = query.text(wanted)
    assert query.parse(written) == wanted
    assert (
        query.parse("?" + written + "&after=x&limit=5&site=") == wanted
        if wanted.filter.site is None
        else True
    )
    assert query.text(query.parse(written)) == written


@given(some.text(max_size=80) | some.dictionaries(some.sampled_from(query.NAMES), some.text(max_size=12)))
def test_nonsense_is_refused_and_nothing_else(given_: str | dict[str, str]) -> None:
    refused: Refusal | None = None
    try:
        wanted = query.parse(given_)
    except Refusal as refusal:
        refused = refusal
    if refused is not None:
        assert refused.code == "filter-invalid"
        assert refused.detail.endswith(".")
    else:
        assert query.parse(query.text(wanted)) == wanted


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("order=best", "order: 'best' is not one of oldest, newest, risk, similarity."),
        ("kind=everything", "kind: 'everything' is not one of"),
        ("least=1.5", "least: '1.5' is not a probability from 0 to 1, such as 0.8."),
        ("least=80%25", "a probability"),
        ("least=0.9&most=0.1", "least is more than most"),
        ("from=yesterday", "from: 'yesterday' is not a date or a time"),
        ("from=2026-05-02&to=2026-05-01", "from is later than to"),
        ("older=3", "older: '3' is not an age such as 30m, 12h, 3d or 2w."),
        ("older=999999999w", "an age"),
        ("older=2d&newer=1d", "older is more than newer"),
        ("language=Arabic", "a language such as ar or ckb"),
        ("clause=Threat!", "the id of a clause"),
        ("by=me", "engine, moderator, or moderator:ID"),
        ("q=" + "x" * 201, "q: at most 200 characters; these are 201."),
        ("q=%ff", "no query of an address in UTF-8"),
        ("site=a&site=b", "site: this was given twice."),
        ("colour=red", "There is no filter 'colour'."),
    ],
)
def test_refusals_say_what_is_wrong(written: str, told: str) -> None:
    with pytest.raises(Refusal) as error:
        query.parse(written)
    assert told in error.value.detail


def test_what_each_name_says() -> None:
    written = {
        "kind": "engine", "order": "risk", "site": "s", "article": "a", "title": "bridge", "language": "ckb",
        "clause": "abuse.racism", "least": ".25", "most": "1", "from": "2026-05-01",
        "to": "2026-05-01T12:30+02:00", "older": "90m", "newer": "2w", "author": "x", "name": "Ann",
        "by": "moderator:m", "q": '"two words" three',
    }  # fmt: skip
    at = 1_777_593_600_000_000
    expected = Wanted(
        Kind.ENGINE,
        Filter(
            "s", "a", "bridge", "ckb", "abuse.racism", 250_000, 1_000_000, at, at + 37_800_000_000, 5_400,
            1_209_600, "x", "Ann", "moderator:m", '"two words" three',
        ),
        Order.RISK,
    )  # fmt: skip
    assert query.parse(written) == expected
    assert query.parse(urlencode(written)) == expected
    assert query.parse("") == Wanted()
    assert query.parse("done=1", strict=False) == Wanted()
