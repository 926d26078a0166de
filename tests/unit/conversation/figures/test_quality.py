"""Drawing the blind sample month by month, judging it, exporting it so that each comment had one chance."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.houses import Home, home

from gatepost.conversation.erase import erase
from gatepost.conversation.figures.months import Month, micro, month_of, months_until
from gatepost.conversation.figures.quality import draw_due, export, judge, lines, next_blind
from gatepost.conversation.figures.records import DAY
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Sites
from gatepost.vocabulary import Outcome

MONTH = 31 * DAY
EVER = (0, 2**60)


def share(at: Home, part: float) -> None:
    at.site = replace(at.site, quality_share=part)
    at.house.sites = Sites([at.site])


async def drawn(at: Home) -> list[str]:
    await draw_due(at.house)
    return [one.comment for one in await at.store.figures.samples(None, *EVER)]


async def test_nothing_is_drawn_unless_a_site_wants_it(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at:
        await at.post()
        at.clock.at += DAY
        assert await drawn(at) == []
        assert await at.store.figures.last_draw("site") is None


async def test_every_month_is_drawn_once_what_waits_is_not(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at:
        share(at, 1.0)
        first = await at.post()
        await at.post("refer this")
        at.clock.at += DAY
        assert await drawn(at) == [first.id]
        at.clock.at += 2 * MONTH
        second = await at.post("reject this")
        assert await drawn(at) == [first.id]  # could still be taken back
        at.clock.at += 61_000_000
        assert await drawn(at) == [first.id, second.id]
        assert await drawn(at) == [first.id, second.id]


async def test_a_part_is_drawn_and_a_raised_share_is_thinned_for_the_export(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at:
        share(at, 0.3)
        for number in range(30):
            await at.post(f"fine {number}")
        at.clock.at += 120_000_000
        few = await drawn(at)
        assert 0 < len(few) < 30
        share(at, 1.0)
        for number in range(30):
            await at.post(f"fine again {number}")
        at.clock.at += 120_000_000
        assert len(await drawn(at)) == len(few) + 30
        found = await export(at.store, None, *EVER)
        assert found.share == 300_000
        assert found.samples == ()
        assert found.open + found.thinned == len(few) + 30
        assert len(few) <= found.open < len(few) + 30


async def test_a_view_is_kept_once_and_exported_with_its_surroundings(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at:
        share(at, 1.0)
        parent = await at.post("fine words")
        child = await at.post("reject these", parent=parent.id)
        gone = await at.post("fine too")
        at.clock.at += 120_000_000
        await draw_due(at.house)
        await judge(at.house, "ann", child.id, Outcome.REJECT, "threat")
        await judge(at.house, "ann", gone.id, Outcome.APPROVE, "threat")
        found = await export(at.store, "site", *EVER)
        assert (found.open, len(found.samples)) == (1, 2)
        await erase(at.house, gone.id, "operator")
        (line,) = [one async for one in lines(at.store, found)]  # erased between: left out
        assert (line.id, line.text, line.reject, line.clause) == (child.id, "reject these", 1, "threat")
        assert (line.first_by, line.first_outcome) == ("engine", "reject")
        assert line.parent == {"text": "fine words"}
        assert len((await export(at.store, "site", *EVER)).samples) == 1
        assert (await export(at.store, "other", *EVER)).samples == ()


async def test_refusals(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at:
        share(at, 1.0)
        made = await at.post()
        at.clock.at += 120_000_000
        await draw_due(at.house)
        for outcome, clause, code in (
            (Outcome.REFER, "", "ground-missing"),
            (Outcome.REJECT, "", "ground-missing"),
            (Outcome.REJECT, "no-such", "unknown-clause"),
            (Outcome.REJECT, "welcome.criticism", "unknown-clause"),
        ):
            with pytest.raises(Refusal) as refused:
                await judge(at.house, "ann", made.id, outcome, clause)
            assert refused.value.code == code
        kept = await judge(at.house, "ann", made.id, Outcome.APPROVE, "threat")
        assert kept.clause == ""
        for comment in (made.id, "none"):
            with pytest.raises(Refusal) as refused:
                await judge(at.house, "ben", comment, Outcome.APPROVE)
            assert refused.value.code == "sample-closed"


async def test_one_moderator_gets_the_same_comment_until_it_is_answered(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at:
        share(at, 1.0)
        for number in range(4):
            await at.post(f"fine {number}")
        at.clock.at += 120_000_000
        await draw_due(at.house)
        seen = []
        for _ in range(4):
            card = await next_blind(at.house, "ann")
            assert card == await next_blind(at.house, "ann")
            assert card is not None
            seen.append(card.comment.text)
            await judge(at.house, "ann", card.comment.id, Outcome.APPROVE)
        assert sorted(seen) == [f"fine {number}" for number in range(4)]
        assert await next_blind(at.house, "ann") is None


def test_months() -> None:
    december = month_of(1_734_000_000_000_000)
    assert december.name == "2024-12"
    assert month_of(december.begins) == month_of(december.ends - 1) == december
    assert month_of(december.ends).name == "2025-01"
    assert [one.name for one in months_until("2024-11", december.ends)] == ["2024-11", "2024-12", "2025-01"]
    assert list(months_until("2025-02", december.ends)) == []
    assert isinstance(december, Month)
    assert december.begins % DAY == 0
    assert micro(date(1970, 1, 2)) == DAY
