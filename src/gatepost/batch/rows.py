"""One comment on its way through a file or a stream: as read, and as judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from gatepost.engine.face import Engine
from gatepost.engine.screening import ScreeningError, check_text
from gatepost.vocabulary import Article, Context, Submission, Verdict


class RowError(Exception):
    """A row that cannot be screened. `code` is stable; the message says what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Row(Struct):
    """What one line or table row asks for, or why it cannot be read. `extra`: fields nobody here knows."""

    id: Any = None
    submission: Submission | None = None
    context: Context = Context()
    extra: Mapping[str, Any] | None = None
    error: RowError | None = None
    verdict: Verdict | None = None


def submission_from(text: Any, language: Any) -> Submission:
    """A submission from decoded fields. Raises `RowError`."""
    if text is None:
        raise RowError("text-missing", "there is no text; give the field or column `text`")
    if not isinstance(text, str):
        raise RowError("text-not-string", f"text is {_kind(text)}; give a string")
    try:
        check_text(text)
    except ScreeningError as error:
        raise RowError(error.code, str(error)) from None
    if language is not None and not isinstance(language, str):
        raise RowError(
            "language-not-string", f"language is {_kind(language)}; give a code such as en, or leave it out"
        )
    return Submission(text, language or None)


def article_from(value: Any) -> Article | None:
    """An article from a decoded object with `title` and `body`. Raises `RowError`."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise RowError("article-invalid", f"article is {_kind(value)}; give an object with title and body")
    return Article(title=_string(value, "title"), body=_string(value, "body"))


def parent_from(value: Any) -> str | None:
    """The text of the parent from a decoded object with `text`. Raises `RowError`."""
    if value is None:
        return None
    text = value.get("text") if isinstance(value, Mapping) else value
    if text is None or isinstance(text, str):
        return text
    where = "parent.text" if isinstance(value, Mapping) else "parent"
    raise RowError("parent-invalid", f"{where} is {_kind(text)}; give an object with the string text")


def judge(rows: Sequence[Row], engine: Engine) -> None:
    """Give each readable row its verdict. One row that breaks the engine does not take its batch along."""
    readable = [row for row in rows if row.error is None]
    try:
        _judge(readable, engine)
    except Exception:
        for row in readable:
            try:
                _judge([row], engine)
            except Exception as error:
                row.error = RowError("engine-error", f"the engine failed on this text: {error}")


def _judge(rows: Sequence[Row], engine: Engine) -> None:
    asked = [row.submission for row in rows if row.submission is not None]
    for row, verdict in zip(rows, engine.screen_many(asked, [row.context for row in rows]), strict=True):
        row.verdict = verdict


def _string(value: Mapping[str, Any], key: str) -> str:
    text = value.get(key)
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    raise RowError("article-invalid", f"article.{key} is {_kind(text)}; give a string")


def _kind(value: Any) -> str:
    names = {
        bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list",
        dict: "an object",
    }  # fmt: skip
    return names.get(type(value), type(value).__name__)
