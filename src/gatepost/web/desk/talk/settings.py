"""`/desk/articles/{id}`: what one article says of its comments, as one plain form."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.moments import EPOCH, microseconds
from gatepost.conversation.records import ArticleRecord, Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.sites import Site
from gatepost.conversation.talk.closing import closing, is_closed
from gatepost.conversation.talk.records import NEVER, Wish
from gatepost.conversation.talk.settings import LONGEST_NOTICE, SLOWEST, set_up
from gatepost.web.desk.card import safe_address
from gatepost.web.desk.forms import Form, read_form
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, messages_for, page
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

LOCAL = "%Y-%m-%dT%H:%M"
"""As a form's field for date and time has it: by the newsroom's clock, without a zone."""


class Typed(Struct, frozen=True):
    """The form as it stands: `closes` is `site`, `never` or `at`; `slow` is `site` or `own`."""

    closed: bool
    closes: str
    closes_at: str
    slow: str
    slow_seconds: str
    notice: str
    questions: bool
    held: bool


@get("/desk/articles/{article:str}", opt=needs(Right.LOOK), include_in_schema=False)
async def article(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    article: FromPath[str],
) -> Response[str]:
    found = await house.store.article_by_id(article)
    if found is None:
        return await went_wrong(request, house, moderator, messages_for(request)("problem.no_article"))
    return await _show(request, house, moderator, found, _typed(found, house.sites.of(found.site)))


@post("/desk/articles/{article:str}/settings", opt=needs(Right.SUSPEND), include_in_schema=False)
async def article_settings(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    article: FromPath[str],
) -> Response[str] | Redirect:
    """A form that cannot be is shown again as it was filled in; nothing is changed by half."""
    messages, form = messages_for(request), await read_form(request)
    found = await house.store.article_by_id(article)
    if found is None:
        return await went_wrong(request, house, moderator, messages("problem.no_article"))
    typed = _sent(form)
    try:
        await set_up(house, article, _wish(typed, house.sites.of(found.site)))
    except Refusal as refusal:
        key = {"settings-invalid": "article.bad", "text-too-long": "problem.too_long"}.get(refusal.code)
        problem = messages(key) if key else messages("problem.other", code=refusal.code)
        return await _show(request, house, moderator, found, typed, problem, refusal.status)
    return go(f"/desk/articles/{article}?saved=1")


async def _show(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    found: ArticleRecord,
    typed: Typed,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    site, messages = house.sites.of(found.site), messages_for(request)
    at, now = closing(found, site), house.clock()
    return page(
        request,
        "desk/talk/settings.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        article=found,
        title=found.title or found.url,
        address=safe_address(found.url),
        typed=typed,
        problem=problem,
        saved=bool(request.query_params.get("saved")) and not problem,
        closed_now=is_closed(found, site, now),
        closing=_local(at, site) if at is not None else "",
        timezone=site.timezone,
        site_slow=messages.number(site.slow_seconds),
        site_days=site.close_after_days,
        longest=LONGEST_NOTICE,
        slowest=SLOWEST,
    )


def _typed(found: ArticleRecord, site: Site) -> Typed:
    own = found.closes_at
    return Typed(
        closed=found.closed,
        closes="site" if own is None else "never" if own == NEVER else "at",
        closes_at=_local(own, site) if own else "",
        slow="site" if found.slow_seconds is None else "own",
        slow_seconds="" if found.slow_seconds is None else str(found.slow_seconds),
        notice=found.notice,
        questions=found.questions,
        held=found.held,
    )


def _sent(form: Form) -> Typed:
    # Browsers send line breaks as CRLF.
    notice = form.one("notice").replace("\r\n", "\n").strip()
    return Typed(
        closed=form.one("closed") == "yes",
        closes=form.one("closes"),
        closes_at=form.one("closes_at"),
        slow=form.one("slow"),
        slow_seconds=form.one("slow_seconds"),
        notice=notice,
        questions=form.one("questions") == "yes",
        held=form.one("held") == "yes",
    )


def _wish(typed: Typed, site: Site) -> Wish:
    """Refusal `settings-invalid` for what is no choice, no time or no number."""
    return Wish(
        closed=typed.closed,
        closes_at=_closes(typed, site),
        slow_seconds=_slow(typed),
        notice=typed.notice,
        questions=typed.questions,
        held=typed.held,
    )


def _closes(typed: Typed, site: Site) -> int | None:
    if typed.closes == "site":
        return None
    if typed.closes == "never":
        return NEVER
    try:
        return microseconds(typed.closes_at, ZoneInfo(site.timezone))
    except (ValueError, OverflowError):
        raise Refusal("settings-invalid", "That is no time.") from None


def _slow(typed: Typed) -> int | None:
    if typed.slow == "site":
        return None
    digits = typed.slow_seconds.strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise Refusal("settings-invalid", "That is no number of seconds.")
    return int(digits)


def _local(at: int, site: Site) -> str:
    return (EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(site.timezone)).strftime(LOCAL)
