"""Coming to the desk and leaving it: the form, the link that signs in once, signing out."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from gatepost.conversation.records import Moderator
from gatepost.web import security_events
from gatepost.web.desk.accounts.arriving import arrive, browser_name, party_for
from gatepost.web.desk.forms import local_page, read_form
from gatepost.web.desk.view import go, messages_for, page
from gatepost.web.guards import PUBLIC, SIGN_IN
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, client_of, service_of

NOTICES = {
    "out": "signin.signed_out",
    "link": "signin.link_failed",
    "slow": "signin.slow",
    "passkey": "signin.passkey_failed",
    "provider": "signin.provider_failed",
    "unknown": "signin.provider_unknown",
}
"""What `?why=` may say above the form."""


@get(SIGN_IN, opt={**PUBLIC, "needs_query": True}, include_in_schema=False)
async def sign_in_form(
    request: AnyRequest, moderator: NamedDependency[Moderator | None]
) -> Response[str] | Redirect:
    """The form; whoever is signed in already goes on to the desk."""
    wanted = local_page(request.query_params.get("next", ""))
    if moderator is not None:
        return go(wanted)
    notice = NOTICES.get(request.query_params.get("why", ""))
    return _form(request, wanted, notice=notice, bad=notice != NOTICES["out"])


@post(SIGN_IN, opt=PUBLIC, include_in_schema=False)
async def sign_in(request: AnyRequest) -> Response[str] | Redirect:
    """Name and password for a session cookie. Says the same for an unknown name and a wrong password."""
    accounts = service_of(request).accounts
    form = await read_form(request)
    name, wanted = form.one("name")[:200], local_page(form.one("next"))
    known = accounts.known_in(request.cookies)
    try:
        signed_in = await accounts.sign_in(
            name, form.one("password")[:1000], client_of(request), browser_name(request), known
        )
    except Problem as problem:
        notice = "signin.slow" if problem.code == "rate-limited" else "signin.failed"
        return _form(request, wanted, notice=notice, bad=True, name=name, problem=problem)
    return await arrive(request, signed_in, wanted)


@get("/desk/enter", opt=PUBLIC, include_in_schema=False)
async def enter(request: AnyRequest) -> Redirect:
    """The link that `gatepost serve --demo` and `gatepost user link` print: it signs in once."""
    accounts = service_of(request).accounts
    # The token stands in the address: no page must ever send that address on.
    headers = {"Referrer-Policy": "no-referrer"}
    try:
        accounts.attempts.door(client_of(request))
    except Problem:
        return go(f"{SIGN_IN}?why=slow", headers=headers)
    signed_in = await accounts.enter(request.query_params.get("token", ""), browser_name(request))
    if signed_in is None:
        return go(f"{SIGN_IN}?why=link", headers=headers)
    return await arrive(request, signed_in, "/desk", headers)


@post("/desk/sign-out", opt=PUBLIC, include_in_schema=False)
async def sign_out(request: AnyRequest, moderator: NamedDependency[Moderator | None]) -> Redirect:
    """End this browser's session, on the server too."""
    accounts = service_of(request).accounts
    await accounts.sign_out(accounts.session_in(request.cookies))
    if moderator is not None:
        security_events.changed("signed-out", moderator.id)
    return go(f"{SIGN_IN}?why=out", cookies=[accounts.ended_cookie()])


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
        "desk/accounts/sign_in.html",
        status=problem.status if problem else 200,
        next=wanted,
        notice=messages(notice) if notice else "",
        bad=bad,
        name=name,
        command="gatepost user link NAME",
        passkeys=party_for(request) is not None,
        provider=service_of(request).provider_name,
    )
    if problem and "Retry-After" in problem.headers:
        answer.headers["Retry-After"] = problem.headers["Retry-After"]
    return answer


ROUTES = (sign_in_form, sign_in, enter, sign_out)
