"""What could not be done, as a page in the reader's language."""

from __future__ import annotations

from litestar import Response
from litestar.types import ExceptionHandlersMap

from gatepost.conversation.ports import StateChanged, StoreUnavailable
from gatepost.conversation.refusals import Refusal
from gatepost.web.problems import CODES, Problem
from gatepost.web.public.messages import Sentences
from gatepost.web.public.view import SECRET, page, sentences_for
from gatepost.web.service import AnyRequest

REFUSED = (Problem, Refusal, StateChanged, StoreUnavailable)
ALIKE = {
    "origin-not-allowed": "cross-site",
    "not-appealable": "state-changed",
    "already-decided": "state-changed",
    "idempotency-key-reused": "state-changed",
    "sort-unknown": "cursor-invalid",
    "article-id-invalid": "unknown-article",
}
"""Codes that are the same to a person who reads a page."""


def problem_of(error: Exception) -> Problem:
    """Any of `REFUSED` as the problem that the API would answer with."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refusal):
        return Problem(error.code if error.code in CODES else "state-changed", error.detail)
    if isinstance(error, StoreUnavailable):
        return Problem("store-unavailable", headers={"Retry-After": "5"})
    return Problem("state-changed")


def told(problem: Problem, t: Sentences) -> str:
    """In a person's words. What the house itself says to a reader (`text`) comes first: it knows more.

    Only of the work under attack a page without scripts knows more: that it cannot do it.
    """
    if problem.text and problem.code != "work-required":
        return problem.text
    key = f"problem.{ALIKE.get(problem.code, problem.code)}"
    return t(key) if t.has(key) else t("problem.other", code=problem.code)


def refused_page(request: AnyRequest, error: Exception) -> Response[str]:
    """A page that says only this. Nothing of the address is repeated: it may be a receipt's."""
    problem = problem_of(error)
    t = sentences_for(request, None)
    answer = page(request, "refused", t, status=problem.status, headers=SECRET, problem=told(problem, t))
    answer.headers.update(problem.headers)
    return answer


HANDLERS: ExceptionHandlersMap = dict.fromkeys(REFUSED, refused_page)
