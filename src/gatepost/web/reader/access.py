"""Who may see one comment: everybody an approved one, its author (by receipt or reader token) any."""

from __future__ import annotations

from gatepost.conversation.authors import tokens as reader_tokens
from gatepost.conversation.authors.records import Author
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.tokens import hash_of_hex
from gatepost.vocabulary import State
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, Service

NOT_FOUND = (
    "There is no published comment with this id. Its author sees it in any state with "
    "`Authorization: Receipt TOKEN`, or `Bearer TOKEN` with a reader token."
)
LONGEST_ID = 64


def receipt_token(request: AnyRequest) -> str | None:
    """The receipt token of `Authorization: Receipt TOKEN`, or of `Gatepost-Receipt: TOKEN`."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "receipt":
        return token.strip()
    return request.headers.get("gatepost-receipt")


def reader_token(request: AnyRequest) -> str | None:
    """The token of `Authorization: Bearer TOKEN`, whatever it is worth; None without one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


async def reader_of(service: Service, request: AnyRequest, site: str) -> Author | None:
    """The author whom this site knows by the caller's reader token."""
    token = reader_token(request)
    return await reader_tokens.known(service.house, site, token) if token else None


async def reader_anywhere(service: Service, request: AnyRequest) -> Author:
    """The author whom any of the sites knows by the caller's reader token. Problem `token-invalid`."""
    for site in service.house.sites.all:
        found = await reader_of(service, request, site.id)
        if found is not None:
            return found
    raise Problem(
        "token-invalid",
        "Send the reader token that came with the first comment as `Authorization: Bearer TOKEN`.",
        headers={"WWW-Authenticate": 'Bearer realm="gatepost readers"'},
    )


def can_be_id(text: str) -> bool:
    """Whether any comment could have this id: nothing else is asked of the store."""
    return 0 < len(text) <= LONGEST_ID and text.isascii() and text.isprintable()


async def find(service: Service, comment_id: str) -> CommentRecord:
    """The comment, whoever asks. Problem `not-found`."""
    if not can_be_id(comment_id):
        raise Problem("not-found", NOT_FOUND)
    comment = await service.house.store.comment(comment_id)
    if comment is None:
        raise Problem("not-found", NOT_FOUND)
    return comment


async def is_author(service: Service, request: AnyRequest, comment: CommentRecord) -> bool:
    """Whether the caller holds the receipt of this comment, or is the reader who wrote it."""
    token = receipt_token(request)
    token_hash = hash_of_hex(token) if token else None
    if token_hash is not None and await service.house.store.owner_of(token_hash) == comment.id:
        return True
    if comment.author is None:
        return False
    reader = await reader_of(service, request, comment.site)
    return reader is not None and reader.id == comment.author


async def visible(service: Service, request: AnyRequest, comment_id: str) -> tuple[CommentRecord, bool]:
    """The comment if the caller may see it, and whether the caller is its author. Problem `not-found`."""
    comment = await find(service, comment_id)
    own = await is_author(service, request, comment)
    if not own and comment.state is not State.APPROVED:
        raise Problem("not-found", NOT_FOUND)
    return comment, own


async def own(service: Service, request: AnyRequest, comment_id: str) -> CommentRecord:
    """The comment if the caller is its author. Others learn nothing, not even that it exists."""
    comment = await find(service, comment_id)
    if not await is_author(service, request, comment):
        raise Problem("not-found", NOT_FOUND)
    return comment
