"""A form without the right form token: nothing was done, and what was typed is shown to be copied.

The form is not offered again: a button that sends it would be the very way round the token.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Response

from gatepost.web import security_events
from gatepost.web.desk.view import page, wants_fragment
from gatepost.web.forms import FORM_TOKEN, Form
from gatepost.web.guards import StaleForm
from gatepost.web.problems import MEDIA_TYPE, Problem
from gatepost.web.service import AnyRequest

HERE = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}
"""htmx puts the page's main part in place of the one that is there, whatever the form was about."""
SHORTEST_WRITING = 24
"""Shorter values without a space in them are ids and choices that nobody typed."""
SECRETS = ("password", "token", "secret")


def on_stale_form(request: AnyRequest, stale: StaleForm) -> Response[str] | Response[bytes]:
    """The refusal in the moderator's language; for a script that sent JSON, the problem."""
    problem = Problem("form-token-invalid", "Load the page again, then do it once more.")
    security_events.refused(problem.code, request.scope.get("path_template", ""))
    if request.content_type[0] == "application/json":
        headers = {"Cache-Control": "no-store"}
        body = msgspec.json.encode(problem.body())
        return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)
    answer = page(request, "desk/stale_form.html", status=problem.status, typed=_typed(stale.form))
    if wants_fragment(request):
        answer.headers.update(HERE)
    return answer


def _typed(form: Form) -> Sequence[str]:
    """What looks as if somebody wrote it; never what is secret."""
    return [
        value
        for name, value in form.fields
        if name != FORM_TOKEN
        and not any(word in name for word in SECRETS)
        and (" " in value.strip() or len(value) >= SHORTEST_WRITING)
    ]
