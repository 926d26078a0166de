"""Records of the conversation as the JSON that readers get."""

from __future__ import annotations

from gatepost.conversation.records import CommentRecord
from gatepost.conversation.tokens import shown
from gatepost.web.languages import direction
from gatepost.web.schemas import AuthorOut, CommentOut
from gatepost.web.times import iso


def comment_out(comment: CommentRecord) -> CommentOut:
    """One comment as everybody sees it who may see it."""
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
    )
