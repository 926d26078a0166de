"""Turns every exception into a problem+json answer; the last handler tells the log and nobody else."""

from __future__ import annotations

from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    InternalServerException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import ExceptionHandlersMap

from gatepost.conversation.discretion import told
from gatepost.conversation.ports import DigestMismatch, StateChanged, StoreUnavailable
from gatepost.conversation.refusals import Refusal
from gatepost.web import security_events
from gatepost.web.body import MAX_BODY
from gatepost.web.desk.problem_page import problem_page
from gatepost.web.desk.stale_form import on_stale_form
from gatepost.web.guards import NotSignedIn, StaleForm, to_sign_in
from gatepost.web.methods import methods_at
from gatepost.web.problems import CODES, MEDIA_TYPE, FieldFault, Problem

log = structlog.get_logger("gatepost.web")

AnyRequest = Request[Any, Any, Any]

GONE = "client disconnected prematurely"
"""Litestar's words for a caller who hung up in the middle of a body: no fault of ours, and nobody listens."""


def answer(problem: Problem) -> Response[bytes]:
    return Response(
        msgspec.json.encode(problem.body()),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **problem.headers},
    )


def on_problem(request: AnyRequest, problem: Problem) -> Response[bytes] | Response[str]:
    security_events.refused(problem.code, request.scope.get("path_template", ""))
    return problem_page(request, problem) or answer(problem)


def on_refusal(_: AnyRequest, refusal: Refusal) -> Response[bytes]:
    """The conversation's code and sentence go out as they are."""
    code = refusal.code if refusal.code in CODES else "state-changed"
    return answer(Problem(code, refusal.detail, stands=refusal.stands))


def on_state_changed(_: AnyRequest, changed: StateChanged) -> Response[bytes]:
    return answer(Problem("state-changed", f"The comment is {changed.state.value} by now. Load it again."))


def on_digest_mismatch(_: AnyRequest, mismatch: DigestMismatch) -> Response[bytes]:
    log.critical("digest mismatch: a stored text is not the submitted text", detail=told(mismatch))
    return answer(Problem("digest-mismatch", "It is not published. Run `gatepost ledger verify`."))


def on_store_unavailable(_: AnyRequest, error: StoreUnavailable) -> Response[bytes]:
    log.error("store unavailable", error=told(error))
    detail = "Nothing was stored. Keep the text and try again in a moment."
    return answer(Problem("store-unavailable", detail, headers={"Retry-After": "5"}))


def on_http(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """Litestar's own refusals: routing, parameters, size."""
    return answer(_from_litestar(request, error))


def on_anything(request: AnyRequest, error: Exception) -> Response[bytes]:
    """A fault of ours. The log has the trace, the answer has nothing that could help an attacker."""
    log.error("unexpected", path=request.scope.get("path_template", ""), exc_info=error)
    return answer(Problem("internal-error", "This is our fault and it was logged. Nothing was published."))


def _from_litestar(request: AnyRequest, error: HTTPException) -> Problem:
    if isinstance(error, RequestEntityTooLarge):
        return Problem(
            "body-too-large", f"At most {MAX_BODY // 1024} KiB are read.", headers={"Connection": "close"}
        )
    if isinstance(error, InternalServerException) and error.detail == GONE:
        return Problem("invalid-request", "The connection ended before the body did.")
    if isinstance(error, MethodNotAllowedException):
        allowed = ", ".join(methods_at(request.app, request.scope["path"]))
        return Problem("method-not-allowed", f"Use one of: {allowed or 'none'}.", headers={"Allow": allowed})
    if isinstance(error, NotFoundException):
        return Problem("route-not-found", "See /api/schema/openapi.json for every address.")
    if isinstance(error, ValidationException):
        if _lacks_body(error):
            return Problem("malformed-json", "The body is empty. Send a JSON object.")
        faults = tuple(
            FieldFault(str(one.get("key", "request")), str(one.get("message", "not valid")))
            for one in (error.extra if isinstance(error.extra, list) else [])
        )
        shown = "; ".join(f"{fault.where}: {fault.message}" for fault in faults) or error.detail
        return Problem("invalid-parameter", f"{shown}.", errors=faults)
    if isinstance(error, ClientException) or 400 <= error.status_code < 500:
        return Problem("invalid-request", f"{error.detail}.")
    log.error("unexpected", path=request.scope.get("path_template", ""), exc_info=error)
    return Problem("internal-error", "This is our fault and it was logged. Nothing was published.")


def _lacks_body(error: ValidationException) -> bool:
    """Litestar hands an empty body on as an argument that is not there."""
    return isinstance(error.extra, list) and any(
        one.get("key") == "data" and one.get("message") == "'data'" for one in error.extra
    )


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    Problem: on_problem,
    Refusal: on_refusal,
    StateChanged: on_state_changed,
    DigestMismatch: on_digest_mismatch,
    StoreUnavailable: on_store_unavailable,
    NotSignedIn: to_sign_in,
    StaleForm: on_stale_form,
    HTTPException: on_http,
    Exception: on_anything,
}
