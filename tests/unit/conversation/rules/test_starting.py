"""Which rules hold after a start: the newest version, unless the settings file says something new."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.conversation.rules.conftest import (
    brought_into_force,
    ruled,
    shipped_text,
    with_word,
    with_wording,
)

from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.rules.drafts import keep_draft
from gatepost.conversation.rules.records import SiteRules
from gatepost.conversation.rules.settings import rules_of
from gatepost.engine.guidelines import GuidelinesError, load
from gatepost.vocabulary import DESK_CHAIN

FILE = with_wording("profanity", "No swearing in this paper.")
CHANGED_FILE = with_wording("profanity", "No swearing, please.")
ADVISE = Modes(Mode.ADVISE)


async def publish_at_the_desk(path: Path, text: str, file: str = "", modes: Modes | None = None) -> str:
    async with ruled(path, file) as house:
        sites = rules_of(house.sites) if modes is None else {"site": SiteRules(modes)}
        draft = await keep_draft(house, "moderator:mina", text, sites)
        return (await brought_into_force(house, draft)).version


async def test_the_first_start_makes_number_one_of_what_ships(tmp_path: Path) -> None:
    async with ruled(tmp_path / "db") as house:
        newest = await house.store.rules.newest()
        assert newest is not None
        assert (newest.number, newest.version, newest.by) == (1, load().version, "settings")
        assert newest.settings.sites["site"].modes == Modes.automatic()
        assert [entry.kind.value async for entry in house.store.entries(DESK_CHAIN)] == ["guidelines"]
    async with ruled(tmp_path / "db") as house:
        assert len(await house.store.rules.versions()) == 1


async def test_what_was_published_at_the_desk_outlives_a_restart(tmp_path: Path) -> None:
    published = await publish_at_the_desk(tmp_path / "db", with_word("scribbler"), FILE, ADVISE)
    async with ruled(tmp_path / "db", FILE) as house:
        assert house.guidelines.version == published
        assert house.screening.guidelines.version == published  # type: ignore[attr-defined]
        assert house.sites.all[0].modes == ADVISE
        assert house.rules_number == 2


async def test_a_changed_file_makes_a_version_of_its_own(tmp_path: Path) -> None:
    await publish_at_the_desk(tmp_path / "db", with_word("scribbler"), FILE)
    async with ruled(tmp_path / "db", CHANGED_FILE) as house:
        newest = await house.store.rules.newest()
        assert newest is not None
        assert (newest.number, newest.by, newest.text) == (3, "settings", CHANGED_FILE)
        assert house.guidelines.wording("profanity", "en") == "No swearing, please."
    async with ruled(tmp_path / "db", CHANGED_FILE) as house:
        assert house.rules_number == 3


async def test_a_file_that_only_looks_different_changes_nothing(tmp_path: Path) -> None:
    async with ruled(tmp_path / "db", FILE):
        pass
    async with ruled(tmp_path / "db", f"# a remark\n{FILE}") as house:
        assert house.rules_number == 1


async def test_changed_modes_leave_what_editors_wrote(tmp_path: Path) -> None:
    published = await publish_at_the_desk(tmp_path / "db", with_word("scribbler"), FILE)
    async with ruled(tmp_path / "db", FILE, modes=ADVISE) as house:
        assert (house.guidelines.version, house.rules_number) == (published, 3)
        assert house.sites.all[0].modes == ADVISE
    async with ruled(tmp_path / "db", FILE, modes=ADVISE) as house:
        assert (house.guidelines.version, house.rules_number) == (published, 3)


async def test_the_file_that_says_what_is_in_force_already_adds_nothing(tmp_path: Path) -> None:
    """Who exports the desk's version into the file must not lose what the desk publishes after that."""
    desk = with_word("scribbler")
    await publish_at_the_desk(tmp_path / "db", desk, FILE)
    async with ruled(tmp_path / "db", desk) as house:
        assert house.rules_number == 2
    later = await publish_at_the_desk(tmp_path / "db", with_word("hack", text=desk), desk)
    async with ruled(tmp_path / "db", desk) as house:
        assert house.guidelines.version == later


async def test_another_release_replaces_what_an_earlier_one_shipped(tmp_path: Path) -> None:
    async with ruled(tmp_path / "db", FILE, shipped=True):
        pass
    async with ruled(tmp_path / "db", CHANGED_FILE, shipped=True) as house:
        assert house.guidelines.wording("profanity", "en") == "No swearing, please."
        assert house.rules_number == 2


async def test_but_never_what_somebody_published(tmp_path: Path) -> None:
    published = await publish_at_the_desk(tmp_path / "db", with_word("scribbler"))
    async with ruled(tmp_path / "db", CHANGED_FILE, shipped=True) as house:
        assert house.guidelines.version == published


async def test_a_version_that_no_release_can_read_is_told_at_the_start(tmp_path: Path) -> None:
    async with ruled(tmp_path / "db", FILE) as house:
        await house.store.rules._writer.run(  # type: ignore[attr-defined]
            lambda cursor: cursor.execute("UPDATE rules SET guidelines = ?", (b"name = ",)) and None
        )
    with pytest.raises(GuidelinesError, match=r"version 1 of the guidelines(?s:.)*server\.guidelines"):
        async with ruled(tmp_path / "db", FILE):
            pass
    async with ruled(tmp_path / "db", CHANGED_FILE) as house:
        assert house.rules_number == 2


def test_the_shipped_text_is_what_ships() -> None:
    assert "[[clause]]" in shipped_text()
