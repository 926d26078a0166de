"""Letters over SMTP, with a real server that takes them, refuses them, or hangs."""

from __future__ import annotations

import asyncio
from email.headerregistry import Address

import aiosmtplib
import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from msgspec import structs
from tests.mailboxes import mail_server, text_of

from gatepost.cli.mail import send_one
from gatepost.conversation.letters.ports import Undeliverable
from gatepost.conversation.letters.records import Message
from gatepost.web.mail import Mail, written
from gatepost.web.settings import MailSettings

HOME = MailSettings("mail.test", sender="Example News <comments@news.test>", reply_to="desk@news.test")
LETTER = Message(
    key="k1",
    to="reader@example.org",
    subject="ردّ عليك \u2068Ann\u2069: \u2068The well\u2069",
    text="مرحبا\n\nA line with ünïcode.\n",
    language="ar",
    sender="News",
    unsubscribe="https://c.news.test/unsubscribe/abc",
    thread="article-a1",
)


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with mail_server() as server:
        settings = structs.replace(HOME, host="127.0.0.1", port=server.port, tls="none")
        assert await Mail(settings).deliver([LETTER]) == [None]
        (letter,) = server.box.letters
    assert server.box.recipients == ["reader@example.org"]
    assert letter["subject"] == LETTER.subject
    assert text_of(letter).replace("\r\n", "\n") == LETTER.text
    assert letter["from"] == "Example News <comments@news.test>"
    assert letter["reply-to"] == "desk@news.test"
    assert letter["message-id"] == "<k1@news.test>"
    assert letter["references"] == "<article-a1@news.test>"
    assert letter["auto-submitted"] == "auto-generated"
    assert letter["list-unsubscribe"] == "<https://c.news.test/unsubscribe/abc>"
    assert letter["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert letter["content-language"] == "ar"
    assert letter.get_content_charset() == "utf-8"


@pytest.mark.parametrize(
    "bad", ["\r\nBcc: all@example.org", "\nX: y", "\r\n\r\nbody", "\x00", "\u2028Bcc: x"]
)
def test_nobody_writes_a_header_of_their_own(bad: str) -> None:
    forged = structs.replace(LETTER, subject="Hello" + bad, sender="News" + bad)
    made = written(forged, structs.replace(HOME, sender="c@n.test"))
    wire = made.as_bytes().decode("ascii")
    assert made["bcc"] is None
    assert made["x"] is None
    head = wire.split("\r\n\r\n", 1)[0]
    assert not [line for line in head.split("\r\n") if line.lower().startswith(("bcc:", "x:", "body"))]


@pytest.mark.parametrize("to", ["", "no address", "a@b\r\nBcc: c@d", "a@b, c@d", "<script>", "a@b c"])
async def test_what_is_no_address_can_never_arrive(to: str) -> None:
    async with mail_server() as server:
        first, second = await Mail(server.settings).deliver([structs.replace(LETTER, to=to), LETTER])
        assert isinstance(first, Undeliverable)
        assert second is None
        assert len(server.box.letters) == 1


async def test_one_address_that_is_refused_does_not_hold_up_the_others() -> None:
    async with mail_server() as server:
        server.box.refused = {"gone@example.org": "550 no such user", "later@example.org": "450 try again"}
        letters = [structs.replace(LETTER, to=f"{name}@example.org") for name in ("gone", "later", "here")]
        gone, later, here = await Mail(server.settings).deliver(letters)
        assert isinstance(gone, Undeliverable)
        assert isinstance(later, aiosmtplib.SMTPException)
        assert here is None
        assert server.box.recipients == ["here@example.org"]


async def test_a_server_that_refuses_for_now_or_for_ever() -> None:
    async with mail_server() as server:
        server.box.answer = "451 busy"
        (result,) = await Mail(server.settings).deliver([LETTER])
        assert not isinstance(result, Undeliverable)
        assert isinstance(result, aiosmtplib.SMTPException)
        server.box.answer = "554 spam"
        (result,) = await Mail(server.settings).deliver([LETTER])
        assert isinstance(result, Undeliverable)


async def test_a_server_that_hangs_or_is_away_fails_all_of_the_batch_at_once() -> None:
    async with mail_server() as server:
        server.box.wait = 30
        began = asyncio.get_running_loop().time()
        results = await Mail(server.settings, timeout=0.3).deliver([LETTER] * 5)
        assert asyncio.get_running_loop().time() - began < 3
        assert all(isinstance(one, Exception) and not isinstance(one, Undeliverable) for one in results)
        assert len(results) == 5
    away = await Mail(server.settings, timeout=1).deliver([LETTER, LETTER])
    assert all(isinstance(one, Exception) for one in away)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_the_password_is_used_and_a_wrong_one_is_tried_again_later() -> None:
    def check(
        server: object, session: object, envelope: object, kind: str, data: LoginPassword
    ) -> AuthResult:
        right = data.login == b"me" and data.password == b"pass word"
        return AuthResult(success=right, handled=False)

    options = {"authenticator": check, "auth_require_tls": False, "auth_required": True}
    async with mail_server(**options) as server:
        settings = structs.replace(server.settings, username="me")
        assert await Mail(settings, "pass word").deliver([LETTER]) == [None]
        (wrong,) = await Mail(settings, "other").deliver([LETTER])
        assert isinstance(wrong, aiosmtplib.SMTPAuthenticationError)


async def test_without_the_encryption_that_is_wanted_nothing_is_sent() -> None:
    async with mail_server() as server:
        (result,) = await Mail(structs.replace(server.settings, tls="starttls")).deliver([LETTER])
        assert isinstance(result, aiosmtplib.SMTPException)
        (result,) = await Mail(structs.replace(server.settings, tls="tls"), timeout=2).deliver([LETTER])
        assert isinstance(result, Exception)
        assert server.box.letters == []


def test_the_site_is_the_sender_unless_the_settings_name_one() -> None:
    assert written(LETTER, HOME)["from"].addresses == (
        Address("Example News", addr_spec="comments@news.test"),
    )
    plain = structs.replace(HOME, sender="comments@news.test")
    assert written(LETTER, plain)["from"].addresses[0].display_name == "News"


async def test_the_command_sends_one_letter(tmp_path, capsys) -> None:
    file = tmp_path / "gatepost.toml"
    site = '[[sites]]\nid = "s"\nname = "S"\norigins = ["https://s.test"]\n'
    file.write_text(site)
    assert await asyncio.to_thread(send_one, "me@example.org", config=file) == 2
    assert "no [mail]" in capsys.readouterr().err
    async with mail_server() as server:
        file.write_text(
            f'{site}[mail]\nhost = "127.0.0.1"\nport = {server.port}\ntls = "none"\nfrom = "c@s.test"\n'
        )
        assert await asyncio.to_thread(send_one, "me@example.org", config=file) == 0
        assert server.box.recipients == ["me@example.org"]
    assert await asyncio.to_thread(send_one, "me@example.org", config=file) == 1
    assert "did not take the letter" in capsys.readouterr().err
