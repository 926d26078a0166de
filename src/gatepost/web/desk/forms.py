"""Forms of the desk: `read_form` and `Form`, and where a form may lead."""

from __future__ import annotations

from gatepost.web.forms import Form, read_form

__all__ = ["Form", "local_page", "read_form"]


def local_page(wanted: str) -> str:
    """Where to go after signing in: a page of the desk, never another site."""
    path = wanted.split("?", 1)[0].split("#", 1)[0]
    plain = path.isascii() and path.isprintable() and "\\" not in path and ".." not in path
    return path if plain and (path == "/desk" or path.startswith("/desk/")) else "/desk"
