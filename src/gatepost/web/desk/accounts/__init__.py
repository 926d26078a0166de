"""Coming to the desk and leaving it, one's own account, and the people who may sit here."""

from __future__ import annotations

from gatepost.web.desk.accounts import account, invitation, oidc, passkeys, people, sessions, sign_in

ROUTES = (
    *sign_in.ROUTES,
    *passkeys.ROUTES,
    *oidc.ROUTES,
    *invitation.ROUTES,
    *account.ROUTES,
    *sessions.ROUTES,
    *people.ROUTES,
)
