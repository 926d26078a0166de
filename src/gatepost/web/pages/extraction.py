"""An article's words out of a page, in a process of its own: `python -m gatepost.web.pages.extraction`.

The page's bytes come on standard input, JSON `{"title", "body", "authors"}` goes to standard output. A page
that takes too long or too much memory costs that process and nothing else; see docs/decisions/0009.
"""

from __future__ import annotations

import codecs
import html
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

MOST_SECONDS = 10
MOST_MEMORY = 1_500_000_000
MOST_CODE_POINTS = 100_000
"""Of a body; what comes after tells no more about the subject."""

OURS = ("//gatepost-comments", "//*[contains(@class, 'gatepost-comments')]")
"""The widget and what it leaves for readers without scripts: comments are no part of the article."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:\-]{1,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_AUTHOR_BREAK = re.compile(r"\s*;\s*")


def decode(content: bytes, charset: str = "") -> str:
    """The page's text: by its byte order mark, the server's `charset`, its own `meta`, or as UTF-8."""
    named = [name for mark, name in _BOMS if content.startswith(mark)]
    meta = _CHARSET.search(content[:8_192])
    for name in (*named, charset, "utf-8", meta[1].decode("ascii", "replace") if meta else ""):
        try:
            if name and codecs.lookup(name).name != "undefined":
                return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def extract(content: bytes, charset: str = "", url: str = "") -> dict[str, Any]:
    """Title, body and authors, empty where the page has none. Blocking; may take very long."""
    import trafilatura

    text = _DECLARATION.sub("", decode(content, charset)).replace("\x00", "")
    found = trafilatura.bare_extraction(
        text, url=url or None, include_comments=False, include_tables=False, with_metadata=True,
        favor_precision=True, prune_xpath=list(OURS),
        date_extraction_params={"extensive_search": False, "original_date": False},
    )  # fmt: skip
    if found is None or isinstance(found, dict):
        return {"title": "", "body": "", "authors": []}
    title = _plain(found.title)
    body = "\n".join(once(_plain(line) for line in (found.text or "").splitlines()))[:MOST_CODE_POINTS]
    authors = list(once(_plain(name) for name in _AUTHOR_BREAK.split(found.author or "")))
    return {"title": title[:1_000], "body": body, "authors": [name[:200] for name in authors[:10]]}


def once(passages: Iterable[str]) -> Iterator[str]:
    """Each passage that says anything, the first time that it comes."""
    return iter(dict.fromkeys(passage for passage in passages if passage))


def _plain(text: str | None) -> str:
    return " ".join(html.unescape(text or "").split())


def _limit() -> None:
    """What the operating system holds us to, where it can."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    _limit()
    charset, url = (*sys.argv[1:3], "", "")[:2]
    found = extract(sys.stdin.buffer.read(), charset, url)
    sys.stdout.buffer.write(json.dumps(found).encode())


if __name__ == "__main__":
    main()
