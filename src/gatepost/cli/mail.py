"""`gatepost mail test ADDRESS`: whether letters leave this machine, and what the mail server says if not."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from cyclopts import App

from gatepost.cli.say import answer, complain
from gatepost.web.settings import FILE_NAME
from gatepost.web.settings_file import SettingsInvalid, read_settings

app = App(name="mail", help="Try the mail server.")
SUBJECT = "A letter to try · رسالة للتجربة"
TEXT = (
    "This letter was sent by `gatepost mail test`. It has come: letters to readers will, too.\n\n"
    "هذه رسالة للتجربة.\nئەمە نامەیەکە بۆ تاقیکردنەوە.\nاین نامه برای آزمایش است.\n"
)


@app.command(name="test")
def send_one(address: str, *, config: Path | None = None) -> int:
    """Send one letter to an address, with the settings that the server has.

    Parameters
    ----------
    address
        Where it goes: your own.
    config
        The settings file; `gatepost.toml` in this folder without.
    """
    from gatepost.conversation.letters.records import Message
    from gatepost.web.composition import mail_of

    try:
        settings = read_settings(config or Path(FILE_NAME))
        mail = mail_of(settings)
    except (SettingsInvalid, OSError) as error:
        complain(f"gatepost: {error}")
        return 2
    if mail is None:
        complain("gatepost: there is no [mail] in the settings, so no letters are sent.")
        return 2
    message = Message(secrets.token_hex(16), address, SUBJECT, TEXT, "en", "Gatepost")
    (failed,) = asyncio.run(mail.deliver([message]))
    server = f"{settings.mail.host}:{settings.mail.port}"
    if failed is not None:
        complain(f"gatepost: {server} did not take the letter: {failed or type(failed).__name__}")
        return 1
    answer(f"{server} took the letter to {address}, from {settings.mail.sender}. Look whether it arrives.")
    return 0
