"""`/thread/report?comment=ID`: a reader says which guideline a published comment breaks."""

from __future__ import annotations

from litestar import Response, get, post

from gatepost.conversation.records import CommentRecord
from gatepost.web.forms import read_form
from gatepost.web.languages import direction
from gatepost.web.problems import Problem
from gatepost.web.public.articles import public_comment, subject_of
from gatepost.web.public.asking import as_the_api
from gatepost.web.public.refused import REFUSED, problem_of, told
from gatepost.web.public.rules import rules_for
from gatepost.web.public.view import HEADERS, page, sentences_for
from gatepost.web.reader.objecting import post_report
from gatepost.web.schemas import ReportIn
from gatepost.web.service import AnyRequest, service_of


@get("/thread/report", include_in_schema=False)
async def ask_report(request: AnyRequest) -> Response[str]:
    return await _show(request, await _comment(request))


@post("/thread/report", include_in_schema=False, status_code=200)
async def post_report_page(request: AnyRequest) -> Response[str]:
    form = await read_form(request)
    comment = await _comment(request)
    data = ReportIn(clause=form.one("clause"), text=form.one("text"))
    try:
        answer = await as_the_api(post_report, request, comment_id=comment.id, data=data)
    except REFUSED as error:
        return await _show(request, comment, data, problem_of(error))
    done = "report.reviewed" if answer.content.already_reviewed else "report.done"
    return await _show(request, comment, data, done=done)


async def _comment(request: AnyRequest) -> CommentRecord:
    comment = await public_comment(service_of(request), request, "comment")
    if comment is None:
        raise Problem("not-found")
    return comment


async def _show(
    request: AnyRequest,
    comment: CommentRecord,
    typed: ReportIn | None = None,
    problem: Problem | None = None,
    done: str = "",
) -> Response[str]:
    service = service_of(request)
    about = await subject_of(service, comment)
    t = sentences_for(request, about.site)
    answer = page(
        request,
        "report",
        t,
        status=problem.status if problem else 200,
        headers={**HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
        about=about,
        comment=comment,
        direction=direction(comment.language),
        rules=rules_for(service.house.guidelines, t.language),
        typed=typed or ReportIn(clause=""),
        problem=told(problem, t) if problem else "",
        done=t(done) if done else "",
        lang=request.query_params.get("lang", ""),
    )
    if problem:
        answer.headers.update(problem.headers)
    return answer
