"""Who must be reached: mail server, OpenID provider, publishers' keys. No letter is sent unasked."""

from __future__ import annotations

import secrets
import ssl
from collections.abc import AsyncIterator

import aiosmtplib

from gatepost.conversation.discretion import told
from gatepost.conversation.letters.records import Message
from gatepost.web.accounts.oidc.provider import ProviderFailed
from gatepost.web.composition import mail_of, now, provider_of
from gatepost.web.doctor.findings import Finding, fail, ok, warn
from gatepost.web.settings import Settings
from gatepost.web.sso.keys import Keys, KeysFailed

SECONDS = 10.0


async def mail(
    settings: Settings, to: str = "", trust: ssl.SSLContext | None = None
) -> AsyncIterator[Finding]:
    """Connects, encrypts and signs in as letters do. With `to` one letter goes there."""
    name, at = "mail", f"{settings.mail.host}:{settings.mail.port}"
    if not settings.mail.host:
        yield ok(name, "no [mail]: no letters are written")
        return
    try:
        server = mail_of(settings, timeout=SECONDS, trust=trust)
        assert server is not None
        if to:
            letter = Message(
                secrets.token_hex(16), to, "gatepost doctor", "This letter has come.\n", "en", "Gatepost"
            )
            (failed,) = await server.deliver([letter])
        else:
            failed = await server.reach()
    except OSError as error:
        failed = error
    if failed is not None:
        yield fail(name, f"{at} cannot be used: {_why(failed)}", _mail_mend(failed))
    elif settings.mail.tls == "none" and settings.mail.username:
        yield warn(name, f"{at}: the password goes there unencrypted", 'Set tls = "starttls" or "tls"')
    else:
        yield ok(name, f"{at} takes letters ({settings.mail.tls})" + (f"; one went to {to}" if to else ""))


def _why(error: Exception) -> str:
    code = getattr(error, "code", None)
    return f"{told(error)} {code}" if isinstance(code, int) else told(error)


def _mail_mend(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return "Correct [mail] username, and password_file or GATEPOST_MAIL_PASSWORD"
    if isinstance(error.__cause__, ssl.SSLError) or isinstance(error, ssl.SSLError):
        return "The server's certificate is not trusted here: add its authority to this system"
    if isinstance(error, aiosmtplib.SMTPException) and "STARTTLS" in str(error):
        return 'The server offers no encryption: set tls = "tls" with port 465, or mend the server'
    return "Correct [mail] host, port and tls; then: gatepost mail test ADDRESS"


async def provider(settings: Settings) -> AsyncIterator[Finding]:
    """The provider describes itself, and its keys can be had."""
    name = "oidc"
    found = provider_of(settings, now)
    if found is None:
        yield ok(name, "no [oidc]: people sign in by password and passkey")
        return
    try:
        await found.metadata()
        await found.keys()
    except (ProviderFailed, OSError) as error:
        yield fail(
            name,
            f"{settings.oidc.issuer} cannot be used: {told(error)}",
            "Correct [oidc] issuer, or let this machine reach it; people can sign in by passkey meanwhile",
        )
        return
    yield ok(name, f"{settings.oidc.issuer} answers, and its keys are there")


async def publishers(settings: Settings) -> AsyncIterator[Finding]:
    """The keys with which publishers sign their readers in."""
    sites = [site for site in settings.sites if site.sso.issuer]
    for site in sites:
        name = f"sso-keys:{site.id}"
        try:
            found = await Keys(site.sso, now).every()
        except KeysFailed as error:
            mend = f"Correct [sites.sso] of {site.id}: docs/how-to/single-sign-on.md"
            yield fail(name, str(error), mend)
            continue
        kinds = ", ".join(sorted({key.algorithm for key in found}))
        yield ok(name, f"{len(found)} usable ({kinds})")
    if not sites:
        yield ok("sso-keys", "no site has a sign-in of its own")
