"""Lays a page of comments out as threads, however deep they are, without recursion.

Replies are nested four levels under the comment that begins the thread. Whatever is deeper stands flat among
the children of its ancestor on the fourth level, with `parent` naming the comment that it really answers: a
chain of 2,000 replies is then a list, not 2,000 brackets.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from gatepost.conversation.records import CommentRecord
from gatepost.conversation.sites import Site
from gatepost.web.reader.presenting import comment_out
from gatepost.web.schemas import ThreadOut

NESTED = 4


def threads(comments: Iterable[CommentRecord], site: Site) -> list[ThreadOut]:
    """`comments` of one site, parents first, in the page's order. One without its parent begins a thread."""
    roots: list[ThreadOut] = []
    # For every comment seen: the children's list that its replies go into, and the level of those replies.
    places: dict[str, tuple[list[ThreadOut], int]] = {}
    for comment in comments:
        node = ThreadOut(**structs.asdict(comment_out(comment, site)), children=[])
        siblings, level = places.get(comment.parent or "", (roots, 0))
        siblings.append(node)
        places[comment.id] = (node.children, level + 1) if level <= NESTED else (siblings, level)
    return roots
