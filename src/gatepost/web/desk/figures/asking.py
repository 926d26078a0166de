"""What a query asks for, alike for page, CSV and API: period, site, language, and who looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gatepost.conversation.figures.periods import DEFAULT, scope_of
from gatepost.conversation.figures.records import Scope
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right, may
from gatepost.web.desk.figures.parts import Table
from gatepost.web.desk.figures.tables import Looking, tables

PARAMETERS = ("period", "from", "to", "site", "written")


class Asked(Struct, frozen=True):
    """The query as sent, so that the form shows it again and links repeat it. `written`: a language."""

    period: str = DEFAULT
    first: str = ""
    last: str = ""
    site: str = ""
    written: str = ""

    def scope(self, now: int) -> Scope:
        """Raises `PeriodWrong`."""
        return scope_of(self.period, now, self.first, self.last, self.site, self.written)

    def parameters(self) -> dict[str, str]:
        values = (self.period, self.first, self.last, self.site, self.written)
        return {name: value for name, value in zip(PARAMETERS, values, strict=True) if value}


def asked_in(query: Mapping[str, str]) -> Asked:
    """A query's wishes. Days given without a period mean the period between them."""
    values = [query.get(name, "")[:64] for name in PARAMETERS]
    period = values[0] or ("range" if values[1] or values[2] else DEFAULT)
    return Asked(period, *values[1:])


def looking(moderator: Moderator) -> Looking:
    """Figures about single people are for those who settle disagreements; everybody sees their own."""
    return Looking(moderator.id, may(moderator.role, Right.SETTLE))


async def counted_tables(
    house: House, scope: Scope, who: Looking, wanted: Sequence[str] = ()
) -> dict[str, Table]:
    """The wanted tables of the scope, all without a wish."""
    return tables(await house.store.figures.counted(scope), scope, who, wanted)
