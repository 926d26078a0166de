"""A moderator's actions: approve, reject, answer an appeal, take back, pick. Plain forms, or htmx.

Each action calls one use case; nothing here changes a comment. A refusal is shown where the action was.
Every form says in `tab` and `place` which list it stands in, so that a browser without JavaScript goes back
there, and in `seen` which decision stood when it was shown, so that nobody decides blindly.
"""

from __future__ import annotations

from collections.abc import Awaitable

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from gatepost.conversation.appeal import answer_appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.house import House
from gatepost.conversation.pick import pick
from gatepost.conversation.ports import StateChanged, StoreUnavailable
from gatepost.conversation.records import CommentRecord, Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right, may
from gatepost.conversation.undo import undo
from gatepost.vocabulary import Outcome
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.listing import link, place_of, wanted_of
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.queue import face, flash_of, looked, shows_decision
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.summary import about
from gatepost.web.desk.tabs import BY_NAME, tab_named
from gatepost.web.desk.view import go, messages_for, page, preferences_of, wants_fragment
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

Answer = Response[str] | Redirect


class Typed(Struct, frozen=True):
    """What a refused form brought: it is put back, so that nothing has to be typed twice."""

    note: str
    reply: str
    clauses: tuple[str, ...]
    newsroom: str = ""
    newsroom_name: str = ""


@post("/desk/comments/{comment:str}/approve", opt=needs(Right.DECIDE), include_in_schema=False)
async def approve(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    form = await read_form(request)
    step = decide(
        house,
        moderator.id,
        comment,
        Outcome.APPROVE,
        note=form.one("note"),
        seen=seen_in(form),
        settles=may(moderator.role, Right.SETTLE),
    )
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
    step = decide(
        house,
        moderator.id,
        comment,
        Outcome.REJECT,
        clauses=clauses,
        note=form.one("note"),
        seen=seen_in(form),
        settles=may(moderator.role, Right.SETTLE),
    )
    return await _carry_out(request, house, moderator, comment, step, form)


@post("/desk/comments/{comment:str}/undo", opt=needs(Right.DECIDE), include_in_schema=False)
async def take_back(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    form = await read_form(request)
    step = undo(house, moderator.id, comment, seen=seen_in(form))
    return await _carry_out(request, house, moderator, comment, step, form)


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
    step = answer_appeal(
        house,
        moderator.id,
        comment,
        uphold,
        form.one("reply"),
        seen=seen_in(form),
        settles=may(moderator.role, Right.SETTLE),
    )
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
        if isinstance(refused, Refusal) and refused.stands is not None:
            desk = await desk_for(house, moderator, messages)
            problem = messages(f"problem.faster.{refused.stands.outcome}", who=desk.who(refused.stands.by))
    if not problem and not wants_fragment(request):
        return go(back_to(form, at=comment, done="" if stays else comment))
    return await show(request, house, moderator, comment, form, problem=problem, status=status, stays=stays)


def seen_in(form: Form) -> int | None:
    """The decision that the moderator saw standing; None for a form that does not say."""
    given = form.one("seen")
    digits = given.removeprefix("-")
    return int(given) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def back_to(form: Form, *, at: str = "", done: str = "") -> str:
    """The list that the form stood in, with its filters, at the place where the moderator was."""
    tab = tab_named(form.one("tab"))
    try:
        place = place_of(wanted_of(tab, form.one("place")))
    except Refusal:
        place = ""
    return link(tab.path, place, at=at, done=done)


async def show(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    comment: str,
    form: Form,
    *,
    problem: str = "",
    status: int = 200,
    stays: bool = False,
) -> Response[str]:
    """The card's new face: done, or still what it was with what went wrong and what was typed."""
    tab = form.one("tab") if form.one("tab") in BY_NAME else ""
    item = await house.store.queue_item(comment)
    if item is None:
        sentence = problem or messages_for(request)("problem.not_found")
        return await went_wrong(request, house, moderator, sentence, status)
    desk = await desk_for(house, moderator, messages_for(request), preferences_of(request))
    shows = face(item, tab)
    if (shows == "decided" or looked(item, moderator)) and not problem and not stays:
        shows = "done"
    articles = await about(house, [item])
    return page(
        request,
        "desk/_answer.html" if wants_fragment(request) else "desk/refused.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        here=tab,
        place=form.one("place") if tab else "",
        back=back_to(form, at=comment),
        shows=shows,
        card=desk.card(item, decided=shows_decision(item, shows), article=articles[item.article.id]),
        flash=flash_of(item),
        typed=_typed(form) if problem else None,
        problem=problem,
    )


def _typed(form: Form) -> Typed:
    words = (form.one(name) for name in ("newsroom", "newsroom_name"))
    return Typed(form.one("note"), form.one("reply"), form.all("clause"), *words)


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
        "own-decision": "own_decision",
        "own-proposal": "own_proposal",
        "needs-settling": "needs_settling",
        "unknown-parent": "not_public",
        "text-empty": "empty",
        "text-too-long": "too_long",
        "name-invalid": "name",
        "name-refused": "name",
    }.get(code)
    return (messages(f"problem.{key}") if key else messages("problem.other", code=code)), status
