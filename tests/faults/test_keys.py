"""One Idempotency-Key is one comment: sent many times at one moment, after a kill, and to any process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

from tests.faults.invariants import stored_once
from tests.faults.load import Load
from tests.faults.newsroom import SITE, Newsroom, several_processes
from tests.faults.postgres import PostgreSQL
from tests.faults.told import Post

AT_ONCE = 8


async def one_comment_a_key(newsroom: Newsroom) -> None:
    """Callers who do not wait for their answer send again, to whichever process comes first."""
    await newsroom.start()
    load = Load(newsroom, Random(1), {})
    body = {"article": {"url": f"{SITE}/keys"}, "author": {"name": "Ann"}}
    try:
        for number in range(4):
            text = f"The council should answer question {number} before the vote."
            post = Post(f"same-{number}", text, {**body, "text": text}, {})
            load.told.posts[post.key] = post
            sending = [
                asyncio.create_task(
                    load.ask(
                        "POST", "/api/v1/comments", json=post.body, headers={"Idempotency-Key": post.key}
                    )
                )
                for _ in range(AT_ONCE)
            ]
            if number == 3:  # and some of these callers are cut off in the middle
                await asyncio.sleep(0.005)
                await newsroom.webs[0].kill()
                await newsroom.webs[0].start()
            answers = [answer.json() for answer in await asyncio.gather(*sending) if answer is not None]
            assert len({(one["id"], one["receipt"]["token"]) for one in answers}) == 1
            post.answer = answers[0]
        assert list(stored_once(newsroom.database, load.told)) == []
    finally:
        await load.close()
        await newsroom.kill()


async def test_one_key_sent_many_times_to_one_process(tmp_path: Path) -> None:
    await one_comment_a_key(Newsroom(tmp_path))


async def test_one_key_sent_many_times_to_two_processes(tmp_path: Path, server: PostgreSQL) -> None:
    await one_comment_a_key(several_processes(tmp_path, server))
