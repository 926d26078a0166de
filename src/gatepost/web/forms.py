"""What a plain HTML form sent, read without trust, and the token by which a form is known to be ours.

The token is an HMAC under the session's own secret: it needs no table and no server key, it ends with the
session, and whoever reads it in a page learns nothing that opens the desk.
"""

from __future__ import annotations

import hashlib
import hmac

from msgspec import Struct

from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest

FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
FORM_TOKEN_HEADER = "gatepost-form-token"  # noqa: S105 - for htmx and scripts, in the field's place
_PURPOSE = b"gatepost: a form of the desk"


class Form(Struct, frozen=True):
    """The text fields of a form, in order. Files are none of the desk's business and are left out."""

    fields: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """The first value, exactly as sent; empty when there is none."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.fields if key == name)


async def read_form(request: AnyRequest) -> Form:
    """The request's form. Problem `not-unicode` or `invalid-request` for bytes that are none."""
    try:
        sent = await request.form()
        fields = tuple((key, value) for key, value in sent.multi_items() if isinstance(value, str))
        for pair in fields:
            "".join(pair).encode()
    except UnicodeError:
        raise Problem("not-unicode", "The form is not valid Unicode. Send UTF-8.") from None
    except ValueError:
        raise Problem(
            "invalid-request", "The form cannot be read. Send it from the desk's own page."
        ) from None
    return Form(fields)


def form_token(session: str) -> str:
    """The token of every form that this session is shown. `session` is the cookie's own token."""
    return hmac.new(session.encode("utf-8", "surrogatepass"), _PURPOSE, hashlib.sha256).hexdigest()


async def carries_token(request: AnyRequest, session: str) -> bool:
    """Whether this request brought the session's form token, in the header or else in the form."""
    sent = request.headers.get(FORM_TOKEN_HEADER, "") or (await read_form(request)).one(FORM_TOKEN)
    return hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), form_token(session).encode())
