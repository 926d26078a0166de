"""What may be said of a failure, and of a record that holds a secret."""

from __future__ import annotations

import errno

import pytest

from gatepost.conversation.discretion import told, told_at_length
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.sites import Site
from gatepost.web.settings import (
    MailSettings,
    OidcSettings,
    ServerSettings,
    Settings,
    SiteSettings,
    SsoSettings,
)

WORDS = "a reader's words"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (UnicodeEncodeError("utf-8", WORDS, 0, 1, "surrogates not allowed"), "UnicodeEncodeError"),
        (ValueError(f"invalid literal: {WORDS!r}"), "ValueError"),
        (KeyError(WORDS), "KeyError"),
        (StoreUnavailable("the disk is full"), "StoreUnavailable: the disk is full"),
        (OSError(errno.ENOSPC, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (OSError(WORDS), "OSError"),
    ],
)
def test_only_what_is_ours_or_the_systems_is_repeated(error: Exception, line: str) -> None:
    assert told(error) == line


def test_a_traceback_has_its_causes_and_nobodys_words() -> None:
    def inner(text: str) -> None:
        raise ValueError(text)

    def outer(text: str) -> None:
        try:
            inner(text)
        except ValueError as error:
            raise ExceptionGroup(text, [RuntimeError(text), KeyError(text)]) from error

    with pytest.raises(ExceptionGroup) as raised:
        outer(WORDS)
    found = told_at_length(type(raised.value), raised.value, raised.value.__traceback__)
    for wanted in (
        "in outer",
        "in inner",
        "ExceptionGroup",
        "with RuntimeError",
        "which came from",
        "ValueError",
    ):
        assert wanted in found
    assert WORDS not in found


def test_settings_show_that_there_is_a_secret_and_not_which() -> None:
    secret = "s3cret" * 8
    site = SiteSettings(
        "a", "A", ("https://a.test",), secret=secret, sso=SsoSettings("i", secrets={"k": secret})
    )
    made = Settings(
        ServerSettings(),
        sites=(site,),
        oidc=OidcSettings("i", "c", client_secret=secret),
        mail=MailSettings("h", password=secret),
    )
    for shown in (repr(made), str(made), f"{made}", repr(Site("a", "A", ("https://a.test",), secret=secret))):
        assert "s3cret" not in shown
    assert repr(made).count("(hidden)") == 4
    assert "(hidden)" not in repr(SiteSettings("a", "A", ("https://a.test",)))
