"""`POST /api/v1/check`: tries a text against the guidelines and stores nothing.

Readers get clauses and spans only, and few tries: with numbers and many tries it would be an oracle for
those who write around the engine. What leaks all the same, and how it is bounded, stands in
docs/explanation/against-abuse.md. A program with a token of scope `check` gets what `gatepost screen` gives.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import nullcontext
from typing import cast

from litestar import Response, post
from litestar.params import JSONBody

from gatepost.conversation.article_keys import key_for
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.sites import Site
from gatepost.conversation.surroundings import known_article, own_hosts
from gatepost.engine.guidelines.records import Guidelines
from gatepost.engine.output import verdict_object
from gatepost.vocabulary import MAX_CODE_POINTS, Article, Context, Submission, Verdict
from gatepost.web.abuse.limiting import limited
from gatepost.web.abuse.told import told
from gatepost.web.body import JsonBody
from gatepost.web.metrics import GUARDED
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
    service_of,
    site_for,
)

READERS_OWN = re.compile(r"(?i:bearer)\s+r_|(?i:receipt)\s")
"""A reader's own token or receipt opens nothing here and harms nothing."""


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
        "check-off",
        "rate-limited",
        "busy",
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
    by_program = bool(authorization) and not READERS_OWN.match(authorization)
    program = await service.accounts.program(authorization, "check") if by_program else None
    if program is None:
        await limited(request, service.checks, "texts to check")
    site = site_for(service, data.article.url) if data.article else None
    check_origin(request, *([site] if site else service.house.sites.all))
    known = await _known(service, site, data)
    if program is None:
        await _may_check(request, service, site, known.id if known else "")
    if len(data.text) > MAX_CODE_POINTS:
        raise Problem(
            "text-too-long",
            f"The text has {len(data.text):,} characters; at most {MAX_CODE_POINTS:,} are read.",
        )
    context = await _context(service, data, site, known, trusted=program is not None)
    submission = Submission(data.text, data.language)
    rules = service.house.in_force
    async with service.checking.place() if program is None else nullcontext():
        (verdict,) = await asyncio.to_thread(rules.screening.screen_many, [submission], [context])
    headers = {"Cache-Control": "no-store"}
    if program is not None:
        return Response(cast(ScreenedOut, verdict_object(verdict)), headers=headers)
    language = language_for(request, site)
    return Response(_checked(verdict, rules.guidelines, language), headers=headers)


async def _known(service: Service, site: Site | None, data: CheckIn) -> ArticleRecord | None:
    """The article, if it has had a comment or was made known."""
    if site is None or data.article is None:
        return None
    return await service.house.store.article(site.id, key_for(data.article.url, data.article.id))


async def _may_check(request: AnyRequest, service: Service, site: Site | None, article: str) -> None:
    """Whether the publisher wants this, and what is left of the reader's part for this article and day.

    Addresses that no comment was ever sent to share one part: they are made up too easily.
    """
    asked = site or service.house.sites.by_origin(request.headers.get("origin", ""))
    if not any(one.check_before for one in ([asked] if asked else service.house.sites.all)):
        GUARDED.labels(asked.id if asked else "", "check-off").inc()
        raise Problem(
            "check-off",
            "The publisher does not want texts checked before they are sent. Programs with a token may.",
            text=told("check-off", language_for(request, asked)),
        )
    of_article = service.checks_of_article
    await limited(request, of_article, "texts to check under one article", subject=article, key="checks")


async def _context(
    service: Service, data: CheckIn, site: Site | None, known: ArticleRecord | None, *, trusted: bool
) -> Context:
    """What we know of the article; its words from outside count only when the site or a program sent them."""
    if data.article is None or site is None:
        return Context()
    title, body = (data.article.title, data.article.body) if trusted else signed_words(site, data.article)
    if title or body:
        return Context(Article(title, body), hosts=own_hosts(site))
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
                clause,
                guidelines.title(clause, language),
                guidelines.wording(clause, language),
                [SpanOut(*at) for at in sorted(found)],
            )
            for clause, found in spans.items()
        ],
        language=verdict.language,
        guidelines=verdict.guidelines,
    )
