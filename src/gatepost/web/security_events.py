"""What somebody who looks into an attack asks the log: who came in by which door, and who was refused.

One logger, `gatepost.security`, one line an event, with the request's name. People are named by their ids;
names, addresses and tokens stay out, as from the whole log. Where a caller comes from stands in the proxy's
log under the same request id.
"""

from __future__ import annotations

from typing import Literal

import structlog

from gatepost.web.metrics import SIGN_INS

log = structlog.get_logger("gatepost.security")

Door = Literal["password", "link", "invitation", "passkey", "oidc", "email", "sso"]

TOLD = frozenset(
    {
        "cross-site",
        "form-token-invalid",
        "honeypot",
        "origin-not-allowed",
        "rate-limited",
        "right-missing",
        "scope-missing",
        "signature-invalid",
        "token-invalid",
    }
)
"""Problems by which somebody was kept from what is not theirs, or from asking too often."""


def came_in(door: str, who: str) -> None:
    """Somebody has signed in. `who`: a moderator's or a reader's id."""
    SIGN_INS.labels(door, "in").inc()
    log.info("signed-in", door=door, who=who)


def kept_out(door: str, why: str, who: str = "") -> None:
    """Somebody has not. `who`: whose door it was, where that is known."""
    SIGN_INS.labels(door, "refused").inc()
    log.warning("sign-in-refused", door=door, why=why, who=who)


def changed(what: str, who: str, by: str = "") -> None:
    """A door was made, changed or closed: `password-changed`, `passkey-added`, `sessions-ended`, ..."""
    log.warning(what, who=who, by=by or who)


def refused(code: str, route: str) -> None:
    """A request was answered with one of `TOLD`."""
    if code in TOLD:
        log.warning("refused", code=code, route=route)
