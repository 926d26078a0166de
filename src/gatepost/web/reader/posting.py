"""`POST /api/v1/comments`: takes a comment in, makes it durable, waits a moment for the verdict, answers."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.params import HeaderParameter, JSONBody
from msgspec import UNSET

from gatepost.conversation.attendance.attending import NotNow
from gatepost.conversation.settle import PATIENCE_SECONDS, settle
from gatepost.conversation.sites import Site
from gatepost.conversation.statement import statement_of
from gatepost.conversation.submit import AuthorSuspended, Draft, Receipt, Submitted, submit
from gatepost.conversation.suspensions.announce import announced
from gatepost.conversation.talk.paces import SlowMode
from gatepost.vocabulary import State
from gatepost.web.abuse import work
from gatepost.web.abuse.limiting import caller_of
from gatepost.web.body import JsonBody
from gatepost.web.metrics import SUBMISSIONS
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.reader.access import reader_token
from gatepost.web.reader.name_problems import names_told
from gatepost.web.reader.presenting import comment_out, waiting_out
from gatepost.web.schemas import ArticleIn, CommentIn, LedgerOut, PostedOut, ReaderOut, ReceiptOut
from gatepost.web.service import (
    AnyRequest,
    Service,
    check_origin,
    language_for,
    limits_posts,
    service_of,
    site_for,
)
from gatepost.web.signatures import is_signed
from gatepost.web.times import iso

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="Any text that is new for each comment: a repeated request gets the first one's answer.",
        min_length=1,
        max_length=255,
    ),
]


@post(
    "/comments",
    dto=JsonBody[CommentIn],
    return_dto=None,
    guards=[limits_posts],
    responses=documented(
        *BODY,
        "invalid-parameter",
        "text-empty",
        "text-too-long",
        "name-invalid",
        "name-reserved",
        "name-refused",
        "sign-in-required",
        "url-invalid",
        "article-id-invalid",
        "unknown-parent",
        "signature-invalid",
        "idempotency-key-reused",
        "unknown-article",
        "article-closed",
        "origin-not-allowed",
        "token-invalid",
        "suspended",
        "unattended",
        "outside-hours",
        "questions-off",
        "mail-off",
        "email-required",
        "slow-mode",
        "rate-limited",
        "honeypot",
        "work-required",
        "flooding",
        "store-unavailable",
    ),
    summary="Post a comment",
    tags=["readers"],
)
async def post_comment(
    request: AnyRequest, data: JSONBody[CommentIn], idempotency_key: IdempotencyKey = None
) -> Response[PostedOut]:
    """Answers when the text is durable: approved, rejected with the reasons, or pending.

    `Authorization: Bearer TOKEN` with the `reader.token` of an earlier answer says that its author is back.
    """
    service = service_of(request)
    house = service.house
    site = site_for(service, data.article.url)
    check_origin(request, site)
    title, body = signed_words(site, data.article)
    await service.defence.admit(
        site,
        house.clock(),
        language_for(request, site),
        text=data.text,
        website=data.website,
        done=request.headers.get(work.HEADER, ""),
    )
    submitted = await _submit(
        request,
        service,
        Draft(
            site=site,
            article_url=data.article.url,
            article_key=data.article.id,
            title=title,
            body=body,
            text=data.text,
            author_name=data.author.name,
            parent=data.parent,
            language=data.language,
            idempotency_key=idempotency_key,
            reader=reader_token(request),
            client=await pace_of(service, request),
            question=data.question,
            follow=data.follow,
        ),
    )
    if not submitted.replayed:
        SUBMISSIONS.labels(site.id).inc()
    comment = submitted.comment
    if comment.state is State.PENDING:
        comment = await settle(house, comment.id, PATIENCE_SECONDS)
    language = language_for(request, site)
    return Response(
        PostedOut(
            id=comment.id,
            state=comment.state.value,
            receipt=receipt_out(submitted.receipt),
            comment=comment_out(comment, site),
            statement=await statement_of(house, comment, language) or UNSET,
            reader=ReaderOut(submitted.reader) if submitted.reader else UNSET,
            waiting=await waiting_out(house, comment),
        ),
        headers={
            "Location": f"/api/v1/comments/{comment.id}",
            "Cache-Control": "no-store",
            **({"Idempotency-Replayed": "true"} if submitted.replayed else {}),
        },
    )


async def pace_of(service: Service, request: AnyRequest) -> str:
    """What slow mode knows a new reader by: the browser's token, unless that is new as well; the address."""
    caller = await caller_of(request)
    known = caller.token is not None and caller.token.is_known(service.house.clock())
    return f"browser.{caller.token.id}" if caller.token is not None and known else caller.address


async def _submit(request: AnyRequest, service: Service, draft: Draft) -> Submitted:
    """Take it, or tell a suspended author in full why not."""
    try:
        return await names_told(request, draft.site, submit(service.house, draft))
    except NotNow as refused:
        told_why = refused.told(language_for(request, draft.site))
        raise Problem(refused.code, refused.detail, text=told_why) from None
    except SlowMode as refused:
        raise Problem(
            "slow-mode",
            refused.detail,
            text=refused.told(language_for(request, draft.site)),
            until=iso(refused.until),
            headers={"Retry-After": str(refused.seconds)},
        ) from None
    except AuthorSuspended as refused:
        language = language_for(request, draft.site)
        told = await announced(service.house, refused.suspension, language)
        detail = f"Until {told.until} no comment of this author is taken. Nothing was stored: keep the text."
        raise Problem("suspended", detail, text=told.text, suspension=told) from None


def signed_words(site: Site, article: ArticleIn) -> tuple[str, str]:
    """Title and body if the site signed them, else nothing. A wrong signature is refused, not ignored."""
    if article.signature and not is_signed(site.secret, article):
        raise Problem(
            "signature-invalid",
            "Sign body, title, url (and id, if sent) with the site's secret, as docs/reference/http.md says; "
            "or send no signature.",
        )
    return (article.title, article.body) if article.signature else ("", "")


def receipt_out(receipt: Receipt) -> ReceiptOut:
    return ReceiptOut(
        digest=receipt.digest,
        salt=receipt.salt,
        submitted_at=receipt.submitted_at,
        token=receipt.token,
        ledger=LedgerOut(**receipt.ledger),
    )
