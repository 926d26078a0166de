"""Whether a PostgreSQL database is in order, as far as its server does not see to that itself."""

from __future__ import annotations

import re

from gatepost.store.checking import HANGS, QUESTIONS, Checked, judge, unfit
from gatepost.store.copying.words import COPYING
from gatepost.store.migrations import HEAD
from gatepost.store.postgresql.connections import Address
from gatepost.store.postgresql.opening import revision_of
from gatepost.store.postgresql.troubles import unavailable
from gatepost.store.tables import GUARDS, metadata

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_TRIGGERS = (
    "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    " AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
)
_SECONDS = "SELECT extract(epoch FROM clock_timestamp())::float8"
SKEW_SECONDS = 5


async def check(address: Address, now: int) -> list[Checked]:
    """One state of the database, while servers may go on. Raises `StoreUnavailable`."""
    connection = await address.connect()
    try:
        with unavailable(address.where):
            skew = abs(await connection.fetchval(_SECONDS) - now / 1e6)
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                revision = await revision_of(connection)
                found = [_schema(revision, {row[0] for row in await connection.fetch(_TABLES)})]
                if revision == HEAD:
                    found.append(_guards({row[0] for row in await connection.fetch(_TRIGGERS)}))
                    answers = {}
                    for name, question in QUESTIONS.items():
                        given = (now - HANGS,) if ":before" in question else ()
                        answers[name] = await connection.fetch(re.sub(":before", "$1", question), *given)
                    found += judge(answers, now)
    finally:
        await connection.close()
    found.append(_clock(skew))
    return found


def _schema(revision: str | None, tables: set[str]) -> Checked:
    if revision == COPYING:
        return Checked("schema", "fail", "a copy into it is not whole", "Give `gatepost db copy` once more")
    if wrong := unfit(revision, "address"):
        return wrong
    if missing := sorted(set(metadata.tables) - tables):
        return Checked("schema", "fail", f"missing: {', '.join(missing)}", "Restore a backup")
    return Checked("schema", "ok", f"schema {revision}, every table is there")


def _guards(triggers: set[str]) -> Checked:
    missing = sorted({guard.split()[2] for guard in GUARDS} - triggers)
    if missing:
        return Checked(
            "guards",
            "fail",
            f"missing or off: {', '.join(missing)}: the ledger could be altered",
            "Run `gatepost ledger verify`; restore a backup if it finds something",
        )
    return Checked("guards", "ok", "the ledger refuses every change and every deletion")


def _clock(skew: float) -> Checked:
    if skew > SKEW_SECONDS:
        return Checked(
            "clock",
            "warn",
            f"the server's clock and this machine's are {skew:.0f} seconds apart",
            "Set both by NTP: leases and limits go by them",
        )
    return Checked("clock", "ok", "the server's clock agrees with this machine's")
