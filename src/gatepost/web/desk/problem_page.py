"""A problem for a person: whoever follows a link of the desk gets a page, not JSON."""

from __future__ import annotations

from litestar import Response

from gatepost.web.desk.view import messages_for, page
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest

SENTENCES = {
    "right-missing": "problem.right",
    "rate-limited": "signin.slow",
    "store-unavailable": "problem.store",
}


def problem_page(request: AnyRequest, problem: Problem) -> Response[str] | None:
    """The page, for a browser that asks one of the desk; None for everybody else."""
    path = request.scope["path"]
    ours = path == "/desk" or path.startswith("/desk/")
    if not ours or "text/html" not in request.headers.get("accept", ""):
        return None
    messages = messages_for(request)
    key = SENTENCES.get(problem.code)
    sentence = messages(key) if key else messages("problem.other", code=problem.code)
    answer = page(request, "desk/problem.html", status=problem.status, problem=sentence)
    answer.headers.update(problem.headers)
    return answer
