"""A clock that jumps: nobody is shut out until it has caught up; nothing is lost, doubled or out of reach."""

from __future__ import annotations

from pathlib import Path

from tests.faults.caller import ARTICLE, calling

HOUR = 3_600 * 1_000_000


async def test_a_clock_that_jumps_back_and_forth(tmp_path: Path) -> None:
    async with calling(tmp_path, site="slow_seconds = 5") as caller:
        first = (await caller.say("At the right time.")).json()
        author = first["reader"]["token"]
        await caller.until_listed(first["id"])

        async def soon(text: str) -> str:
            """The author comments again: too soon now, taken five seconds later."""
            too_soon = await caller.say(text, author=author)
            assert too_soon.json()["code"] == "slow-mode"
            caller.trouble.clock_us += 6_000_000
            taken = await caller.say(text, author=author)
            assert taken.status_code == 201, taken.text
            return str(taken.json()["id"])

        posted = [first["id"], await soon("Six seconds later.")]
        # Back: what they wrote lies in the future now, and bars nobody until then.
        caller.trouble.clock_us -= HOUR
        back = await caller.say("An hour earlier.", author=author, key="back")
        assert back.status_code == 201, back.text
        posted += [back.json()["id"], await soon("And six seconds later again.")]
        # The same key gives the same answer on either side of a jump.
        again = await caller.say("An hour earlier.", author=author, key="back")
        assert (again.status_code, again.json()["id"]) == (201, back.json()["id"])
        # Far ahead: whoever keeps a key for longer than a day is refused, and nothing is doubled.
        caller.trouble.clock_us += 48 * HOUR
        late = await caller.say("An hour earlier.", author=author, key="back")
        assert late.json()["code"] == "idempotency-key-reused"
        ahead = await caller.say("Two days ahead.", author=author)
        assert ahead.status_code == 201, ahead.text
        posted.append(ahead.json()["id"])
        caller.trouble.clock_us = 30_000_000  # and back to about where it began
        posted.append((await caller.say("At the right time again.", author=author)).json()["id"])
        for comment in posted:
            await caller.until_listed(comment)
        # Pages go by what is stored, whatever the clock said: nothing is skipped, nothing comes twice.
        paged: list[str] = []
        after: str | None = ""
        while after is not None:
            params = {"article": ARTICLE, "sort": "oldest", "limit": 2, "after": after}
            page = (await caller.client.get(f"{caller.web.url}/api/v1/comments", params=params)).json()
            paged += [one["id"] for one in page["comments"]]
            after = page["after"]
        assert sorted(paged) == sorted(posted)
        assert (await caller.ready())[0] == 200
        caller.all_is_kept()


async def test_limits_hold_and_end_when_the_clock_jumps_back(tmp_path: Path) -> None:
    async with calling(tmp_path, posts=1) as caller:
        caller.trouble.clock_us = HOUR
        while (await caller.say()).status_code == 201:
            pass
        caller.trouble.clock_us = 0  # an hour back, and the bucket is as empty as it was
        limited = await caller.say()
        assert limited.json()["code"] == "rate-limited"
        wait = int(limited.headers["Retry-After"])
        assert wait <= 60
        caller.trouble.clock_us += wait * 1_000_000
        assert (await caller.say()).status_code == 201
        caller.all_is_kept()
