"""Letters over SMTP: the one place that knows how a message looks on the wire."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import parseaddr

import aiosmtplib
import certifi

from gatepost.conversation.letters.ports import Undeliverable
from gatepost.conversation.letters.records import Message
from gatepost.web.settings import MailSettings

TIMEOUT_SECONDS = 30.0
"""For each step with the server: a slow one holds up nobody but the letters behind it."""
_CONTROL = dict.fromkeys((*range(32), 127, 0x85, 0x2028, 0x2029), " ")
POLICY = WIRE.clone(max_line_length=78)


class Mail:
    """The mail server of the settings. One connection carries a batch."""

    def __init__(
        self,
        settings: MailSettings,
        password: str = "",
        timeout: float = TIMEOUT_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`trust`: whose certificates count, if not those that this machine and browsers trust."""
        self._settings, self._password, self._timeout = settings, password, timeout
        self._trust = trust

    async def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        """See `Post`. An address that can never work does not hold up the others."""
        results: list[Exception | None] = []
        server: aiosmtplib.SMTP | None = None
        try:
            for message in messages:
                try:
                    if server is None:
                        server = await self._connected()
                    await self._send(server, message)
                    results.append(None)
                except Undeliverable as error:
                    results.append(error)
                except (aiosmtplib.SMTPException, OSError) as error:
                    results.append(error)
                    if server is None or not server.is_connected:
                        # The rest would fail alike, one timeout after the other: they are tried again later.
                        results += [error] * (len(messages) - len(results))
                        break
        finally:
            if server is not None:
                await _goodbye(server)
        return results

    async def reach(self) -> Exception | None:
        """Connect, encrypt and sign in as for letters, and send none; what went wrong."""
        try:
            await _goodbye(await self._connected())
        except (aiosmtplib.SMTPException, OSError) as error:
            return error
        return None

    async def _connected(self) -> aiosmtplib.SMTP:
        settings = self._settings
        trust = self._trust
        if settings.tls != "none" and trust is None:
            trust = ssl.create_default_context()
            trust.load_verify_locations(certifi.where())
        server = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,
            password=self._password or None,
            use_tls=settings.tls == "tls",
            start_tls=settings.tls == "starttls",
            tls_context=trust,
            timeout=self._timeout,
        )
        await server.connect()
        return server

    async def _send(self, server: aiosmtplib.SMTP, message: Message) -> None:
        try:
            made = written(message, self._settings)
        except (ValueError, MessageError, HeaderParseError, UnicodeError, IndexError) as error:
            raise Undeliverable(f"the address cannot be written: {type(error).__name__}") from None
        try:
            await server.send_message(made)
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(500 <= one.code < 600 for one in error.recipients):
                raise Undeliverable(f"refused with {error.recipients[0].code}") from None
            await server.rset()
            raise
        except aiosmtplib.SMTPDataError as error:
            if 500 <= error.code < 600:
                raise Undeliverable(f"refused with {error.code}") from None
            raise
        except aiosmtplib.SMTPNotSupported:
            raise Undeliverable("the server takes no such address") from None


def written(message: Message, settings: MailSettings) -> EmailMessage:
    """The message as it goes over the wire. Nothing that a reader wrote can begin a header of its own."""
    made = EmailMessage(policy=POLICY)
    display, sender = parseaddr(settings.sender)
    domain = sender.rpartition("@")[2]
    made["From"] = Address(_plain(display or message.sender), addr_spec=sender)
    made["To"] = Address(addr_spec=message.to)
    if settings.reply_to:
        made["Reply-To"] = Address(addr_spec=settings.reply_to)
    made["Subject"] = _plain(message.subject)
    made["Date"] = datetime.now(UTC)
    made["Message-ID"] = f"<{message.key}@{domain}>"
    if message.thread:
        # Nobody ever got a letter of this name; mailboxes put what refers to it together all the same.
        made["References"] = f"<{message.thread}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe:
        made["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(message.text, charset="utf-8", cte="base64")
    made["Content-Language"] = message.language
    return made


def _plain(text: str) -> str:
    """On one line, and no encoded word (RFC 2047): Python would read one that a reader wrote, and the line
    breaks in it would begin a header."""
    return " ".join(text.translate(_CONTROL).split()).replace("=?", "= ?")


async def _goodbye(server: aiosmtplib.SMTP) -> None:
    try:
        if server.is_connected:
            await server.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        server.close()
