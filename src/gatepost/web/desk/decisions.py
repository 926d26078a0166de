"""A moderator's actions: approve, reject, answer an appeal, take back, pick. Plain forms, or htmx.

Each action calls one use case; nothing here changes a comment. A refusal is shown where the action was.
Every form says in `tab` which list it stands in, so that a browser without JavaScript goes back there.
"""

from __future__ import annotations

from collections.abc import Awaitable

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from gatepost.conversation.appeal import answer_appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.house import House
from gatepost.conversation.pick import pick
from gatepost.conversation.ports import StateChanged, StoreUnavailable
from gatepost.conversation.records import CommentRecord, Moderator, QueueItem
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.undo import undo
from gatepost.vocabulary import Outcome, State
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.queue import ENGINES_GROUNDS, KINDS, outcome_of, path_of
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.view import go, messages_for, page, wants_fragment
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

Answer = Response[str] | Redirect


@post("/desk/comments/{comment:str}/approve", opt=needs(Right.DECIDE), include_in_schema=False)
async def approve(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    form = await read_form(request)
    step = decide(house, moderator.id, comment, Outcome.APPROVE)
    return await _carry_out(request, house, moderator, comment, step, form)


@post("/desk/comments/{comment:str}/reject", opt=needs(Right.DECIDE), include_in_schema=False)
async def reject(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    form = await read_form(request)
    clauses = tuple(dict.fromkeys(form.all("clause")))
    step = decide(house, moderator.id, comment, Outcome.REJECT, clauses=clauses, note=form.one("note"))
    return await _carry_out(request, house, moderator, comment, step, form)


@post("/desk/comments/{comment:str}/undo", opt=needs(Right.DECIDE), include_in_schema=False)
async def take_back(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    form = await read_form(request)
    return await _carry_out(request, house, moderator, comment, undo(house, moderator.id, comment), form)


@post("/desk/comments/{comment:str}/pick", opt=needs(Right.DECIDE), include_in_schema=False)
async def mark_picked(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    """The editors' pick, given or taken away; the card stays what it is."""
    form = await read_form(request)
    step = pick(house, comment, form.one("picked") == "yes")
    return await _carry_out(request, house, moderator, comment, step, form, stays=True)


@post("/desk/comments/{comment:str}/appeal", opt=needs(Right.DECIDE), include_in_schema=False)
async def answer(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    form = await read_form(request)
    # Anything but a clear "overturn" leaves things as they are: nothing is published by a garbled form.
    uphold = form.one("answer") != "overturn"
    step = answer_appeal(house, moderator.id, comment, uphold, form.one("reply"))
    return await _carry_out(request, house, moderator, comment, step, form)


async def _carry_out(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    comment: str,
    step: Awaitable[CommentRecord],
    form: Form,
    *,
    stays: bool = False,
) -> Answer:
    messages = messages_for(request)
    problem, status = "", 200
    try:
        await step
    except (Refusal, StateChanged, StoreUnavailable) as refused:
        problem, status = problem_sentence(refused, messages)
    if not problem and not wants_fragment(request):
        back = path_of(form.one("tab"))
        return go(back if stays else f"{back}?done={comment}")
    return await _show(request, house, moderator, comment, form.one("tab"), problem, status, stays)


async def _show(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    comment: str,
    tab: str,
    problem: str,
    status: int,
    stays: bool,
) -> Response[str]:
    """The card's new face: done, or still what it was with what went wrong."""
    counts = await tab_counts(house)
    item = await house.store.queue_item(comment)
    if item is None or (problem and not wants_fragment(request)):
        return page(
            request,
            "desk/problem.html",
            status=status,
            moderator=moderator,
            counts=counts,
            problem=problem or messages_for(request)("problem.not_found"),
        )
    desk = await desk_for(house, moderator, messages_for(request))
    shows = _face(item, tab, changed=not problem and not stays)
    return page(
        request,
        "desk/_answer.html",
        status=status,
        moderator=moderator,
        counts=counts,
        here=tab if tab in KINDS else "",
        shows=shows,
        card=desk.card(item, decided=shows not in ENGINES_GROUNDS),
        flash=outcome_of(item.comment.state, item.appeal.outcome if item.appeal else None),
        problem=problem,
    )


def _face(item: QueueItem, tab: str, *, changed: bool) -> str:
    """Which card shows where the comment stands now."""
    if item.comment.state is State.PENDING:
        return "waiting"
    if item.comment.state is State.REJECTED and item.appeal is not None and item.appeal.outcome is None:
        return "appeals"
    if changed:
        return "done"
    return "reports" if tab == "reports" and any(one.open for one in item.reports) else "decided"


def problem_sentence(refused: Exception, messages: Messages) -> tuple[str, int]:
    """A refusal in the moderator's words, and the HTTP status that goes with it."""
    if isinstance(refused, StateChanged):
        return messages("problem.changed"), 409
    if isinstance(refused, StoreUnavailable):
        return messages("problem.store"), 503
    code = refused.code if isinstance(refused, Refusal) else "internal-error"
    status = refused.status if isinstance(refused, Refusal) else 500
    key = {
        "ground-missing": "choose_clause",
        "unknown-clause": "choose_clause",
        "already-decided": "changed",
        "no-open-appeal": "changed",
        "undo-too-late": "undo_late",
        "nothing-to-undo": "undo_late",
        "not-yours": "undo_late",
        "not-found": "not_found",
    }.get(code)
    return (messages(f"problem.{key}") if key else messages("problem.other", code=code)), status
