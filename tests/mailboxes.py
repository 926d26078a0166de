"""A real mail server for tests: it takes every letter, or does what a test tells it to do instead."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from ssl import SSLContext
from typing import Any

from aiosmtpd.smtp import SMTP

from gatepost.web.settings import MailSettings


class Box:
    """What came. `answer`: what is said instead of taking a letter; `wait`: seconds before."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refused: dict[str, str] = {}
        self.answer = ""
        self.wait = 0.0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.wait)
        if self.answer:
            return self.answer
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        self.letters.append(made)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


class Server:
    """A box that listens."""

    def __init__(self, box: Box, port: int) -> None:
        self.box, self.port = box, port

    @property
    def settings(self) -> MailSettings:
        return MailSettings("127.0.0.1", self.port, tls="none", sender="comments@news.test")


@asynccontextmanager
async def mail_server(ssl: SSLContext | None = None, **options: Any) -> AsyncIterator[Server]:
    """On a port of its own, until the block ends. `ssl`: from the first byte on. `options`: aiosmtpd's."""
    box = Box()
    # Named by hand: asking for this machine's name takes seconds where there is no network.
    listening = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, hostname="mail.test", enable_SMTPUTF8=True, **options), "127.0.0.1", 0, ssl=ssl
    )
    try:
        yield Server(box, listening.sockets[0].getsockname()[1])
    finally:
        listening.close()


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    content: str = body.get_content()
    return content
