"""`/desk/account`: one's own password, passkeys, and the account at the newsroom's provider."""

from __future__ import annotations

from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from gatepost.conversation.accounts.records import Passkey
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right
from gatepost.web.accounts.hashing import LONGEST_PASSWORD, SHORTEST_PASSWORD
from gatepost.web.desk.accounts.arriving import party_for, session_of
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.history import minute
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, messages_for, page
from gatepost.web.guards import needs
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, client_of, service_of
from gatepost.web.times import iso

DONE = {"password": "account.password_changed", "passkey": "account.passkey_added"}
WHY = {
    "passkey": "account.passkey_failed",
    "identity": "account.identity_taken",
    "provider": "signin.provider_failed",
    "proof": "account.sign_in_again",
}


class PasskeyView(Struct, frozen=True):
    """`key` is the credential's id in hexadecimal."""

    key: str
    label: str
    made: str
    made_iso: str
    used: str
    used_iso: str


@get("/desk/account", opt=needs(Right.LOOK), include_in_schema=False)
async def account(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    messages = messages_for(request)
    done = DONE.get(request.query_params.get("done", ""))
    why = WHY.get(request.query_params.get("why", ""))
    return await _page(
        request, house, moderator, notice=messages(done) if done else "", problem=messages(why) if why else ""
    )


@post("/desk/account/password", opt=needs(Right.LOOK), include_in_schema=False)
async def change_password(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str] | Redirect:
    """Another password: the old one is asked, unless there is none or a link has just let this person in.

    All other sessions end, and this one goes on.
    """
    accounts = service_of(request).accounts
    form = await read_form(request)
    messages = messages_for(request)
    old, new = form.one("old_password")[:1000], form.one("new_password")
    try:
        if not _may_leave_out_old(request, moderator) and not await accounts.is_password(
            moderator, old, client_of(request)
        ):
            return await _page(
                request, house, moderator, problem=messages("account.wrong_password"), status=403
            )
        await accounts.set_password(moderator, new, keep=accounts.session_in(request.cookies))
    except ValueError:
        sentence = messages("account.short", n=SHORTEST_PASSWORD)
        return await _page(request, house, moderator, problem=sentence, status=422)
    except Problem as problem:
        answer = await _page(
            request, house, moderator, problem=messages("signin.slow"), status=problem.status
        )
        answer.headers.update(problem.headers)
        return answer
    changed = await house.store.moderator(moderator.id) or moderator
    return go("/desk/account?done=password", cookies=[accounts.known_cookie(changed)])


def _may_leave_out_old(request: AnyRequest, moderator: Moderator) -> bool:
    """A link is for a lost password; somebody without a password has none to say."""
    session = session_of(request)
    fresh = service_of(request).accounts.sessions.is_fresh(session)
    return fresh and (session.via in ("link", "invitation") or not moderator.password_hash)


async def _page(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    *,
    notice: str = "",
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    service = service_of(request)
    issuer = service.settings.oidc.issuer
    identities = await house.store.accounts.identities(moderator.id)
    fresh = service.accounts.sessions.is_fresh(session_of(request))
    return page(
        request,
        "desk/accounts/account.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        notice=notice,
        problem=problem,
        has_password=bool(moderator.password_hash),
        asks_old=not _may_leave_out_old(request, moderator),
        fresh=fresh,
        shortest=SHORTEST_PASSWORD,
        longest=LONGEST_PASSWORD,
        passkeys=[_view(one) for one in await house.store.accounts.passkeys(moderator.id)],
        passkeys_here=party_for(request) is not None,
        named_address=_named_address(service.settings.base_url),
        provider=service.provider_name,
        connected=any(one.issuer == issuer for one in identities),
    )


def _named_address(base_url: str) -> str:
    """Where passkeys work when this server runs at 127.0.0.1."""
    port = urlsplit(base_url).port
    return f"http://localhost{f':{port}' if port else ''}/desk/account"


def _view(key: Passkey) -> PasskeyView:
    return PasskeyView(
        key=key.id.hex(),
        label=key.label,
        made=minute(key.made_at),
        made_iso=iso(key.made_at),
        used=minute(key.used_at) if key.used_at else "",
        used_iso=iso(key.used_at) if key.used_at else "",
    )


ROUTES = (account, change_password)
