"""Which article a page is about, and what is known of it."""

from __future__ import annotations

from msgspec import Struct

from gatepost.conversation.article_keys import canonical_url, key_for
from gatepost.conversation.records import ArticleRecord, CommentRecord
from gatepost.conversation.sites import Site
from gatepost.vocabulary import State
from gatepost.web.problems import Problem
from gatepost.web.public.shapes import title_from
from gatepost.web.public.view import address
from gatepost.web.reader.access import can_be_id
from gatepost.web.service import AnyRequest, Service, site_for


class Subject(Struct, frozen=True):
    """The article of a page: as the query named it, and the record where there is one.

    `named`: whether its title is known; without, `title` is its address.
    """

    site: Site
    url: str
    id: str
    record: ArticleRecord | None
    title: str
    named: bool

    def thread(self, **more: str | None) -> str:
        """The address of its thread's page."""
        return address("/thread", article=self.url, article_id=self.id, **more)


async def subject(service: Service, url: str, article_id: str) -> Subject:
    """By address, and the publisher's own id if there is one. Raises as the list of the API does."""
    canonical = canonical_url(url)
    site = site_for(service, url)
    record = await service.house.store.article(site.id, key_for(canonical, article_id or None))
    title = await _title(service, record) if record else ""
    return Subject(site, canonical, article_id, record, title or title_from(canonical), bool(title))


async def subject_of(service: Service, comment: CommentRecord) -> Subject:
    """The article on which this comment hangs."""
    record = await service.house.store.article_by_id(comment.article)
    site = service.house.sites.by_id(comment.site)
    if record is None or site is None:
        raise Problem("unknown-article")
    own_id = record.key.removeprefix("id:") if record.key.startswith("id:") else ""
    title = await _title(service, record)
    return Subject(site, record.url, own_id, record, title or title_from(record.url), bool(title))


async def public_comment(service: Service, request: AnyRequest, name: str) -> CommentRecord | None:
    """The comment that the query names, if everybody may see it."""
    wanted = request.query_params.get(name, "")
    if not can_be_id(wanted):
        return None
    comment = await service.house.store.comment(wanted)
    return comment if comment is not None and comment.state is State.APPROVED else None


async def _title(service: Service, record: ArticleRecord) -> str:
    if record.title:
        return record.title
    read = await service.house.store.page_read(record.id)
    return read.title if read else ""
