"""`GET /api/v1/ledger/...`: signed checkpoints and the key, for whoever watches the server from outside."""

from __future__ import annotations

import asyncio
from typing import Annotated

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter
from msgspec import Struct

from gatepost.conversation.checkpoints.ports import KeyMissing
from gatepost.conversation.checkpoints.records import Checkpoint
from gatepost.store.ledger.signed import exported, read_body
from gatepost.store.ledger.signing import public_pem
from gatepost.web.problems import Problem, documented
from gatepost.web.service import AnyRequest, service_of

FOR_EVER = "public, max-age=31536000, immutable"
After = Annotated[int, QueryParameter(description="Only those with a higher number.", ge=-1, le=2**31 - 1)]
Limit = Annotated[int, QueryParameter(description="How many at most.", ge=1, le=500)]
Number = Annotated[int, PathParameter(description="The checkpoint's number.", ge=0, le=2**31 - 1)]


class CheckpointOut(Struct, frozen=True):
    """`body`: the bytes that were signed, all of them ASCII. `digest` = SHA-256(body). `at`: microseconds.

    `key`: `ed25519:` and the public key; `next`: the one that signs what follows, if it is another.
    """

    format: str
    number: int
    at: int
    digest: str
    key: str
    next: str | None
    root: str
    leaves: int
    previous: str | None
    body: str
    signature: str


class CheckpointsOut(Struct, frozen=True):
    """`after`: ask with it for more; null when these were all."""

    checkpoints: list[CheckpointOut]
    after: int | None


class KeyOut(Struct, frozen=True):
    """The public key that signs the next checkpoint, as this server names it and in PEM."""

    key: str
    pem: str


@get(
    "/ledger/checkpoints",
    responses=documented("invalid-parameter", "store-unavailable"),
    summary="The signed checkpoints of the ledger",
    tags=["readers"],
)
async def list_checkpoints(
    request: AnyRequest, after: After = -1, limit: Limit = 100
) -> Response[CheckpointsOut | None]:
    """By number. Send the ETag back in If-None-Match: the answer is 304 while there is none to add."""
    found = await service_of(request).house.store.checkpoints.listed(after, limit + 1)
    some = found[:limit]
    last = some[-1].number if some else after
    headers = {"Cache-Control": "no-cache", "ETag": f'"{after}-{last}-{len(found)}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    more = last if len(found) > limit else None
    return Response(CheckpointsOut([_out(one) for one in some], more), headers=headers)


@get(
    "/ledger/checkpoints/{number:int}",
    responses=documented("invalid-parameter", "not-found", "store-unavailable"),
    summary="One signed checkpoint",
    tags=["readers"],
)
async def get_checkpoint(request: AnyRequest, number: Number) -> Response[CheckpointOut | None]:
    """It never changes."""
    found = await service_of(request).house.store.checkpoints.one(number)
    if found is None:
        raise Problem("not-found", "There is no checkpoint with this number (yet).")
    out = _out(found)
    headers = {"Cache-Control": FOR_EVER, "ETag": f'"{out.digest}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    return Response(out, headers=headers)


@get(
    "/ledger/key",
    responses=documented("not-found", "store-unavailable"),
    summary="The public key that signs checkpoints",
    tags=["readers"],
)
async def get_key(request: AnyRequest) -> Response[KeyOut]:
    """Compare it with what the publisher prints elsewhere: a key from the same server proves little."""
    house = service_of(request).house
    newest = await house.store.checkpoints.newest()
    if newest is not None:
        key = read_body(newest.body).heir
    elif house.checkpoints.keys is None:
        raise Problem("not-found", "Nothing is signed here.")
    else:
        try:
            key = (await asyncio.to_thread(house.checkpoints.keys.signer, None)).key
        except KeyMissing:
            raise Problem("not-found", "The key cannot be read now.") from None
    return Response(KeyOut(key, public_pem(key)), headers={"Cache-Control": "public, max-age=300"})


def _out(checkpoint: Checkpoint) -> CheckpointOut:
    return CheckpointOut(**exported(checkpoint))
