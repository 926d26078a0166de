"""`/desk/preferences`: colours, type, keys, and what is softened until asked for."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from gatepost.conversation.house import House
from gatepost.conversation.preferences.keep import keep_preferences
from gatepost.conversation.preferences.keys import CODES, DEFAULT_KEYS
from gatepost.conversation.preferences.records import THEMES, TYPE_SIZES, Preferences
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, messages_for, page, preferences_of
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

BREAKS = (0, 20, 30, 45, 60, 90, 120)
"""Minutes that the form offers; 0 is never."""


@get("/desk/preferences", opt=needs(Right.LOOK), include_in_schema=False)
async def preferences(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    saved = messages_for(request)("prefs.saved") if request.query_params.get("saved") else ""
    return await _page(request, house, moderator, preferences_of(request), notice=saved)


@post("/desk/preferences", opt=needs(Right.LOOK), include_in_schema=False)
async def keep(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str] | Redirect:
    """Keep what the form says; a refused one comes back as it was filled in."""
    form = await read_form(request)
    wanted = _wanted(form)
    try:
        await keep_preferences(house, moderator.id, wanted)
    except Refusal as refusal:
        key = "prefs.key_taken" if refusal.code == "key-taken" else "prefs.invalid"
        sentence = messages_for(request)(key)
        return await _page(request, house, moderator, wanted, problem=sentence, status=refusal.status)
    return go("/desk/preferences?saved=yes")


def _wanted(form: Form) -> Preferences:
    """The form as a record; what is no number, theme or size is refused later, by the use case."""
    minutes = form.one("break_minutes")
    keys = {action: form.one(f"key-{action}") for action in DEFAULT_KEYS if form.all(f"key-{action}")}
    return Preferences(
        shortcuts=form.one("shortcuts") == "on",
        keys={} if form.one("reset") else keys,
        theme=form.one("theme"),  # type: ignore[arg-type]
        type_size=form.one("type_size"),  # type: ignore[arg-type]
        blur=form.one("blur") == "on",
        warn=form.one("warn") == "on",
        break_minutes=int(minutes) if minutes.isascii() and minutes.isdecimal() and len(minutes) < 5 else -1,
    )


async def _page(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    shown: Preferences,
    *,
    notice: str = "",
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    return page(
        request,
        "desk/care/preferences.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        shown=shown,
        shown_keys={**DEFAULT_KEYS, **shown.keys},
        codes=CODES,
        themes=THEMES,
        type_sizes=TYPE_SIZES,
        breaks=sorted({*BREAKS, max(0, shown.break_minutes)}),
        notice=notice,
        problem=problem,
    )
