"""What the templates show: comments with all that a page says about them, articles, marked texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from gatepost.web.public.messages import Sentences
from gatepost.web.schemas import ThreadOut


class Shown(Struct):
    """One comment. `to`: whom it answers, where that does not show by its place: (id, name or "")."""

    out: ThreadOut
    at: str
    badge: str
    to: tuple[str, str] | None
    children: list[Shown]


class Part(Struct, frozen=True):
    """A stretch of a text, marked or not."""

    text: str
    marked: bool


def shown(threads: Sequence[ThreadOut], t: Sentences) -> list[Shown]:
    """As the list nests them: four levels, whatever is deeper flat beneath the fourth."""
    names: dict[str, str] = {}
    for one in _all(threads):
        names[one.id] = one.author.name
    return [_shown(one, None, names, t) for one in threads]


def _all(threads: Iterable[ThreadOut]) -> Iterable[ThreadOut]:
    for one in threads:
        yield one
        yield from _all(one.children)


def _shown(one: ThreadOut, under: str | None, names: dict[str, str], t: Sentences) -> Shown:
    to = (one.parent, names.get(one.parent, "")) if one.parent and one.parent != under else None
    return Shown(
        one,
        t.written(one.published_at or one.submitted_at),
        one.badge.label if one.badge else "",
        to,
        [_shown(child, one.id, names, t) for child in one.children],
    )


def title_from(url: str) -> str:
    """What an article is called of which only the address is known."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[Part]:
    """The text in stretches; together they are the text, to the code point."""
    parts: list[Part] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        if start > at:
            parts.append(Part(text[at:start], False))
        parts.append(Part(text[start:end], True))
        at = end
    if at < len(text):
        parts.append(Part(text[at:], False))
    return parts
