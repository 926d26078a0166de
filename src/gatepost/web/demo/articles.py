"""The demo's articles: one data file each, a TOML front matter between `+++` lines and paragraphs below.

Paragraphs are separated by empty lines; a line that begins with `## ` is a heading. Nothing in a body is
markup: the templates escape all of it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from msgspec import Struct, ValidationError, convert

from gatepost.vocabulary import LANGUAGES, RIGHT_TO_LEFT

SECTIONS = ("region", "culture", "sport", "technology")


class Block(Struct, frozen=True):
    """A paragraph or a heading of an article's body."""

    kind: Literal["heading", "paragraph"]
    text: str


class FrontMatter(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands between the `+++` lines. `print_version`: the page carries its body a second time."""

    language: str
    section: Literal["region", "culture", "sport", "technology"]
    kicker: str
    title: str
    teaser: str
    byline: str
    place: str
    date: dt.date
    print_version: bool = False


class DemoArticle(Struct, frozen=True):
    """One article. `slug` is the file's name and the last part of its address."""

    slug: str
    front: FrontMatter
    blocks: tuple[Block, ...]

    @property
    def path(self) -> str:
        return f"/articles/{self.slug}"

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return "rtl" if self.front.language in RIGHT_TO_LEFT else "ltr"

    @property
    def body(self) -> str:
        """The paragraphs as plain text, for the engine's context."""
        return "\n\n".join(block.text for block in self.blocks)


class ArticleUnreadable(ValueError):
    """An article's file does not follow the format; the message names the file and the mend."""


def parse(slug: str, source: str) -> DemoArticle:
    """Read one article file. Raises `ArticleUnreadable`."""
    parts = source.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ArticleUnreadable(f"{slug}: begin the file with a TOML front matter between two +++ lines")
    try:
        front = convert(tomllib.loads(parts[1]), FrontMatter)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ArticleUnreadable(f"{slug}: mend the front matter: {error}") from error
    if front.language not in LANGUAGES:
        raise ArticleUnreadable(f"{slug}: language must be one of {', '.join(LANGUAGES)}")
    blocks = tuple(_block(chunk) for chunk in parts[2].split("\n\n") if chunk.strip())
    if not blocks:
        raise ArticleUnreadable(f"{slug}: write at least one paragraph below the front matter")
    return DemoArticle(slug=slug, front=front, blocks=blocks)


def _block(chunk: str) -> Block:
    text = " ".join(chunk.split())
    if text.startswith("## "):
        return Block("heading", text[3:])
    return Block("paragraph", text)


@cache
def all_articles() -> tuple[DemoArticle, ...]:
    """Every shipped article, newest first."""
    folder: Traversable = files("gatepost.web.demo") / "articles"
    found = [
        parse(item.name.removesuffix(".txt"), item.read_text(encoding="utf-8"))
        for item in folder.iterdir()
        if item.name.endswith(".txt")
    ]
    return tuple(sorted(found, key=lambda article: (article.front.date, article.slug), reverse=True))


def by_slug(slug: str) -> DemoArticle | None:
    """The article at `/articles/SLUG`, if there is one."""
    return next((article for article in all_articles() if article.slug == slug), None)


def article_url(base_url: str, article: DemoArticle) -> str:
    """The article's absolute address: the one in its canonical link and the one that its comments hang on."""
    return base_url.rstrip("/") + article.path
