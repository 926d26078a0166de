"""Somebody at the desk answers a reader: a comment like any other, screened and recorded, with a badge.

The first public reply of the newsroom to a question is its answer; the store notes it with the question.
"""

from __future__ import annotations

from gatepost.conversation.house import House
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.submit import Draft, submit
from gatepost.vocabulary import State


async def reply_as_newsroom(
    house: House, moderator_id: str, comment_id: str, text: str, name: str = ""
) -> CommentRecord:
    """Under the name given, else the site's. Taken when the article is closed as well.

    Raises `Refusal`: `not-found`, `unknown-parent`, and what `submit` refuses of texts and names.
    """
    comment = await house.find(comment_id)
    if comment.state is not State.APPROVED:
        raise Refusal("unknown-parent", "Only published comments can be answered.")
    article = await house.store.article_by_id(comment.article)
    site = house.sites.by_id(comment.site)
    if article is None or site is None:
        raise Refusal("unknown-article", "The comment's site is no longer among those of the settings.")
    url_is_key = article.key == article.url
    sent = await submit(
        house,
        Draft(
            site,
            article.url,
            text,
            name or site.name,
            article_key=None if url_is_key else article.key,
            parent=comment.id,
            staff=True,
            moderator=moderator_id,
        ),
    )
    return sent.comment
