"""Trying a draft on the last comments, what that showed, and bringing the draft into force."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.rules.dry_runs import COMMENTS, Difference, DryRun
from gatepost.conversation.rules.publish import publish as publish_draft
from gatepost.engine.guidelines import Guidelines
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.marking import Glyph, glyphs_of
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.rules.source import DRAFTS, Answer, refused, show
from gatepost.web.desk.view import go, messages_for
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

WAIT_SECONDS = 3.0
"""So long a form's answer waits, so that a small dry run is there at once, without JavaScript too."""
PAGE = 50
EXCERPT = 300
"""Code points of a comment that are shown."""


class MadeView(Struct, frozen=True):
    outcome: str
    clauses: tuple[str, ...]


class DifferenceView(Struct, frozen=True):
    """One comment, before and after. Without glyphs where its text is gone."""

    comment: str
    author: str
    language: str
    glyphs: tuple[Glyph, ...]
    cut: bool
    before: MadeView
    after: MadeView


@post("/desk/rules/draft/{source:str}/dry-run", opt=needs(Right.RULES), include_in_schema=False)
async def dry_run(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """Begin; the page that follows can be loaded again and again."""
    asked = (await read_form(request)).one("comments").strip()
    comments = int(asked) if asked.isdecimal() and len(asked) < 7 else COMMENTS
    try:
        run = await house.dry_runs.start(moderator.id, source, comments)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    await house.dry_runs.wait(run, WAIT_SECONDS)
    return go(f"/desk/rules/dry-run/{run.id}")


@get("/desk/rules/dry-run/{run:str}", opt=needs(Right.RULES), include_in_schema=False)
async def dry_run_page(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    run: FromPath[str],
) -> Answer:
    """How far it has come; then every comment of which the draft would make something else."""
    try:
        found = house.dry_runs.get(run)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    messages = messages_for(request)
    asked = request.query_params.get("page", "")
    start = (int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 0) * PAGE
    listed = [*found.decisions, *found.advice]
    shown = await _views(house, messages, found, listed[start : start + PAGE])
    decisions = max(0, min(PAGE, len(found.decisions) - start))
    return await show(
        request,
        house,
        moderator,
        "dry_run.html",
        run=found,
        path=f"{DRAFTS}/{found.draft}",
        kept=await house.store.rules.draft(found.draft) is not None,
        outdated=found.base != house.rules_number,
        kinds=[(before.value, after.value, count) for (before, after), count in found.kinds.items()],
        decisions=shown[:decisions],
        advice=shown[decisions:],
        earlier=start // PAGE - 1 if start else None,
        later=start // PAGE + 1 if start + PAGE < len(listed) else None,
    )


@post("/desk/rules/draft/{source:str}/publish", opt=needs(Right.RULES), include_in_schema=False)
async def publish(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """Bring the draft into force, for new comments alone."""
    note = (await read_form(request)).one("note")
    try:
        await publish_draft(house, moderator.id, source, note)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    return go("/desk/rules?published=yes")


async def _views(
    house: House, messages: Messages, run: DryRun, shown: Sequence[Difference]
) -> list[DifferenceView]:
    """With the texts as they are kept now: a dry run itself holds none."""
    views = []
    for one in shown:
        record = await house.store.comment(one.comment)
        text = (record.text if record else None) or ""
        views.append(
            DifferenceView(
                one.comment,
                record.author_name if record else "",
                record.language if record else "und",
                glyphs_of(text[:EXCERPT]),
                len(text) > EXCERPT,
                _made(messages, house.guidelines, one, before=True),
                _made(messages, run.guidelines, one, before=False),
            )
        )
    return views


def _made(messages: Messages, guidelines: Guidelines, one: Difference, *, before: bool) -> MadeView:
    made = one.before if before else one.after
    outcome = made.decided if one.decides else made.advised
    titles = tuple(
        messages(f"ground.{clause}")
        if clause not in guidelines.by_id and messages.has(f"ground.{clause}")
        else guidelines.title(clause, messages.language)
        for clause in made.clauses
    )
    return MadeView(outcome.value, titles)


ROUTES = (dry_run, dry_run_page, publish)
