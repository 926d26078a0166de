"""`/desk/figures`: what happened, how fast, how often wrongly; and the same tables as CSV."""

from __future__ import annotations

from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from gatepost.conversation.figures.months import day_of
from gatepost.conversation.figures.periods import DEFAULT, PERIODS, PeriodWrong
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right
from gatepost.vocabulary import LANGUAGES
from gatepost.web.desk.figures.asking import Asked, asked_in, counted_tables, looking
from gatepost.web.desk.figures.csv import written
from gatepost.web.desk.figures.parts import Table
from gatepost.web.desk.figures.plots import Plot, drift_plot, reliability_plot, volume_plots
from gatepost.web.desk.figures.tables import NAMES
from gatepost.web.desk.figures.writing import ShownTable, Writing
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.view import HEADERS, messages_for, page
from gatepost.web.guards import needs
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest

SECTIONS = (
    ("volume", ("volume",)),
    ("decisions", ("decided", "times")),
    ("overturned", ("overturned_clauses", "overturned_languages", "overturned_engines")),
    ("moderators", ("moderators",)),
    ("readers", ("appeals", "reports")),
    ("agreement", ("agreement", "sample")),
    ("calibration", ("reliability", "drift")),
)
"""The page from above to below: headings and the tables under each."""
SHOWN = tuple(name for _, names in SECTIONS for name in names)
LONG = frozenset({"volume", "reliability", "drift"})
"""Tables that stand below a plot and are folded."""


class Block(Struct, frozen=True):
    """One table on the page. `folded`: shown by its plots, the numbers on demand."""

    table: ShownTable
    csv: str
    plots: tuple[Plot, ...]
    folded: bool


class Section(Struct, frozen=True):
    name: str
    blocks: tuple[Block, ...]


@get("/desk/figures", opt=needs(Right.LOOK), include_in_schema=False)
async def figures(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """Every figure of a period, each with how it is counted."""
    asked, messages = asked_in(request.query_params), messages_for(request)
    shown, problem = asked, ""
    try:
        scope = asked.scope(house.clock())
    except PeriodWrong as wrong:
        problem = messages(f"figures.wrong.{wrong.key}")
        shown = Asked(site=asked.site, written=asked.written)
        scope = shown.scope(house.clock())
    tables = await counted_tables(house, scope, looking(moderator), SHOWN)
    desk = await desk_for(house, moderator, messages)
    writing = Writing(messages, house.guidelines, desk.names)
    return page(
        request,
        "desk/figures/figures.html",
        status=422 if problem else 200,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        asked=asked,
        problem=problem,
        periods=PERIODS,
        default=DEFAULT,
        sites=house.sites.all,
        languages=_languages(tables, asked),
        sections=[
            Section(name, tuple(_block(tables[one], writing, shown) for one in names))
            for name, names in SECTIONS
        ],
        everybody=looking(moderator).everybody,
        days_csv=_csv_link("days", shown),
    )


@get("/desk/figures.csv", opt=needs(Right.LOOK), include_in_schema=False)
async def figures_csv(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[bytes]:
    """One table of the page as a file for spreadsheets."""
    asked = asked_in(request.query_params)
    scope = asked.scope(house.clock())
    name = request.query_params.get("table", "volume")
    if name not in NAMES:
        raise Problem("invalid-parameter", f"There is no table of that name; there are {', '.join(NAMES)}.")
    tables = await counted_tables(house, scope, looking(moderator), (name,))
    desk = await desk_for(house, moderator, messages_for(request))
    span = f"{day_of(scope.since)}-{day_of(scope.until - 1)}"
    return Response(
        written(tables[name], desk.names),
        media_type="text/csv",
        headers={**HEADERS, "Content-Disposition": f'attachment; filename="gatepost-{name}-{span}.csv"'},
    )


def _block(table: Table, writing: Writing, asked: Asked) -> Block:
    plots: tuple[Plot | None, ...] = ()
    if table.name == "volume":
        plots = volume_plots(table, writing)
    elif table.name == "reliability":
        plots = (reliability_plot(table, writing),)
    elif table.name == "drift":
        plots = (drift_plot(table, writing),)
    drawn = tuple(one for one in plots if one is not None)
    return Block(
        writing.table(table), _csv_link(table.name, asked), drawn, table.name in LONG and bool(drawn)
    )


def _csv_link(table: str, asked: Asked) -> str:
    return f"/desk/figures.csv?{urlencode({'table': table, **asked.parameters()})}"


def _languages(tables: dict[str, Table], asked: Asked) -> list[str]:
    """Languages to choose from: ours, and whatever else was written in."""
    seen = {str(row[0]) for row in tables["overturned_languages"].rows}
    others = (seen | {asked.written}) - set(LANGUAGES) - {""}
    return [*LANGUAGES, *sorted(others)]
