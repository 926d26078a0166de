"""A reader with an account wants letters about new comments under an article, or no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatepost.conversation.authors.ports import AuthorGone
from gatepost.conversation.authors.tokens import unknown
from gatepost.conversation.letters.writing import check_mail
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.refusals import Refusal

if TYPE_CHECKING:
    from gatepost.conversation.house import House


async def check_writable(house: House, author: str | None) -> None:
    """Refuse (`mail-off`, `email-required`) whom no letter would reach."""
    check_mail(house)
    if author is None or await house.store.letters.addressee(author) is None:
        raise Refusal(
            "email-required", "Sign in with an e-mail address first: letters go to accounts that have one."
        )


async def follow(house: House, author: str, article: ArticleRecord, on: bool) -> None:
    """Doing it twice is fine; ending it needs no address. Raises `Refusal`."""
    if on:
        await check_writable(house, author)
        article = await house.store.ensure_article(article)
    try:
        await house.store.follows.set(author, article.id, on, house.clock())
    except AuthorGone:
        raise unknown() from None
