"""What may be said of a failure, and of a record that holds a secret."""

from __future__ import annotations

import ast
import errno
from pathlib import Path

import pytest

import gatepost
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


OURS = {"StoreUnavailable", "KeyMissing"}
"""Exceptions whose every message is written for operators: `str` of these may go into a log."""


def test_no_line_of_the_log_quotes_an_exception() -> None:
    """`told(error)` instead of `str(error)` or `repr(error)`, but for exceptions of ours."""
    quoted = []
    for file in sorted(Path(gatepost.__file__).parent.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        ours = {
            id(call)
            for handler in ast.walk(tree)
            if isinstance(handler, ast.ExceptHandler) and {one.id for one in names(handler.type)} <= OURS
            for call in ast.walk(handler)
        }
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if not (isinstance(call.func.value, ast.Name) and call.func.value.id in {"log", "_log"}):
                continue
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            for one in (part for value in given for part in ast.walk(value)):
                name = one.func.id if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) else ""
                if name == "repr" or (name == "str" and id(call) not in ours):
                    quoted.append(f"{file.name}:{call.lineno}")
    # What py_webauthn itself says of a passkey names no secret; everything else is told by its type.
    assert [one for one in quoted if not one.startswith("passkeys.py")] == []


def names(of: ast.expr | None) -> list[ast.Name]:
    """The exception types that a handler names; one that is none of ours where it names nothing."""
    if of is None:
        return [ast.Name("BaseException")]
    return [one for one in ast.walk(of) if isinstance(one, ast.Name)]
