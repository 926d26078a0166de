"""How the desk answers: a page or a fragment from a template, escaped, under a strict content policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from markupsafe import Markup

from gatepost.conversation.preferences.keys import CODES, keys_of
from gatepost.conversation.preferences.records import Preferences
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right, may
from gatepost.vocabulary import LANGUAGES
from gatepost.web.desk.messages import LANGUAGE_COOKIE, OWN_NAMES, Messages, asked_language, chosen_language
from gatepost.web.desk.rooms import rooms_for
from gatepost.web.desk.tabs import TABS
from gatepost.web.forms import FORM_TOKEN, FORM_TOKEN_HEADER, form_token
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.static_files import load

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_POLICY,
    # Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Language, Cookie, HX-Request",
}
YEAR = 365 * 24 * 3600


@cache
def templates() -> Environment:
    """The templates of desk and demo. What is missing is an error, what comes from people is escaped."""
    environment = Environment(
        loader=PackageLoader("gatepost.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static
    return environment


def static(name: str) -> str:
    """The address of a style or script; it changes whenever the file does, so that browsers may keep it."""
    found = load(name)
    if found is None:
        raise LookupError(f"there is no web/static/{name}")
    return f"/static/{name}?v={found.etag[:12]}"


def messages_for(request: AnyRequest) -> Messages:
    return Messages(chosen_language(request))


def preferences_of(request: AnyRequest) -> Preferences:
    """What this moderator has set; the desk as shipped for a stranger."""
    found: Preferences | None = getattr(request.state, "preferences", None)
    return found or Preferences()


def signs_of(preferences: Preferences) -> Mapping[str, str]:
    """What stands on each action's key; empty where there is none, or single keys are off."""
    keys = keys_of(preferences.keys)
    return {action: CODES.get(code, "") if preferences.shortcuts else "" for action, code in keys.items()}


def wants_fragment(request: AnyRequest) -> bool:
    """Whether htmx asks, which replaces one card instead of the page."""
    return request.headers.get("hx-request") == "true"


def page(
    request: AnyRequest, template: str, *, status: int = 200, moderator: Any = None, **values: Any
) -> Response[str]:
    """One page of the desk in the moderator's language, which is remembered once chosen.

    Each `<form method="post">` in a template holds `{{ form_token }}`, a hidden field; htmx sends the same as
    a header, whatever element it starts from (`form_headers` on the body). `can("decide")` says whether this
    moderator has a right: what they may not press is not shown.
    """
    messages = messages_for(request)
    rooms = rooms_for(moderator)
    token = _form_token(request)
    preferences = preferences_of(request)
    context = {
        "here": "",
        "out_of_band": False,
        "because": False,
        "rooms": rooms,
        "can": partial(_can, moderator),
        "alarms": getattr(request.state, "alarms", ()),
        "preferences": preferences,
        "keys": keys_of(preferences.keys),
        "signs": signs_of(preferences),
        "tabs": TABS,
        "place": "",
        "lang_query": _without_language(request),
        "typed": None,
        "problem": "",
        "may_decide": moderator is not None and may(moderator.role, Right.DECIDE),
        "form_token": Markup('<input type="hidden" name="{}" value="{}">').format(FORM_TOKEN, token),
        "form_headers": json.dumps({FORM_TOKEN_HEADER: token}),
        **values,
    }
    content = (
        templates()
        .get_template(template)
        .render(t=messages, own_names=OWN_NAMES, moderator=moderator, **context)
    )
    asked = asked_language(request)
    cookies = [_language_cookie(request, asked)] if asked in LANGUAGES else []
    return Response(content, status_code=status, media_type="text/html", headers=HEADERS, cookies=cookies)


def go(path: str, *, cookies: list[Cookie] | None = None, headers: dict[str, str] | None = None) -> Redirect:
    """After a form: to a page that can be loaded again without sending the form twice."""
    return Redirect(path, status_code=303, cookies=cookies, headers={**HEADERS, **(headers or {})})


def _without_language(request: AnyRequest) -> str:
    """The address's query, to which a language can be added: choosing one keeps the place."""
    handler = request.scope.get("route_handler")
    filters = handler is not None and handler.opt.get("filters")
    gone = {"lang", "done", "token"} if filters else {"lang", "language", "token", "next"}
    if handler is not None and handler.opt.get("needs_query"):
        gone = {"lang", "language"}
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key not in gone]
    return urlencode(pairs) + "&" if pairs else ""


def _can(moderator: Moderator | None, right: str) -> bool:
    return moderator is not None and may(moderator.role, Right(right))


def _form_token(request: AnyRequest) -> str:
    """Empty for strangers, whose forms need none."""
    session = service_of(request).accounts.session_in(request.cookies)
    return form_token(session) if session else ""


def _language_cookie(request: AnyRequest, language: str) -> Cookie:
    secure = service_of(request).settings.is_https
    return Cookie(
        key=LANGUAGE_COOKIE, value=language, path="/desk", max_age=YEAR, samesite="lax", secure=secure
    )
