"""Alarms, closing while nobody is at the desk, hours: by the clock, on what waits, after a restart too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec import structs
from structlog.testing import capture_logs
from tests.houses import Home, home

from gatepost.conversation.attendance.attending import MINUTE, Attendance, NotNow
from gatepost.conversation.attendance.hours import hours
from gatepost.conversation.decide import decide
from gatepost.conversation.records import Moderator, SessionRecord
from gatepost.conversation.sites import Sites
from gatepost.vocabulary import LANGUAGES, Outcome

HOUR = 60 * MINUTE


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Home]:
    """A site that is alarmed after 10 minutes and closes after 30."""
    async with home(tmp_path / "db") as running:
        configure(running, alarm_minutes=10, unattended_minutes=30)
        yield running


def configure(running: Home, **changes: object) -> None:
    running.site = structs.replace(running.site, **changes)
    running.house.sites = Sites([running.site])


async def closed(running: Home, **more: object) -> NotNow:
    with pytest.raises(NotNow) as error:
        await running.send("fine", **more)
    return error.value


async def test_an_alarm_begins_and_ends_with_what_waits(watched: Home) -> None:
    attendance = watched.house.attendance
    comment = await watched.post("refer this")
    watched.clock.at += 9 * MINUTE
    assert await attendance.alarms() == []
    watched.clock.at += MINUTE
    (alarm,) = await attendance.alarms()
    assert (alarm.site, alarm.minutes) == ("site", 10)
    with capture_logs() as logs:
        await attendance.look()
        await attendance.look()
        await decide(watched.house, "mina", comment.id, Outcome.APPROVE)
        await attendance.look()
    assert watched.signals.count("queue-alarm") == 1
    assert [line["log_level"] for line in logs] == ["warning", "info"]


async def test_without_the_setting_nothing_alarms_and_nothing_closes(at_home: Home) -> None:
    await at_home.post("refer this")
    at_home.clock.at += 1_000 * HOUR
    assert await at_home.house.attendance.alarms() == []
    await at_home.send("fine")


async def test_it_closes_when_one_has_waited_and_nobody_came_and_opens_when_somebody_does(
    watched: Home,
) -> None:
    waiting = await watched.send("refer this", idempotency_key="k")
    await watched.house.screener.settled(waiting.comment.id, 30)
    watched.clock.at += 29 * MINUTE
    await watched.send("fine")
    watched.clock.at += MINUTE
    refusal = await closed(watched)
    assert (refusal.code, refusal.status) == ("unattended", 409)
    again = await watched.send("refer this", idempotency_key="k")
    assert again.replayed  # what is in is in: a repeated attempt gets its receipt
    for language in LANGUAGES:
        assert refusal.values["since"] in refusal.told(language)
    watched.house.attendance.saw("auditor")  # who may not decide is no help
    await closed(watched)
    watched.house.attendance.saw("moderator")
    await watched.send("fine")


async def test_what_was_seen_and_left_lying_closes_nothing(watched: Home) -> None:
    await watched.post("refer this")
    watched.clock.at += HOUR
    watched.house.attendance.saw("editor")
    watched.clock.at += 10 * HOUR
    await watched.send("fine")
    await watched.post("refer that")
    watched.clock.at += 30 * MINUTE
    await closed(watched)


async def test_only_what_waits_for_a_person_counts(watched: Home) -> None:
    await watched.post("fine")
    await watched.post("reject this")
    watched.clock.at += HOUR
    await watched.send("fine")


async def test_a_refused_comment_leaves_nothing(watched: Home) -> None:
    await watched.post("refer this")
    watched.clock.at += HOUR
    await closed(watched, url="https://news.example/a/new")
    assert len(await watched.store.articles()) == 1


async def test_after_a_restart_the_newest_session_says_who_was_there(watched: Home) -> None:
    store = watched.store
    await store.add_moderator(Moderator("mina", "Mina", "moderator"))
    await store.add_moderator(Moderator("aud", "Aud", "auditor"))
    await store.add_moderator(Moderator("gone", "Gone", "admin", disabled=True))
    await watched.post("refer this")
    watched.clock.at += HOUR
    end = watched.clock.at + 12 * HOUR
    for number, who in enumerate(("aud", "gone")):
        await store.add_session(SessionRecord(bytes([number]), who, watched.clock(), end))
    watched.house.attendance = Attendance(watched.house)
    await closed(watched)
    await store.add_session(SessionRecord(b"m", "mina", watched.clock(), end))
    watched.house.attendance = Attendance(watched.house)
    await watched.send("fine")


async def test_hours(at_home: Home) -> None:
    configure(at_home, hours=hours("08:00-22:00", "Europe/Istanbul"))
    day = 1_750_032_000_000_000  # 2025-06-16 00:00 UTC
    for at, is_open in ((5 * HOUR, True), (19 * HOUR - MINUTE, True), (19 * HOUR, False)):
        at_home.clock.at = day + at
        if is_open:
            await at_home.send("fine")
        else:
            refusal = await closed(at_home)
            assert refusal.code == "outside-hours"
            assert "08:00" in refusal.told("ar")
    at_home.clock.at = day + 4 * HOUR
    await closed(at_home)


def test_hours_past_midnight_and_what_are_none() -> None:
    night = hours("20:00-02:00")
    assert [night.open_at(hour * HOUR) for hour in (1, 3, 19, 21)] == [True, False, False, True]
    for wrong in ("", "8-22", "08:00-24:00", "08:00 - 22:00", "08:00-08:00"):
        with pytest.raises(ValueError, match="hours"):
            hours(wrong)
    with pytest.raises(ValueError, match="time zone"):
        hours("08:00-22:00", "Mars/Olympus")
