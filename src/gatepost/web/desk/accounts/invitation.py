"""`/desk/invitation`: whoever was offered a seat takes it. Looking uses nothing up; the form does."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.response import Redirect

from gatepost.conversation.refusals import Refusal
from gatepost.web.accounts.hashing import LONGEST_PASSWORD, SHORTEST_PASSWORD
from gatepost.web.desk.accounts.arriving import arrive, browser_name, party_for
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.view import messages_for, page
from gatepost.web.guards import PUBLIC
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, client_of, service_of


@get("/desk/invitation", opt={**PUBLIC, "needs_query": True}, include_in_schema=False)
async def invitation(request: AnyRequest) -> Response[str]:
    """Who is invited as what. The link may be looked at often: mail programs do that, too."""
    return await _page(request, request.query_params.get("token", ""))


@post("/desk/invitation", opt=PUBLIC, include_in_schema=False)
async def accept(request: AnyRequest) -> Response[str] | Redirect:
    """Take the seat with a password, or with `without` a password, to add a passkey at once."""
    accounts = service_of(request).accounts
    messages = messages_for(request)
    form = await read_form(request)
    token, password = form.one("token"), form.one("new_password")
    without = form.one("without") == "yes"
    short = messages("account.short", n=SHORTEST_PASSWORD)
    if not password and not without:
        return await _page(request, token, problem=short, status=422)
    try:
        accounts.attempts.door(client_of(request))
        signed_in = await accounts.accept(token, "" if without else password, browser_name(request))
    except ValueError:
        return await _page(request, token, problem=short, status=422)
    except Refusal as refused:
        key = "people.name_taken" if refused.code == "name-taken" else "invitation.gone"
        return await _page(request, token, problem=messages(key), status=refused.status)
    except Problem as problem:
        return await _page(request, token, problem=messages("signin.slow"), status=problem.status)
    return await arrive(request, signed_in, "/desk/account" if without else "/desk")


async def _page(request: AnyRequest, token: str, *, problem: str = "", status: int = 200) -> Response[str]:
    service = service_of(request)
    offered = await service.accounts.invitation(token)
    if offered is None:
        problem, status = messages_for(request)("invitation.gone"), 410
    return page(
        request,
        "desk/accounts/invitation.html",
        status=status,
        problem=problem,
        offered=offered,
        token=token,
        shortest=SHORTEST_PASSWORD,
        longest=LONGEST_PASSWORD,
        passkeys=party_for(request) is not None,
        provider=service.provider_name,
    )


ROUTES = (invitation, accept)
