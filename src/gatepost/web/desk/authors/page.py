"""`/desk/authors/{id}`: what became of one author's comments, and a form to suspend. No name, no address."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.records import CommentRecord, Moderator
from gatepost.conversation.rights import Right, may
from gatepost.web.desk.author_record import record_view
from gatepost.web.desk.card import Desk
from gatepost.web.desk.history import minute
from gatepost.web.desk.marking import Glyph, glyphs_of
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.suspensions.views import ClauseOption, clause_options, suspension_view
from gatepost.web.desk.view import messages_for, page
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest
from gatepost.web.times import iso

PAGE = 20


class CommentView(Struct, frozen=True):
    """One line of the list."""

    id: str
    name: str
    state: str
    iso: str
    ago: str
    language: str
    glyphs: tuple[Glyph, ...]


class Typed(Struct, frozen=True):
    """What stands in the form: nothing yet, or what was sent and refused."""

    span: str = "day"
    date: str = ""
    clause: str = ""
    ground: str = ""
    comment: str = ""


@get("/desk/authors/{author:str}", opt=needs(Right.LOOK), include_in_schema=False)
async def author(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    author: FromPath[str],
) -> Response[str]:
    """`?comment=ID` names the one that leads to a suspension; its first ground is chosen already."""
    comment = request.query_params.get("comment", "")
    typed = Typed(comment=comment, clause=await _first_ground(house, author, comment))
    return await show(request, house, moderator, author, typed)


async def show(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    author: str,
    typed: Typed,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    """The page; with `problem` after a form that was refused."""
    messages = messages_for(request)
    found = await house.store.authors.by_id(author)
    if found is None:
        return await went_wrong(request, house, moderator, messages("author.unknown"))
    desk = await desk_for(house, moderator, messages)
    after = request.query_params.get("after") or None
    comments = await house.store.authors.comments_of(author, after, PAGE + 1)
    suspensions = await house.store.suspensions.of_author(author)
    view = record_view(messages, author, await house.store.authors.record(author))
    options: tuple[ClauseOption, ...] = clause_options(house.guidelines, messages)
    following = comments[PAGE - 1].id if len(comments) > PAGE else ""
    return page(
        request,
        "desk/authors/author.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        author=author,
        record=view,
        since=minute(found.made_at),
        since_iso=iso(found.made_at),
        comments=[_comment(desk, one) for one in comments[:PAGE]],
        suspensions=[await suspension_view(house, desk, one) for one in suspensions],
        suspended=any(one.holds(desk.now) for one in suspensions),
        may_suspend=may(moderator.role, Right.SUSPEND),
        clauses=options,
        typed=typed,
        problem=problem,
        next_link=f"/desk/authors/{quote(author)}?after={quote(following)}" if following else "",
    )


async def _first_ground(house: House, author: str, comment: str) -> str:
    """The clause that stands against this author's comment, if one does."""
    found = await house.store.comment(comment) if comment else None
    if found is None or found.author != author:
        return ""
    standing = await house.store.decision_of(comment)
    if standing is not None and standing[0].grounds:
        return standing[0].grounds[0].clause
    verdict = await house.store.verdict_of(comment)
    return verdict.grounds[0].clause if verdict is not None and verdict.grounds else ""


def _comment(desk: Desk, comment: CommentRecord) -> CommentView:
    return CommentView(
        id=comment.id,
        name=comment.author_name,
        state=comment.state.value,
        iso=iso(comment.submitted_at),
        ago=desk.ago(comment.submitted_at),
        language=comment.language,
        glyphs=glyphs_of(comment.text or ""),
    )
