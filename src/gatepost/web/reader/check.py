"""`POST /api/v1/check`: tries a text against the guidelines and stores nothing.

Readers get clauses and spans only, and few tries: with numbers and many tries it would be an oracle for
those who write around the engine. A program with a token of scope `check` gets what `gatepost screen` gives.
"""

from __future__ import annotations

import asyncio
from typing import cast

from litestar import Response, post
from litestar.params import JSONBody

from gatepost.conversation.article_keys import key_for
from gatepost.conversation.surroundings import known_article, own_hosts
from gatepost.engine.guidelines.records import Guidelines
from gatepost.engine.output import verdict_object
from gatepost.vocabulary import MAX_CODE_POINTS, Article, Context, Submission, Verdict
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.reader.posting import signed_words
from gatepost.web.schemas import (
    CheckedClauseOut,
    CheckIn,
    CheckOut,
    ScreenedOut,
    SpanOut,
)
from gatepost.web.service import (
    AnyRequest,
    Service,
    check_origin,
    language_for,
    limited,
    service_of,
    site_for,
)


@post(
    "/check",
    dto=JsonBody[CheckIn],
    return_dto=None,
    status_code=200,
    responses=documented(
        *BODY,
        "text-too-long",
        "url-invalid",
        "article-id-invalid",
        "unknown-article",
        "signature-invalid",
        "origin-not-allowed",
        "rate-limited",
        "token-invalid",
        "scope-missing",
        "store-unavailable",
    ),
    summary="Try a text; nothing is stored",
    tags=["readers"],
)
async def check(request: AnyRequest, data: JSONBody[CheckIn]) -> Response[CheckOut | ScreenedOut]:
    """Clauses and words for readers; the engine's full verdict for a program with a token."""
    service = service_of(request)
    authorization = request.headers.get("authorization", "")
    program = await service.accounts.program(authorization, "check") if authorization else None
    if program is None:
        limited(service.checks, request, "texts to check")
    site = site_for(service, data.article.url) if data.article else None
    check_origin(request, *([site] if site else service.house.sites.all))
    if len(data.text) > MAX_CODE_POINTS:
        raise Problem(
            "text-too-long",
            f"The text has {len(data.text):,} characters; at most {MAX_CODE_POINTS:,} are read.",
        )
    context = await _context(service, data, trusted=program is not None)
    submission = Submission(data.text, data.language)
    rules = service.house.in_force
    (verdict,) = await asyncio.to_thread(rules.screening.screen_many, [submission], [context])
    headers = {"Cache-Control": "no-store"}
    if program is not None:
        return Response(cast(ScreenedOut, verdict_object(verdict)), headers=headers)
    language = language_for(request, site)
    return Response(_checked(verdict, rules.guidelines, language), headers=headers)


async def _context(service: Service, data: CheckIn, *, trusted: bool) -> Context:
    """What we know of the article; its words from outside count only when the site or a program sent them."""
    if data.article is None:
        return Context()
    site = site_for(service, data.article.url)
    title, body = (data.article.title, data.article.body) if trusted else signed_words(site, data.article)
    if title or body:
        return Context(Article(title, body), hosts=own_hosts(site))
    known = await service.house.store.article(site.id, key_for(data.article.url, data.article.id))
    article = await known_article(service.house.store, known.id) if known else None
    return Context(article, hosts=own_hosts(site))


def _checked(verdict: Verdict, guidelines: Guidelines, language: str) -> CheckOut:
    spans: dict[str, set[tuple[int, int]]] = {}
    for ground in verdict.grounds:
        # Several detectors may have found the same words.
        spans.setdefault(ground.clause, set()).update((one.start, one.end) for one in ground.evidence)
    return CheckOut(
        clauses=[
            CheckedClauseOut(
                clause, guidelines.title(clause, language), [SpanOut(*at) for at in sorted(found)]
            )
            for clause, found in spans.items()
        ],
        language=verdict.language,
        guidelines=verdict.guidelines,
    )
