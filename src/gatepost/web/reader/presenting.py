"""Records of the conversation as the JSON that readers get."""

from __future__ import annotations

from msgspec import UNSET, UnsetType, structs

from gatepost.conversation.house import House
from gatepost.conversation.readers.badges import badge_of
from gatepost.conversation.readers.records import Account
from gatepost.conversation.records import ArticleRecord, CommentRecord
from gatepost.conversation.sites import Site
from gatepost.conversation.talk.closing import closing, is_closed, slow_seconds
from gatepost.conversation.tokens import shown
from gatepost.web.languages import direction
from gatepost.web.schemas import (
    AccountOut,
    ArticleOut,
    AuthorOut,
    BadgeOut,
    CommentOut,
    SiteOut,
    TellOut,
    WaitingOut,
)
from gatepost.web.times import iso


def site_out(site: Site) -> SiteOut:
    """What a page must know of its site."""
    return SiteOut(name=site.name, who=site.who, check=site.check_before)


async def waiting_out(house: House, comment: CommentRecord) -> WaitingOut | UnsetType:
    """How long this comment may wait for a person; nothing where it does not or too little is known."""
    found = await house.waiting.expected(comment)
    return WaitingOut(**structs.asdict(found)) if found else UNSET


def comment_out(comment: CommentRecord, site: Site) -> CommentOut:
    """One comment of this site as everybody sees it who may see it."""
    return CommentOut(
        id=comment.id,
        parent=comment.parent,
        depth=comment.depth,
        author=AuthorOut(comment.author_name),
        text=comment.text,
        language=comment.language,
        direction=direction(comment.language),
        submitted_at=iso(comment.submitted_at),
        published_at=None if comment.published_at is None else iso(comment.published_at),
        state=comment.state.value,
        replies=comment.replies,
        picked=comment.picked,
        digest=shown(comment.digest),
        marks=comment.marks,
        question=comment.question,
        answer=comment.answer,
        badge=badge_out(site, comment.badge),
    )


def article_out(article: ArticleRecord, site: Site, now: int) -> ArticleOut:
    """An article of which something was public, or whose settings were changed."""
    at = closing(article, site)
    return ArticleOut(
        url=article.url,
        id=article.id,
        closed=is_closed(article, site, now),
        closes_at=None if at is None else iso(at),
        slow_seconds=slow_seconds(article, site),
        notice=article.notice,
        questions=article.questions,
    )


def badge_out(site: Site, badge: str) -> BadgeOut | None:
    """The badge with the label that the site gives it now."""
    found = badge_of(site, badge)
    return BadgeOut(found.id, found.label) if found else None


def account_out(site: Site, account: Account) -> AccountOut:
    """An account as its reader sees it."""
    tell = TellOut(account.tell.replies, account.tell.mentions, account.tell.decisions)
    badge = badge_out(site, account.badge)
    return AccountOut(account.kind, account.name, account.email, badge, account.language, tell)
