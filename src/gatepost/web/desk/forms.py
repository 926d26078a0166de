"""What a plain HTML form sent, read without trust."""

from __future__ import annotations

from msgspec import Struct

from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest


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


def local_page(wanted: str) -> str:
    """Where to go after signing in: a page of the desk, never another site."""
    path = wanted.split("?", 1)[0].split("#", 1)[0]
    plain = path.isascii() and path.isprintable() and "\\" not in path and ".." not in path
    return path if plain and (path == "/desk" or path.startswith("/desk/")) else "/desk"
