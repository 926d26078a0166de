"""Suspending: every refusal, the end by the clock, one appeal answered by another, what the ledger says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.houses import Home

from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.statement import statement_of
from gatepost.conversation.submit import AuthorSuspended, Submitted
from gatepost.conversation.suspensions.announce import announced
from gatepost.conversation.suspensions.appeal import answer, appeal
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.conversation.suspensions.suspend import DAY, lift, suspend
from gatepost.conversation.tokens import shown, text_digest
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import DESK_CHAIN, LANGUAGES

GROUND = "Three threats in one day."


@pytest.fixture
async def author(at_home: Home) -> Submitted:
    """Somebody whose comment was rejected, and two moderators."""
    for name in ("mina", "omar"):
        await at_home.store.add_moderator(Moderator(name, name.title(), "moderator"))
    sent = await at_home.send("reject this")
    await at_home.house.screener.settled(sent.comment.id, 30)
    return sent


async def suspended(at_home: Home, author: Submitted, days: int = 7, by: str = "mina") -> SuspensionRecord:
    assert author.comment.author is not None
    until = at_home.clock() + days * DAY
    return await suspend(at_home.house, by, author.comment.author, until, "threat", GROUND, author.comment.id)


async def refused(code: str, step: object) -> Refusal:
    with pytest.raises(Refusal) as error:
        await step  # type: ignore[misc]
    assert error.value.code == code
    return error.value


async def test_a_suspended_author_is_told_and_nothing_is_taken(at_home: Home, author: Submitted) -> None:
    made = await suspended(at_home, author)
    refusal = await refused("suspended", at_home.send("fine", reader=author.reader))
    assert isinstance(refusal, AuthorSuspended)
    assert refusal.suspension == made
    assert (await at_home.store.counts(None))["approved"] == 0
    await at_home.send("fine")  # somebody else is not concerned


async def test_it_ends_by_itself(at_home: Home, author: Submitted) -> None:
    await suspended(at_home, author, days=1)
    at_home.clock.at += DAY
    await at_home.send("fine again", reader=author.reader)


async def test_a_repeated_attempt_from_before_gets_its_receipt(at_home: Home, author: Submitted) -> None:
    first = await at_home.send("fine", reader=author.reader, idempotency_key="k")
    await suspended(at_home, author)
    again = await at_home.send("fine", reader=author.reader, idempotency_key="k")
    assert (again.replayed, again.receipt) == (True, first.receipt)


@pytest.mark.parametrize("days", [0, -1, 366])
async def test_never_for_ever_and_never_backwards(at_home: Home, author: Submitted, days: int) -> None:
    await refused("until-invalid", suspended(at_home, author, days))


async def test_what_cannot_be_done(at_home: Home, author: Submitted) -> None:
    house, until = at_home.house, at_home.clock() + DAY
    who = author.comment.author
    assert who is not None
    other = await at_home.post("fine")
    await refused("unknown-clause", suspend(house, "mina", who, until, "no-such", GROUND))
    await refused("unknown-clause", suspend(house, "mina", who, until, "welcome.criticism", GROUND))
    await refused("text-empty", suspend(house, "mina", who, until, "threat", " "))
    await refused("text-too-long", suspend(house, "mina", who, until, "threat", "x" * 4_001))
    await refused("not-unicode", suspend(house, "mina", who, until, "threat", "\ud800"))
    await refused("not-found", suspend(house, "mina", "nobody", until, "threat", GROUND))
    await refused("not-found", suspend(house, "mina", who, until, "threat", GROUND, other.id))
    await refused("not-found", suspend(house, "mina", who, until, "threat", GROUND, "no-comment"))
    await refused("not-found", lift(house, "mina", "none", settles=True))
    await refused("not-found", answer(house, "mina", "none", uphold=True))
    await refused("not-suspended", appeal(house, who, "Why?"))
    made = await suspended(at_home, author)
    await refused("already-suspended", suspended(at_home, author, by="omar"))
    await refused("no-open-appeal", answer(house, "omar", made.id, uphold=True))
    await refused("text-empty", appeal(house, who, "\n"))


async def test_lifting_is_for_who_suspended_and_for_editors(at_home: Home, author: Submitted) -> None:
    made = await suspended(at_home, author)
    await refused("not-yours", lift(at_home.house, "omar", made.id, settles=False))
    done = await lift(at_home.house, "omar", made.id, settles=True)
    assert done.lifted_by == "moderator:omar"
    await refused("not-suspended", lift(at_home.house, "mina", made.id, settles=True))
    await at_home.send("fine", reader=author.reader)
    again = await suspended(at_home, author)
    assert (await lift(at_home.house, "mina", again.id, settles=False)).lifted_by == "moderator:mina"


async def test_one_appeal_answered_by_another(at_home: Home, author: Submitted) -> None:
    made = await suspended(at_home, author)
    who = made.author
    assert (await appeal(at_home.house, who, "It was a quotation.")).waits
    await refused("already-appealed", appeal(at_home.house, who, "Again!"))
    await refused("another-must-answer", answer(at_home.house, "mina", made.id, uphold=True))
    done = await answer(at_home.house, "omar", made.id, uphold=True, reply="It was none.")
    assert (done.outcome, done.reply, done.lifted_at) == ("upheld", "It was none.", None)
    await refused("no-open-appeal", answer(at_home.house, "omar", made.id, uphold=False))
    await refused("already-appealed", appeal(at_home.house, who, "Again!"))
    await refused("suspended", at_home.send("fine", reader=author.reader))


async def test_an_author_who_was_right_may_comment_at_once(at_home: Home, author: Submitted) -> None:
    made = await suspended(at_home, author)
    await appeal(at_home.house, made.author, "It was a quotation.")
    done = await answer(at_home.house, "omar", made.id, uphold=False)
    assert (done.outcome, done.lifted_by) == ("overturned", "moderator:omar")
    await at_home.send("fine", reader=author.reader)


async def test_the_only_moderator_answers_and_the_author_is_told_so(at_home: Home) -> None:
    await at_home.store.add_moderator(Moderator("mina", "Mina", "moderator"))
    await at_home.store.add_moderator(Moderator("gone", "Gone", "editor", disabled=True))
    await at_home.store.add_moderator(Moderator("looker", "Looker", "auditor"))
    author = await at_home.send("reject this")
    await at_home.house.screener.settled(author.comment.id, 30)
    made = await suspended(at_home, author)
    assert "Only one moderator" in (await announced(at_home.house, made, "en")).text
    await appeal(at_home.house, made.author, "No!")
    assert (await answer(at_home.house, "mina", made.id, uphold=True)).outcome == "upheld"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_announcement_says_all_of_it(at_home: Home, author: Submitted, language: str) -> None:
    made = await suspended(at_home, author)
    told = await announced(at_home.house, made, language)
    assert (told.holds, told.decided_by, told.clause, told.appeal.possible) == (
        True,
        "person",
        "threat",
        True,
    )
    for part in (told.until[:10], told.title, told.wording, GROUND):
        assert part in told.text
    assert "Mina" not in told.text
    await appeal(at_home.house, made.author, "No!")
    done = await answer(at_home.house, "omar", made.id, uphold=True, reply="Because.")
    told = await announced(at_home.house, done, language)
    assert (told.appeal.possible, told.appeal.state) == (False, "upheld")
    assert "Because." in told.text


async def test_statements_of_rejected_comments_say_it_while_it_holds(
    at_home: Home, author: Submitted
) -> None:
    made = await suspended(at_home, author, days=1)
    comment = await at_home.house.find(author.comment.id)
    stated = await statement_of(at_home.house, comment, "en")
    assert stated is not None
    assert stated.suspension is not None
    assert stated.suspension.id == made.id
    assert GROUND in stated.text
    at_home.clock.at += DAY
    stated = await statement_of(at_home.house, comment, "en")
    assert stated is not None
    assert stated.suspension is None


async def test_the_ledger_tells_each_step_and_no_words(
    at_home: Home, author: Submitted, tmp_path: Path
) -> None:
    made = await suspended(at_home, author)
    await appeal(at_home.house, made.author, "It was a quotation.")
    await answer(at_home.house, "omar", made.id, uphold=True, reply="It was none.")
    await lift(at_home.house, "mina", made.id, settles=False)
    told = [entry async for entry in at_home.store.entries(DESK_CHAIN)]
    assert [entry.body["action"] for entry in told] == ["suspend", "appeal", "uphold", "lift"]
    assert {entry.comment for entry in told} == {made.id}
    assert told[0].body == {
        "action": "suspend",
        "author": made.author,
        "clause": "threat",
        "until": made.until,
        "by": "moderator:mina",
        "digest": shown(text_digest(made.salt, GROUND)),
    }
    for entry in told:
        assert author.comment.id.encode() not in entry.canonical
        assert b"quotation" not in entry.canonical
    with open_ledger(at_home.store.path) as ledger:
        assert list(Verification(ledger).damages()) == []
