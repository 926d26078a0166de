"""Coming to the desk and leaving it: the form, the link that signs in once, signing out."""

from __future__ import annotations

import re

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from gatepost.conversation.records import Moderator
from gatepost.web.desk.forms import local_page, read_form
from gatepost.web.desk.view import go, messages_for, page
from gatepost.web.guards import PUBLIC, SIGN_IN
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, client_of, service_of

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")


@get(SIGN_IN, opt=PUBLIC, include_in_schema=False)
async def sign_in_form(
    request: AnyRequest, moderator: NamedDependency[Moderator | None]
) -> Response[str] | Redirect:
    """The form; whoever is signed in already goes on to the desk."""
    wanted = local_page(request.query_params.get("next", ""))
    if moderator is not None:
        return go(wanted)
    notice = {"out": "signin.signed_out", "link": "signin.link_failed"}.get(
        request.query_params.get("why", "")
    )
    bad = notice == "signin.link_failed"
    return _form(request, wanted, notice=notice, bad=bad)


@post(SIGN_IN, opt=PUBLIC, include_in_schema=False)
async def sign_in(request: AnyRequest) -> Response[str] | Redirect:
    """Name and password for a session cookie. Says the same for an unknown name and a wrong password."""
    accounts = service_of(request).accounts
    form = await read_form(request)
    name, wanted = form.one("name")[:200], local_page(form.one("next"))
    try:
        signed_in = await accounts.sign_in(
            name, form.one("password")[:1000], client_of(request), browser_name(request)
        )
    except Problem as problem:
        notice = "signin.slow" if problem.code == "rate-limited" else "signin.failed"
        return _form(request, wanted, notice=notice, bad=True, name=name, problem=problem)
    await accounts.sign_out(accounts.session_in(request.cookies))
    return go(wanted, cookies=[accounts.session_cookie(signed_in.token)])


@get("/desk/enter", opt=PUBLIC, include_in_schema=False)
async def enter(request: AnyRequest) -> Redirect:
    """The link that `gatepost serve --demo` and `gatepost user link` print: it signs in once."""
    accounts = service_of(request).accounts
    # The token stands in the address: no page must ever send that address on.
    headers = {"Referrer-Policy": "no-referrer"}
    signed_in = await accounts.enter(request.query_params.get("token", ""), browser_name(request))
    if signed_in is None:
        return go(f"{SIGN_IN}?why=link", headers=headers)
    return go("/desk", cookies=[accounts.session_cookie(signed_in.token)], headers=headers)


@post("/desk/sign-out", opt=PUBLIC, include_in_schema=False)
async def sign_out(request: AnyRequest) -> Redirect:
    """End this browser's session, on the server too."""
    accounts = service_of(request).accounts
    await accounts.sign_out(accounts.session_in(request.cookies))
    return go(f"{SIGN_IN}?why=out", cookies=[accounts.ended_cookie()])


def browser_name(request: AnyRequest) -> str:
    """A short name by which people know their own browsers in the list of sessions."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for name in SYSTEMS if re.search(rf"\b{name}", agent)), "")
    return " · ".join(part for part in (browser, system) if part)


def _form(
    request: AnyRequest,
    wanted: str,
    *,
    notice: str | None,
    bad: bool,
    name: str = "",
    problem: Problem | None = None,
) -> Response[str]:
    messages = messages_for(request)
    answer = page(
        request,
        "desk/sign_in.html",
        status=problem.status if problem else 200,
        next=wanted,
        notice=messages(notice) if notice else "",
        bad=bad,
        name=name,
        command="gatepost user link NAME",
    )
    if problem and "Retry-After" in problem.headers:
        answer.headers["Retry-After"] = problem.headers["Retry-After"]
    return answer
