"""Browsers of people with any role; a desk at localhost, where passkeys work."""

from __future__ import annotations

import re

import pytest
from tests.unit.web.desk.conftest import Desk

from gatepost.conversation.records import Moderator

PASSWORD = "a long enough password"


@pytest.fixture
async def admin(service) -> Desk:
    async with Desk(service) as made:
        await service.house.store.add_moderator(Moderator("ada", "Ada", "admin"))
        await made.signs_in("Ada")
        yield made


@pytest.fixture
def later(service, monkeypatch):
    """Let minutes pass for the accounts."""
    passed = 0

    def minutes(number: float) -> None:
        nonlocal passed
        passed += int(number * 60_000_000)

    clock = service.accounts._clock
    for part in (
        service.accounts,
        service.accounts.sessions,
        service.accounts.attempts,
        service.accounts.passkeys,
    ):
        monkeypatch.setattr(part, "_clock", lambda: clock() + passed)
    return minutes


@pytest.fixture
def no_refilling(service, monkeypatch) -> None:
    """Time stands still for the limits: a slow machine must not fill the buckets again."""
    monkeypatch.setattr(service.accounts.attempts, "_clock", lambda: 1_795_000_000_000_000)


def field(page: str, name: str) -> str:
    """The value of the first input of this name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]
