"""What the engine is told of a comment's surroundings: article, comment answered, names, own hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from gatepost.conversation.records import CommentRecord, PageRecord
from gatepost.conversation.sites import Site
from gatepost.vocabulary import Article, Context

if TYPE_CHECKING:
    from gatepost.conversation.house import House
    from gatepost.conversation.ports import Store

MOST_NAMES = 50


class Subject(Struct, frozen=True):
    """What is known of an article; `article` is None where that is nothing."""

    article: Article | None


async def surroundings(house: House, comment: CommentRecord, known: dict[str, Subject]) -> Context:
    """All but earlier texts. `known` keeps articles for others of one batch. Raises `StoreUnavailable`."""
    subject = known.get(comment.article)
    if subject is None:
        subject = known[comment.article] = Subject(await known_article(house.store, comment.article))
    hosts = own_hosts(house.site_of(comment))
    parent = await house.store.comment(comment.parent) if comment.parent else None
    if parent is None:
        return Context(subject.article, hosts=hosts)
    names = await house.store.names_in_thread(parent.id, MOST_NAMES)
    participants = tuple(name for name in dict.fromkeys((parent.author_name, *names)) if name)
    return Context(subject.article, parent.text, participants, hosts)


def own_hosts(site: Site) -> tuple[str, ...]:
    """The publisher's own host names, to which a link is no promotion."""
    return tuple(dict.fromkeys(urlsplit(one).hostname or "" for one in site.origins))


async def known_article(store: Store, article: str) -> Article | None:
    """What the site vouched for; where it said nothing of the text, what its page says."""
    record = await store.article_by_id(article)
    if record is None:
        return None
    page = await store.page_read(article) or PageRecord(article)
    found = Article(record.title or page.title, record.body or page.body, page.authors)
    return found if found.title or found.body else None
