"""Which letters are written, to whom, when, and what becomes of them: a whole house with a fake clock."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import aiosmtplib
import pytest
import structlog
from tests.houses import Clock, Home, TellingEngine, guidelines
from tests.mailboxes import mail_server

from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.house import House
from gatepost.conversation.letters.ports import Undeliverable
from gatepost.conversation.letters.records import MINUTE, Message
from gatepost.conversation.letters.texts import texts
from gatepost.conversation.letters.unsubscribe import leave
from gatepost.conversation.letters.writing import write_sign_in
from gatepost.conversation.modes import Modes
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site, Sites
from gatepost.conversation.talk.follow import follow
from gatepost.conversation.talk.newsroom import reply_as_newsroom
from gatepost.conversation.talk.records import Wish
from gatepost.conversation.talk.settings import set_up
from gatepost.conversation.undo import undo
from gatepost.conversation.withdraw import withdraw
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import LANGUAGES, Outcome
from gatepost.web.mail import Mail

SECOND = 1_000_000


class Pigeons:
    """Letters that were carried away. `fails`: what happens to the next ones instead."""

    def __init__(self) -> None:
        self.carried: list[Message] = []
        self.fails: Exception | None = None

    async def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        if self.fails is None:
            self.carried += messages
        return [self.fails] * len(messages)

    def take(self) -> list[tuple[str, str]]:
        """Who got a letter, and its subject without the marks of direction; then forgotten."""
        taken = [(one.to.split("@")[0], _plain(one.subject)) for one in self.carried]
        self.carried.clear()
        return sorted(taken)


def _plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


class Readers(Home):
    """A house with readers who have accounts. Tests look after the post themselves."""

    def __init__(self, house: House, engine: TellingEngine, clock: Clock, site: Site) -> None:
        super().__init__(house, engine, clock, site)
        self.pigeons = Pigeons()
        self.tokens: dict[str, str] = {}

    async def joins(
        self, name: str, text: str = "first", language: str = "en", **more: object
    ) -> CommentRecord:
        """A reader with an account, who says something; the account is named in small letters."""
        sent = await self.send(text, name=name, **more)
        assert sent.reader is not None
        self.tokens[name] = sent.reader
        made = await self.house.screener.settled(sent.comment.id, 30)
        assert made is not None
        with closing(sqlite3.connect(self.store.path)) as connection, connection:
            connection.execute(
                "INSERT INTO reader_accounts (author, kind, email, name, language, made_at, seen_at)"
                " VALUES (?, 'email', ?, ?, ?, 1, 1)",
                (made.author, f"{name.lower()}@example.org".encode(), name.encode(), language),
            )
        return made

    async def says(self, name: str, text: str, **more: object) -> CommentRecord:
        return await self.post(text, name=name, reader=self.tokens[name], **more)

    async def mail(self) -> list[tuple[str, str]]:
        while await self.house.postman.round():
            pass
        return self.pigeons.take()

    def later(self, minutes: float) -> None:
        self.clock.at += int(minutes * MINUTE)


@pytest.fixture
async def readers(tmp_path: Path) -> AsyncIterator[Readers]:
    site = Site(
        "site", "The Example", ("https://news.example",), modes=Modes.automatic(), who=("guest", "email")
    )
    engine, clock = TellingEngine(), Clock()
    pigeons = Pigeons()
    house = House(
        SQLiteStore(tmp_path / "db"), engine, guidelines(), Sites([site]), clock=clock, backoff=(0.0, 0.0),
        post=pigeons, base_url="https://c.example",
    )  # fmt: skip
    await house.store.open()
    await house.screener.start()
    made = Readers(house, engine, clock, site)
    made.pigeons = pigeons
    yield made
    await house.close()


async def test_a_reply_is_told_once_and_not_to_oneself(readers: Readers) -> None:
    first = await readers.joins("Ann")
    await readers.joins("Bo")
    assert await readers.mail() == []
    await readers.says("Bo", "I disagree", parent=first.id)
    await readers.says("Ann", "I agree with myself", parent=first.id)
    assert await readers.mail() == [("ann", "Bo answered you: https://news.example/a/1")]
    assert await readers.mail() == []


async def test_only_what_is_published_is_told(readers: Readers) -> None:
    first = await readers.joins("Ann")
    await readers.joins("Bo")
    waits = await readers.says("Bo", "refer this", parent=first.id)
    await readers.says("Bo", "reject this", parent=first.id)
    assert await readers.mail() == []
    await decide(readers.house, "m1", waits.id, Outcome.APPROVE)
    assert await readers.mail() == []  # it may still be taken back
    readers.later(2)
    assert await readers.mail() == [
        ("ann", "Bo answered you: https://news.example/a/1"),
        ("bo", "Your comment was published: https://news.example/a/1"),
    ]


async def test_what_was_taken_back_or_withdrawn_meanwhile_is_not_told(readers: Readers) -> None:
    first = await readers.joins("Ann")
    await readers.joins("Bo")
    waits = await readers.says("Bo", "refer this", parent=first.id)
    await decide(readers.house, "m1", waits.id, Outcome.APPROVE)
    await undo(readers.house, "m1", waits.id)
    gone = await readers.says("Bo", "soon gone", parent=first.id)
    await withdraw(readers.house, gone.id)
    readers.later(2)
    assert await readers.mail() == []
    await decide(readers.house, "m1", waits.id, Outcome.APPROVE)
    readers.later(2)
    assert [who for who, _ in await readers.mail()] == ["ann", "bo"]


async def test_a_mention_is_told_and_a_reply_comes_before_it(readers: Readers) -> None:
    first = await readers.joins("Ann")
    await readers.joins("أحمد الكردي", parent=first.id)
    await readers.mail()
    await readers.joins("Cy", parent=first.id)
    await readers.mail()
    await readers.says("Cy", "@Ann and @أحمد الكردي and @Cy, listen", parent=first.id)
    assert await readers.mail() == [
        ("ann", "Cy answered you: https://news.example/a/1"),
        ("أحمد الكردي", "Cy mentioned you: https://news.example/a/1"),
    ]
    other = await readers.post("elsewhere", name="Dee")
    await readers.says("Cy", "@Ann is not in this thread", parent=other.id)
    assert await readers.mail() == []


async def test_a_followed_article_is_one_letter_in_a_quarter_of_an_hour(readers: Readers) -> None:
    first = await readers.joins("Ann", language="tr")
    article = await readers.store.article_by_id(first.article)
    assert article is not None
    assert first.author is not None
    await follow(readers.house, first.author, article, True)
    await readers.post("one")
    await readers.post("two")
    assert await readers.mail() == [("ann", "2 yeni yorum: https://news.example/a/1")]
    await readers.post("three")
    assert await readers.mail() == []
    readers.later(14)
    await readers.post("four")
    await readers.says("Ann", "my own")
    await readers.post("an answer", parent=first.id)
    assert await readers.mail() == [("ann", "Ann size yanıt verdi: https://news.example/a/1")]
    readers.later(2)
    assert await readers.mail() == [("ann", "2 yeni yorum: https://news.example/a/1")]
    readers.later(60)
    assert await readers.mail() == []
    await follow(readers.house, first.author, article, False)
    await readers.post("five")
    readers.later(60)
    assert await readers.mail() == []


async def test_news_that_come_while_a_letter_is_under_way_are_not_lost(readers: Readers) -> None:
    first = await readers.joins("Ann")
    article = await readers.store.article_by_id(first.article)
    assert article is not None
    assert first.author is not None
    await follow(readers.house, first.author, article, True)
    await readers.post("one")
    (letter,) = await readers.store.letters.take(readers.clock(), 10)
    await readers.post("two")
    await readers.store.letters.sent(letter.id, readers.clock())
    assert await readers.mail() == []
    readers.later(16)
    assert await readers.mail() == [("ann", "A new comment: https://news.example/a/1")]


async def test_news_that_come_while_a_letter_is_tried_again_are_told_once(readers: Readers) -> None:
    first = await readers.joins("Ann")
    article = await readers.store.article_by_id(first.article)
    assert article is not None
    assert first.author is not None
    await follow(readers.house, first.author, article, True)
    await readers.post("one")
    readers.pigeons.fails = OSError("away")
    assert await readers.mail() == []
    readers.clock.at += SECOND
    await readers.post("two")
    await readers.post("three")
    readers.pigeons.fails = None
    readers.later(2)
    assert await readers.mail() == [("ann", "A new comment: https://news.example/a/1")]
    readers.later(30)
    assert await readers.mail() == [("ann", "2 new comments: https://news.example/a/1")]


async def test_decisions_are_told_when_the_author_had_left(readers: Readers) -> None:
    await readers.joins("Ann")
    refused = await readers.says("Ann", "reject at once")
    assert await readers.mail() == []  # the answer to the post has said so
    waits = await readers.says("Ann", "refer this")
    await decide(readers.house, "m1", waits.id, Outcome.REJECT, ["threat"])
    readers.later(2)
    await readers.house.postman.round()
    (letter,) = readers.pigeons.carried
    assert "not published" in letter.subject
    assert "A moderator decided this" in letter.text
    assert f"https://news.example/a/1#gatepost-{waits.id}" in letter.text
    readers.pigeons.take()
    await appeal(readers.house, refused.id, "why?")
    await answer_appeal(readers.house, "m1", refused.id, True, "Because <of> this.")
    await appeal(readers.house, waits.id, "why?")
    await answer_appeal(readers.house, "m2", waits.id, False)
    readers.later(2)
    assert await readers.mail() == [
        ("ann", "Your appeal was answered: https://news.example/a/1"),
        ("ann", "Your appeal was successful: https://news.example/a/1"),
    ]


async def test_a_question_is_answered_by_the_newsroom(readers: Readers) -> None:
    first = await readers.joins("Ann")
    with pytest.raises(Refusal, match="questions-off"):
        await readers.says("Ann", "why?", question=True)
    await set_up(readers.house, first.article, Wish(questions=True))
    asked = await readers.says("Ann", "why?", question=True)
    answer = await reply_as_newsroom(readers.house, "m1", asked.id, "Because.")
    answer = await readers.house.find((await readers.house.screener.settled(answer.id, 30) or answer).id)
    assert (answer.badge, answer.author, answer.author_name) == ("newsroom", None, "The Example")
    assert (await readers.house.find(asked.id)).answer == answer.id
    assert await readers.mail() == [("ann", "The newsroom answered your question: https://news.example/a/1")]
    history = await readers.store.history(answer.id)
    assert history is not None
    assert history.entries[0].body["by"] == "moderator:m1"
    another = await reply_as_newsroom(readers.house, "m2", asked.id, "And this.", "Sara")
    await readers.house.screener.settled(another.id, 30)
    assert (await readers.house.find(asked.id)).answer == answer.id
    await withdraw(readers.house, answer.id)
    assert (await readers.house.find(asked.id)).answer == another.id
    await withdraw(readers.house, another.id)
    assert (await readers.house.find(asked.id)).answer is None


async def test_what_is_switched_off_is_not_written(readers: Readers) -> None:
    first = await readers.joins("Ann")
    assert first.author is not None
    for kind in ("reply", "mention", "decision"):
        await readers.store.letters.unsubscribe(first.author, kind)
    await readers.post("an answer to @Ann", parent=first.id)
    waits = await readers.says("Ann", "refer this")
    await decide(readers.house, "m1", waits.id, Outcome.APPROVE)
    readers.later(2)
    assert await readers.mail() == []


async def test_a_letter_is_tried_again_less_and_less_often_and_given_up_after_a_day(readers: Readers) -> None:
    first = await readers.joins("Ann")
    await readers.post("an answer", parent=first.id)
    readers.pigeons.fails = ConnectionError("away")
    tries = []
    for minute in range(30 * 60):
        if await readers.house.postman.round():
            tries.append(minute)
        readers.later(1)
    assert tries[:6] == [0, 1, 6, 21, 81, 201]
    assert len(tries) == 11
    readers.pigeons.fails = None
    assert await readers.mail() == []
    assert await readers.store.letters.next_due() is None
    assert "letter-failed" in readers.signals


@pytest.mark.parametrize(
    "error",
    [
        aiosmtplib.SMTPDataError(451, "ann@example.org is over quota"),
        aiosmtplib.SMTPRecipientsRefused(
            [aiosmtplib.SMTPRecipientRefused(451, "ann@example.org: greylisted", "ann@example.org")]
        ),
        aiosmtplib.SMTPServerDisconnected("421 ann@example.org: come back"),
    ],
)
async def test_what_a_mail_server_says_of_an_address_stands_in_no_log(
    readers: Readers, error: Exception
) -> None:
    first = await readers.joins("Ann")
    await readers.joins("Bo")
    await readers.says("Bo", "I disagree", parent=first.id)
    readers.pigeons.fails = error
    with structlog.testing.capture_logs() as logged:
        assert await readers.mail() == []
    (failed,) = [entry for entry in logged if entry["event"] == "letter-failed"]
    assert failed["error"].startswith(type(error).__name__)
    assert "ann@example.org" not in str(logged)


async def test_an_address_that_does_not_exist_is_given_up_at_once(readers: Readers) -> None:
    first = await readers.joins("Ann")
    await readers.post("an answer", parent=first.id)
    readers.pigeons.fails = Undeliverable("refused with 550")
    await readers.house.postman.round()
    assert await readers.store.letters.next_due() is None
    assert "letter-undeliverable" in readers.signals


async def test_a_killed_process_sends_again_under_the_same_name(readers: Readers) -> None:
    """At least once: what was handed over when the process ended comes a second time, and says so."""
    first = await readers.joins("Ann")
    await readers.post("an answer", parent=first.id)
    (letter,) = await readers.store.letters.take(readers.clock(), 10)
    assert await readers.mail() == []  # under way, as far as anybody knows
    readers.later(2)
    await readers.house.postman.round()
    (message,) = readers.pigeons.carried
    assert message.key == letter.id


async def test_nothing_of_a_letter_is_left_once_it_was_sent(readers: Readers) -> None:
    await write_sign_in(readers.house, "site", "new@example.org", "https://news.example/a#x=TOKEN", "ar")
    await readers.house.postman.round()
    (message,) = readers.pigeons.carried
    assert message.to == "new@example.org"
    assert "https://news.example/a#x=TOKEN" in message.text
    assert message.unsubscribe == ""
    with closing(sqlite3.connect(readers.store.path)) as connection:
        rows = connection.execute("SELECT record, due_at, sent_at IS NULL FROM letters").fetchall()
    assert rows == [(b"", None, 0)]
    readers.later(31 * 24 * 60)
    await readers.house.rounds.make()
    with closing(sqlite3.connect(readers.store.path)) as connection:
        assert connection.execute("SELECT count(*) FROM letters").fetchone() == (0,)


async def test_addresses_do_not_lie_in_the_outbox_for_ever(readers: Readers) -> None:
    """Whoever takes the mail server away leaves letters behind that nobody sends."""
    await write_sign_in(readers.house, "site", "quokka@example.org", "https://news.example/#x", "en")
    readers.later(29 * 24 * 60)
    await readers.house.rounds.make()
    assert await readers.store.letters.next_due() is not None
    readers.later(2 * 24 * 60)
    await readers.house.rounds.make()
    assert await readers.store.letters.next_due() is None


async def test_without_a_mail_server_nothing_is_written(readers: Readers) -> None:
    first = await readers.joins("Ann")
    article = await readers.store.article_by_id(first.article)
    assert article is not None
    assert first.author is not None
    readers.store.letters.on = False
    await readers.post("an answer", parent=first.id)
    for asked in (
        follow(readers.house, first.author, article, True),
        write_sign_in(readers.house, "site", "a@b.c", "https://x", "en"),
    ):
        with pytest.raises(Refusal, match="mail-off"):
            await asked
    readers.store.letters.on = True
    assert await readers.mail() == []


async def test_the_way_out_of_a_letter(readers: Readers) -> None:
    first = await readers.joins("Ann")
    await readers.post("an answer", parent=first.id)
    await readers.house.postman.round()
    (letter,) = readers.pigeons.carried
    token = letter.unsubscribe.removeprefix("https://c.example/unsubscribe/")
    assert letter.unsubscribe in letter.text
    assert await leave(readers.house, token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert await leave(readers.house, "nonsense") is None
    found = await leave(readers.house, token)
    assert found is not None
    assert (found.author, found.kind) == (first.author, "reply")
    assert first.author is not None
    reader = await readers.store.letters.addressee(first.author)
    assert reader is not None
    assert (reader.replies, reader.mentions) == (False, True)
    await leave(readers.house, token, everything=True)
    reader = await readers.store.letters.addressee(first.author)
    assert reader is not None
    assert (reader.mentions, reader.decisions) == (False, False)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_letters_are_whole_in_every_language(readers: Readers, language: str) -> None:
    assert texts(language).keys() == texts("en").keys()
    first = await readers.joins("Ann", language=language)
    await readers.joins("أحمد", text="a {brace} & <tag>\n\nمرحبا", parent=first.id)
    async with mail_server() as server:
        readers.house.postman._post = Mail(server.settings)
        assert await readers.house.postman.round() == 1
        (letter,) = server.box.letters
    assert "\u2068أحمد\u2069" in letter["subject"]
    body = letter.get_content()
    assert "\u2068a {brace} & <tag>\u2069" in body
    assert "\u2068مرحبا\u2069" in body
    assert "{" not in body.replace("{brace}", "")
    assert letter["content-language"] == language


def test_no_text_has_braces_that_nobody_fills() -> None:
    values = {"site", "name", "title", "n", "link", "reply"}
    import string

    for language in LANGUAGES:
        for sentence in texts(language).values():
            assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name} <= values
