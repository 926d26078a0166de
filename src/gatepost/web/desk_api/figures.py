"""The figures for programs: the same tables as on the page, and the answered blind sample.

What single moderators did is shown only to tokens of scope `desk-admin`.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from gatepost.conversation.figures.periods import DEFAULT
from gatepost.conversation.figures.quality import draw_due, export, lines
from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import SCOPES, Right
from gatepost.evaluation.intervals import Interval
from gatepost.web.desk.figures.asking import Asked, counted_tables
from gatepost.web.desk.figures.parts import Table, Value
from gatepost.web.desk.figures.tables import Looking
from gatepost.web.desk_api.filtering import SiteId
from gatepost.web.desk_api.reading import GUARDED, NO_STORE
from gatepost.web.guards import needs
from gatepost.web.problems import documented
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

Period = Annotated[str, QueryParameter(description="`24h`, `7d`, `30d`, `90d` or `range`.", max_length=8)]
First = Annotated[str, QueryParameter(name="from", description="First day of a range.", max_length=10)]
Last = Annotated[str, QueryParameter(name="to", description="Last day of a range.", max_length=10)]
Written = Annotated[str, QueryParameter(description="Only comments in this language.", max_length=16)]


class FiguresOut(Struct, frozen=True):
    """`tables`: rows by table, each an object by column. A share is `{"value", "low", "high", "n"}`: its 95%
    interval and the number that it is a share of; null where nothing could be measured."""

    since: str
    until: str
    step_seconds: int
    tables: dict[str, list[dict[str, Any]]]


@get(
    "/figures",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "period-invalid"),
    summary="Figures of a period: volume, decisions, times, overturns, agreement, calibration",
    tags=["desk"],
)
async def get_figures(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    period: Period = DEFAULT,
    first: First = "",
    last: Last = "",
    site: SiteId = "",
    written: Written = "",
) -> Response[FiguresOut]:
    house = service_of(request).house
    scope = Asked(period, first, last, site, written).scope(house.clock())
    everybody = any(Right.SETTLE in SCOPES.get(one, ()) for one in program.scopes)
    tables = await counted_tables(house, scope, Looking(everybody=everybody))
    body = FiguresOut(
        iso(scope.since),
        iso(scope.until),
        scope.step // 1_000_000,
        {name: _rows(table) for name, table in tables.items()},
    )
    return Response(body, headers=NO_STORE)


@get(
    "/quality",
    opt=needs(Right.SETTLE),
    responses=documented(*GUARDED, "period-invalid"),
    summary="The answered blind sample of a period, as lines for `gatepost calibrate`",
    media_type="application/jsonl",
    tags=["desk"],
)
async def get_quality(
    request: AnyRequest, period: Period = DEFAULT, first: First = "", last: Last = "", site: SiteId = ""
) -> Response[bytes]:
    """One JSON object a line. The header `Gatepost-Sample-Open` says how many still wait."""
    house = service_of(request).house
    scope = Asked(period, first, last, site).scope(house.clock())
    await draw_due(house)
    found = await export(house.store, scope.site, scope.since, scope.until)
    encoder = msgspec.json.Encoder()
    body = b"".join([encoder.encode(line) + b"\n" async for line in lines(house.store, found)])
    headers = {**NO_STORE, "Gatepost-Sample-Open": str(found.open)}
    return Response(body, media_type="application/jsonl", headers=headers)


def _rows(table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, map(_value, row), strict=True)) for row in table.rows]


def _value(value: Value) -> Any:
    if isinstance(value, Interval):
        return {"value": value.value, "low": value.low, "high": value.high, "n": value.rows}
    return value
