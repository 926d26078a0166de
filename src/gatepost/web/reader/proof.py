"""`GET /api/v1/comments/{id}/proof`: what anyone needs to check that the text is the submitted one."""

from __future__ import annotations

from litestar import Response, get

from gatepost.conversation.proof import Proof, proof
from gatepost.web.problems import documented
from gatepost.web.reader.access import visible
from gatepost.web.reader.naming import CommentId
from gatepost.web.reader.reading import VARY
from gatepost.web.service import AnyRequest, service_of


@get(
    "/comments/{comment_id:str}/proof",
    responses=documented("invalid-parameter", "not-found", "store-unavailable"),
    summary="Proof that a text is the submitted one",
    tags=["readers"],
)
async def get_proof(request: AnyRequest, comment_id: CommentId) -> Response[Proof]:
    """Digest, salt and the ledger's entries for one comment, with the rules to check them by."""
    service = service_of(request)
    comment, own = await visible(service, request, comment_id)
    headers = {"Cache-Control": "private, no-cache" if own else "no-cache", "Vary": VARY}
    return Response(await proof(service.house, comment.id), headers=headers)
