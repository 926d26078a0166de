"""Nothing that a reader wrote becomes a header of a letter: names and titles of the injection corpus."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from tests.browser.injected import payloads

from gatepost.conversation.letters.records import Message
from gatepost.web.mail import written
from gatepost.web.settings import MailSettings

OURS = {
    "from", "to", "subject", "date", "message-id", "references", "auto-submitted", "content-language",
    "list-unsubscribe", "list-unsubscribe-post", "content-type", "content-transfer-encoding", "mime-version",
}  # fmt: skip


@pytest.mark.parametrize("payload", payloads())
def test_a_payload_stays_in_the_letters_text(payload: str) -> None:
    message = Message(
        "letter", "reader@news.test", f"{payload} answered you", payload, "en", payload or "x",
        "https://comments.test/unsubscribe/x", "article-x",
    )  # fmt: skip
    raw = written(message, MailSettings(sender="comments@news.test")).as_bytes()
    read = message_from_bytes(raw, policy=default)
    assert {name.lower() for name in read} <= OURS
    assert read.get_content_type() == "text/plain"
    assert [one.addr_spec for one in read["To"].addresses] == ["reader@news.test"]
    assert lines(read.get_content()) == lines(payload)


def lines(text: str) -> str:
    """The text with its lines ended alike: a letter ends them its own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
