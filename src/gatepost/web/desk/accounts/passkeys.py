"""Passkeys, step by step: the script asks for a challenge, then the page sends itself as a plain form."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right
from gatepost.web import security_events
from gatepost.web.desk.accounts.arriving import arrive, browser_name, needed_party
from gatepost.web.desk.accounts.proving import proven
from gatepost.web.desk.forms import local_page, read_form
from gatepost.web.desk.view import go
from gatepost.web.guards import PUBLIC, SIGN_IN, needs
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, client_of, service_of

NO_STORE = {"Cache-Control": "no-store"}


@post("/desk/passkey/begin", opt=PUBLIC, status_code=200, include_in_schema=False)
async def begin_signing_in(request: AnyRequest) -> Response[dict[str, Any]]:
    """A challenge for whoever asks."""
    accounts = service_of(request).accounts
    accounts.attempts.door(client_of(request))
    return Response(await accounts.passkeys.begin_signing_in(needed_party(request)), headers=NO_STORE)


@post("/desk/passkey", opt=PUBLIC, include_in_schema=False)
async def sign_in_with_passkey(request: AnyRequest) -> Redirect:
    """The signed challenge for a session cookie."""
    accounts = service_of(request).accounts
    form = await read_form(request)
    try:
        accounts.attempts.door(client_of(request))
        moderator = await accounts.passkeys.end_signing_in(
            needed_party(request), form.one("ceremony"), form.one("credential")
        )
    except Problem as problem:
        security_events.kept_out("passkey", problem.code)
        return go(f"{SIGN_IN}?why={'slow' if problem.code == 'rate-limited' else 'passkey'}")
    signed_in = await accounts.sessions.start(moderator, "passkey", browser_name(request))
    return await arrive(request, signed_in, local_page(form.one("next")))


@post("/desk/account/passkeys/begin", opt=needs(Right.LOOK), status_code=200, include_in_schema=False)
async def begin_adding(
    request: AnyRequest, moderator: NamedDependency[Moderator]
) -> Response[dict[str, Any]]:
    """A challenge for a new key of one's own, once it is sure who asks."""
    form = await read_form(request)
    if not await proven(request, moderator, form.one("old_password")):
        raise Problem("not-proven", "Give the current password, or sign in again first.")
    made = await service_of(request).accounts.passkeys.begin_adding(needed_party(request), moderator)
    return Response(made, headers=NO_STORE)


@post("/desk/account/passkeys", opt=needs(Right.LOOK), include_in_schema=False)
async def add(request: AnyRequest, moderator: NamedDependency[Moderator]) -> Redirect:
    form = await read_form(request)
    label = form.one("label") or browser_name(request)
    try:
        await service_of(request).accounts.passkeys.end_adding(
            needed_party(request), moderator, form.one("ceremony"), form.one("credential"), label
        )
    except Problem:
        return go("/desk/account?why=passkey")
    security_events.changed("passkey-added", moderator.id)
    return go("/desk/account?done=passkey")


@post("/desk/account/passkeys/{key:str}", opt=needs(Right.LOOK), include_in_schema=False)
async def change(request: AnyRequest, moderator: NamedDependency[Moderator], key: FromPath[str]) -> Redirect:
    """Another name for a key of one's own, or its end; somebody else's is not found."""
    form = await read_form(request)
    store = service_of(request).house.store.accounts
    try:
        credential = bytes.fromhex(key)
    except ValueError:
        return go("/desk/account")
    if form.one("do") == "remove":
        await store.remove_passkey(moderator.id, credential)
        security_events.changed("passkey-removed", moderator.id)
    elif form.one("do") == "name":
        await store.name_passkey(moderator.id, credential, form.one("label").strip()[:80])
    return go("/desk/account")


ROUTES = (begin_signing_in, sign_in_with_passkey, begin_adding, add, change)
