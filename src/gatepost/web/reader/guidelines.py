"""`GET /api/v1/guidelines`: the clauses as published, in the reader's language."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, get
from litestar.params import QueryParameter

from gatepost.engine.guidelines.records import Clause
from gatepost.vocabulary import RIGHT_TO_LEFT
from gatepost.web.problems import documented
from gatepost.web.schemas import ClauseOut, GuidelinesOut
from gatepost.web.service import AnyRequest, language_for, service_of

Language = Annotated[
    str,
    QueryParameter(description="A language code; default: Accept-Language, else the site's.", max_length=35),
]


@get(
    "/guidelines",
    responses=documented("invalid-parameter"),
    summary="The guidelines as published",
    tags=["readers"],
)
async def get_guidelines(request: AnyRequest, language: Language = "") -> Response[GuidelinesOut | None]:
    """The clauses that hold here, in the reader's language; 304 while the version asked for holds."""
    service = service_of(request)
    guidelines = service.house.guidelines
    sites = service.house.sites.all
    site = service.house.sites.by_origin(request.headers.get("origin", "")) or (sites[0] if sites else None)
    code = language_for(request, site, language)

    headers: dict[str, Any] = {
        "Cache-Control": "no-cache",
        "ETag": f'"{guidelines.version}/{code}"',
        "Vary": "Accept-Language, Origin",
        "Content-Language": code,
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)

    def out(clause: Clause) -> ClauseOut:
        return ClauseOut(clause.id, guidelines.title(clause.id, code), guidelines.wording(clause.id, code))

    body = GuidelinesOut(
        name=guidelines.name,
        version=guidelines.version,
        language=code,
        direction="rtl" if code in RIGHT_TO_LEFT else "ltr",
        preamble=guidelines.preamble_in(code),
        clauses=[out(clause) for clause in guidelines.active if not clause.welcome],
        welcomes=[out(clause) for clause in guidelines.active if clause.welcome],
    )
    return Response(body, headers=headers)
