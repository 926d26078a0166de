"""The bus over a real PostgreSQL: all others hear, and a lost connection is made anew."""

from __future__ import annotations

import asyncpg
from tests.houses import until
from tests.postgres import database_url

from gatepost.store.postgresql.bus import MOST_BYTES, PostgreSQLBus
from gatepost.store.postgresql.connections import Address


class Ear:
    def __init__(self, url: str) -> None:
        self.bus = PostgreSQLBus(Address(url))
        self.heard: list[tuple[str, str]] = []
        self.missed = 0
        self.bus.hear(lambda topic, message: self.heard.append((topic, message)), self._missed)

    def _missed(self) -> None:
        self.missed += 1


async def test_all_others_hear_and_a_lost_connection_is_made_anew() -> None:
    url = database_url()
    a, b, c = ears = [Ear(url) for _ in range(3)]
    for ear in ears:
        ear.bus.start()
    try:
        await until(lambda: all(ear.bus.alive for ear in ears))
        a.bus.tell("t", "first")
        a.bus.tell("t", "first")  # the same at once is said once
        await until(lambda: b.heard and c.heard)
        assert (a.heard, b.heard, c.heard) == ([], [("t", "first")], [("t", "first")])
        many = [("t", f"{number} " + "x" * 500) for number in range(100)]
        for topic, message in many:
            b.bus.tell(topic, message)
        b.bus.tell("t", "y" * MOST_BYTES)  # more than goes into one notification: nobody hears it
        b.bus.tell("t", "last")
        await until(lambda: a.heard[-1:] == [("t", "last")])
        assert a.heard == [*many, ("t", "last")]
        connection = await asyncpg.connect(url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.close()
        await until(lambda: all(ear.missed == 1 and ear.bus.alive for ear in ears))
        c.bus.tell("t", "again")
        await until(lambda: a.heard[-1] == b.heard[-1] == ("t", "again"))
    finally:
        for ear in ears:
            ear.bus.tell("t", "farewell")
            await ear.bus.stop()
    assert ("t", "farewell") in a.heard + b.heard + c.heard
