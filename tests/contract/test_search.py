"""What every store promises about finding texts again, and about forgetting them."""

from __future__ import annotations

import pytest
from tests.contract.making import add, article, carry, change, new
from tests.contract.test_queues import approve, refer

from gatepost.conversation import entries
from gatepost.conversation.ports import Store
from gatepost.conversation.queues.records import Filter, Kind, Wanted
from gatepost.conversation.records import AppealRecord, PageRecord, ReportRecord
from gatepost.vocabulary import Decision, Finding, Outcome, State

REJECT = Decision(Outcome.REJECT, "moderator:m", (Finding("threat", 1.0, "moderator:m"),))


async def found(store: Store, words: str, kind: Kind = Kind.ALL, **more: object) -> list[str]:
    await store.caught_up()
    wanted = Wanted(kind, Filter(words=words, **more))  # type: ignore[arg-type]
    page = await store.queues.page(wanted, moderator="m", now=10_000_000, limit=50)
    counts = await store.queues.counts(wanted.filter, moderator="m", now=10_000_000, kinds=(kind,))
    assert counts[kind] == len(page.items)
    return [item.comment.id for item in page.items]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("The BRIDGE was sold", "bridge"),
        ("The bridge was sold", "brid"),
        ("The bridge was sold", "sold bridge"),
        ("The bridge was sold", '"bridge was"'),
        ("The bridge was sold", '"the  BRIDGE'),
        ("Çok güzel bir KIŞ", "kis guzel"),
        ("IĞDIR", "ığdır"),
        ("هذا كتاب عربيّ", "كتاب عربی"),
        ("الأمّة الإسلامية", "الامه"),
        ("کوردستان وڵاتێکی جوانە", "كوردستان ولاتيکی"),
        ("می‌خواهم بنویسم", "میخواهم"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full"),
        ("naïve café", "naive CAFE"),
        ("تـــطويل", "تطويل"),
        ("۱۲۳ نفر", "123"),
    ],
)
async def test_one_spelling_finds_the_others(store: Store, written: str, asked: str) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new(written))
    await refer(store, new("Something else entirely."))
    assert await found(store, asked) == [comment]
    assert await found(store, asked, Kind.REFERRED) == [comment]


async def test_words_that_are_not_there_find_nothing(store: Store) -> None:
    await store.ensure_article(article())
    await refer(store, new("The bridge was sold"))
    for asked in ("ridge", "bridge river", '"was bridge"', '"bridge w"', "!!!", '"', '""', "😀", "\x00"):
        assert await found(store, asked) == [], asked


async def test_newest_first_and_with_other_filters(store: Store) -> None:
    await store.ensure_article(article())
    await store.ensure_article(article("a", "t"))
    one, two = await refer(store, new("bridge one")), await refer(store, new("bridge two", where="t-a"))
    three = await refer(store, new("bridge three"), language="ar")
    await approve(store, two)
    assert await found(store, "bridge") == [three, two, one]
    assert await found(store, "bridge", Kind.REFERRED) == [one, three]
    assert await found(store, "bridge", Kind.MINE) == [two]
    assert await found(store, "bridge", site="s", language="ar") == [three]


async def test_everything_that_moderators_may_see_is_found(store: Store) -> None:
    await store.ensure_article(article())
    comment = new("plain text", author_name="Quux Ånström")
    await refer(store, comment)
    drafts = (entries.decision(REJECT),)
    await carry(
        store, change(comment.id, State.REJECTED, *drafts, decision=REJECT, note="looks like a spammer")
    )
    appeal = AppealRecord("a", comment.id, "I never wrote that", 5)
    was = {"expected": (State.REJECTED,)}
    await carry(store, change(comment.id, State.REJECTED, entries.appeal("a", b"d"), appeal=appeal, **was))
    answer = AppealRecord("a", comment.id, appeal.text, 5, "upheld", 6, "m", "unfortunately upheld")
    await carry(
        store,
        change(comment.id, State.REJECTED, *drafts, decision=REJECT, appeal=answer, **was),
    )
    report = ReportRecord("r", comment.id, "threat", 7, "disgusting fellow")
    await carry(store, change(comment.id, State.REJECTED, report=report, **was))
    for asked in ("plain", "quux anstrom", "spammer", '"never wrote"', "unfortunately", "disgust"):
        assert await found(store, asked) == [comment.id], asked
    # The answer is taken back, and with it its words.
    await carry(store, change(comment.id, State.REJECTED, *drafts, decision=REJECT, appeal=appeal, **was))
    assert await found(store, "unfortunately") == []
    assert await found(store, '"never wrote"') == [comment.id]


async def test_authors_names_and_titles_of_articles_are_filters(store: Store) -> None:
    await store.ensure_article(article("a", title="The bridge of Amêdî"))
    await store.ensure_article(article("b"))
    await store.keep_page_read(PageRecord("s-b", "River and bridge", read_at=1))
    one = await refer(store, new("Zana says no", author_name="Zana"))
    two = await refer(store, new("I say yes", where="s-b", author_name="Berîvan Zana"))
    three = await refer(store, new("Zana is right", author_name="Deniz"))
    await store.caught_up()

    async def listed(**fields: str) -> list[str]:
        wanted = Wanted(filter=Filter(**fields))  # type: ignore[arg-type]
        page = await store.queues.page(wanted, moderator="m", now=1)
        return [item.comment.id for item in page.items]

    assert await listed(name="zana") == [one, two]
    assert await listed(name="ZAN ber") == [two]
    assert await listed(words="zana") == [one, two, three]
    assert await listed(title="bridge") == [one, two, three]
    assert await listed(title="amedi bridge") == [one, three]
    assert await listed(title="river", name="zana") == [two]
    assert await listed(title="ridge") == []
    assert await listed(title="bridge", site="t") == []


async def test_operators_are_only_words(store: Store) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new("black OR white, NOT grey (near: none) a-b c*d words:x ^top"))
    for asked in ("or", "NOT", "(near", "a-b", "c*d", "words:x", "^top", 'black "or white', "NEAR(none"):
        assert await found(store, asked) == [comment], asked
    assert await found(store, "black AND white") == []  # nobody wrote "and"


async def erased_among_others(store: Store) -> None:
    """A comment comes between forty others and is erased: no word of it finds it, the others are found."""
    await store.ensure_article(article())
    others = [new(f"quite ordinary number {number}") for number in range(40)]
    for other in others[:20]:
        await add(store, other)
    comment = new("xyzzyplugh lives here", author_name="Plughname")
    await refer(store, comment)
    note = {"decision": REJECT, "note": "plughnote"}
    await carry(store, change(comment.id, State.REJECTED, entries.decision(REJECT), **note))
    await store.caught_up()
    for other in others[20:]:
        await add(store, other)
    assert await found(store, "xyzzy") == [comment.id]
    erasure = change(
        comment.id, State.ERASED, entries.erasure("author"), erase=True, expected=(State.REJECTED,)
    )
    await carry(store, erasure)
    for asked in ("xyzzy", "plughname", "plughnote", "lives"):
        assert await found(store, asked) == []
    assert len(await found(store, "ordinary")) == 40


async def test_erased_words_are_gone_from_the_index(store: Store) -> None:
    await erased_among_others(store)


async def test_what_was_withdrawn_is_still_found_by_moderators(store: Store) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new("bridge"))
    await carry(store, change(comment, State.WITHDRAWN, entries.withdrawal()))
    assert await found(store, "bridge") == [comment]
    assert await found(store, "bridge", Kind.REFERRED) == []
