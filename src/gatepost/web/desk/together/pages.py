"""`/desk/together`: what was selected, what would happen to each, and what did.

Every page is a plain form that carries the comments with the decision that was seen standing for each;
nothing is kept between the steps, so that going back or loading again is harmless.
"""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.queues import bulk
from gatepost.conversation.queues.bulk import GOES, Fate, Prospect, Result, Step
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right, may
from gatepost.vocabulary import Outcome
from gatepost.web.desk.card import Card, Desk
from gatepost.web.desk.clause_choices import ClauseFamily
from gatepost.web.desk.decisions import back_to, problem_sentence
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.view import messages_for, page, preferences_of
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

OUTCOMES = {"approve": Outcome.APPROVE, "reject": Outcome.REJECT}


class Line(Struct, frozen=True):
    """One comment of the page. `fate` is the key of a sentence, `what` that sentence filled in."""

    card: Card
    fate: str = ""
    what: str = ""
    goes: bool = False
    offered: bool = True
    seen: int = -1
    undo: bool = False


@get("/desk/together", opt=needs(Right.DECIDE), include_in_schema=False)
async def of_wave(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Everything that waits in one comment's wave, selected."""
    params = request.query_params
    form = Form((("tab", params.get("tab", "")), ("place", params.get("place", ""))))
    wanted = params.get("wave", "")
    try:
        comments = await bulk.wave(house, wanted) if wanted else []
    except Refusal as refused:
        problem, status = problem_sentence(refused, messages_for(request))
        return await _page(request, house, moderator, form, (), problem=problem, status=status)
    return await _page(request, house, moderator, form, comments)


@post("/desk/together", opt=needs(Right.DECIDE), status_code=200, include_in_schema=False)
async def begin(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """What was selected in a list."""
    form = await read_form(request)
    return await _page(request, house, moderator, form, _comments(form))


@post("/desk/together/preview", opt=needs(Right.DECIDE), status_code=200, include_in_schema=False)
async def preview(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """What the chosen decision would do to each. Changes nothing."""
    form, messages = await read_form(request), messages_for(request)
    comments = _comments(form)
    try:
        prospects = await bulk.preview(
            house, moderator.id, comments, _outcome(form), form.all("clause"), settles=_settles(moderator)
        )
    except Refusal as refused:
        problem, status = problem_sentence(refused, messages)
        return await _page(request, house, moderator, form, comments, problem=problem, status=status)
    return await _page(request, house, moderator, form, comments, prospects=prospects)


@post("/desk/together/decide", opt=needs(Right.DECIDE), status_code=200, include_in_schema=False)
async def carry_out(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Decide what is still ticked, as it was shown; what somebody else decided meanwhile is left alone."""
    form, messages = await read_form(request), messages_for(request)
    comments = _comments(form)
    steps = [Step(comment, _seen(form, comment)) for comment in comments]
    try:
        results = await bulk.carry_out(
            house, moderator.id, steps, _outcome(form), form.all("clause"), form.one("note"),
            settles=_settles(moderator),
        )  # fmt: skip
    except Refusal as refused:
        problem, status = problem_sentence(refused, messages)
        return await _page(request, house, moderator, form, comments, problem=problem, status=status)
    return await _page(request, house, moderator, form, comments, results=results)


def _comments(form: Form) -> Sequence[str]:
    return tuple(dict.fromkeys(one for one in form.all("comment") if one))[: bulk.MOST + 1]


def _seen(form: Form, comment: str) -> int:
    given = form.one(f"seen-{comment}")
    # Who did not say what they saw has seen nothing that stands: another decision refuses theirs.
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


def _outcome(form: Form) -> Outcome:
    """Anything but the two words is refused by the use case, as no decision of a person."""
    return OUTCOMES.get(form.one("outcome"), Outcome.REFER)


def _settles(moderator: Moderator) -> bool:
    return may(moderator.role, Right.SETTLE)


async def _page(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    form: Form,
    comments: Sequence[str],
    *,
    prospects: Sequence[Prospect] = (),
    results: Sequence[Result] = (),
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    desk = await desk_for(house, moderator, messages_for(request), preferences_of(request))
    items = await house.store.queues.items(list(comments)) if comments else ()
    cards = {item.comment.id: desk.card(item) for item in items}
    if results:
        lines = [_after(desk, cards[one.comment], one) for one in results if one.comment in cards]
    elif prospects:
        lines = [_before(desk, cards[one.comment], one) for one in prospects if one.comment in cards]
    else:
        lines = [Line(card, seen=card.seq, goes=True) for card in cards.values()]
    families: tuple[ClauseFamily, ...] = next((one.card.families for one in lines), ())
    return page(
        request,
        "desk/together/together.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        here=form.one("tab"),
        place=form.one("place"),
        back=back_to(form, at=next(iter(comments), "")),
        lines=lines,
        step="done" if results else "preview" if prospects else "choose",
        going=sum(line.goes for line in lines),
        families=families,
        outcome=form.one("outcome"),
        chosen=form.all("clause") or tuple(_suggested(families)),
        note=form.one("note"),
        problem=problem,
    )


def _suggested(families: Sequence[ClauseFamily]) -> Sequence[str]:
    return [clause.id for family in families for clause in family.clauses if clause.suggested]


def _before(desk: Desk, card: Card, prospect: Prospect) -> Line:
    messages = desk.messages
    what = messages(f"fate.{prospect.fate.value}")
    if prospect.fate is Fate.CLAIMED and prospect.claimed_by:
        what = messages("presence.looks", who=desk.who(f"moderator:{prospect.claimed_by}"))
    elif prospect.fate is Fate.OVERTURNS and prospect.stands is not None:
        what += " " + messages(f"presence.{prospect.stands.outcome}", who=desk.who(prospect.stands.by))
    goes = prospect.fate in GOES
    return Line(
        card,
        prospect.fate.value,
        what,
        goes,
        offered=goes or prospect.fate is Fate.CLAIMED,
        seen=prospect.seen,
    )


def _after(desk: Desk, card: Card, result: Result) -> Line:
    messages = desk.messages
    if result.done:
        what = messages("fate.proposed") if result.proposed else messages(f"state.{card.state}")
        return Line(card, "done", what, True, undo=bool(card.undo_seconds), seen=card.seq)
    if result.stands is not None:
        what = messages(f"problem.faster.{result.stands.outcome}", who=desk.who(result.stands.by))
    else:
        what, _ = problem_sentence(Refusal(result.code or "not-found", result.detail), messages)
    return Line(card, "refused", what, False)
