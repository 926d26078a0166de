"""After signing in one lands on the desk and nowhere else."""

from __future__ import annotations

import pytest

from gatepost.web.desk.forms import Form, local_page


@pytest.mark.parametrize("path", ["/desk", "/desk/appeals", "/desk/comments/0199abcd"])
def test_pages_of_the_desk_are_kept(path: str) -> None:
    assert local_page(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//evil.example/desk",
        "https://evil.example/desk",
        "/deskevil",
        "/desk/../api",
        "/desk\\@evil",
        "/desk/\n",
    ],
)
def test_everything_else_becomes_the_queue(path: str) -> None:
    assert local_page(path) == "/desk"


def test_queries_and_fragments_are_dropped() -> None:
    assert local_page("/desk/appeals?after=x#y") == "/desk/appeals"


def test_a_form_gives_first_and_all_values_as_sent() -> None:
    form = Form((("clause", "threat"), ("note", " a "), ("clause", "privacy")))
    assert form.one("note") == " a "
    assert form.all("clause") == ("threat", "privacy")
    assert form.one("missing") == ""
