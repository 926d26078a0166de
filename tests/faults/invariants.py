"""What must hold when all is over, whatever was killed meanwhile. Each function yields what does not."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.databases import Database
from tests.faults.load import Load, flat, who
from tests.faults.told import Post, Told

from gatepost.store.ledger.checkpoint import Seen

SETTLED_SECONDS = 60.0


async def nothing_waits_for_the_engine(database: Database) -> list[str]:
    """Wait until every comment has its verdict and no job is left over; what hangs, otherwise."""
    waiting: list[str] = []
    for _ in range(int(SETTLED_SECONDS / 0.1)):
        rows = await asyncio.to_thread(
            database.rows, "SELECT id FROM comments WHERE state = 'pending' AND screened = 0"
        )
        jobs = await asyncio.to_thread(database.rows, "SELECT subject FROM jobs WHERE kind = 'screen'")
        waiting = [f"comment {row[0]} hangs without a verdict" for row in rows]
        waiting += [f"the job for {row[0]} hangs" for row in jobs]
        if not waiting:
            return []
        await asyncio.sleep(0.1)
    return waiting


def stored_once(database: Database, told: Told) -> Iterator[str]:
    """What was acknowledged is there once, byte for byte; what was not, at most once; nothing else."""
    stored: defaultdict[bytes, list[str]] = defaultdict(list)
    for comment, text in database.rows("SELECT id, text FROM comments"):
        stored[bytes(text)].append(comment)
    for post in told.posts.values():
        found = stored.pop(post.text.encode(), [])
        if post.answer is not None:
            if found != [post.answer["id"]]:
                yield f"{post.key} was acknowledged as {post.answer['id']}, stored: {found}"
        elif post.refused and found:
            yield f"{post.key} was refused ({post.refused}) and is stored: {found}"
        elif len(found) > 1:
            yield f"{post.key} was not acknowledged and is stored twice: {found}"
    for text, found in stored.items():
        yield f"nobody sent what is stored as {found}: {text!r}"


def published_with_verdict(database: Database, told: Told) -> Iterator[str]:
    """What is public or was ever shown has a verdict, a decision to approve it, and then its publication."""
    order: defaultdict[str, list[str]] = defaultdict(list)
    for comment, kind in database.rows("SELECT comment, kind FROM ledger ORDER BY chain, seq"):
        order[comment].append(kind)
    approved = {row[0] for row in database.rows("SELECT id FROM comments WHERE state = 'approved'")}
    texts = {post.answer["id"]: post.text for post in told.acknowledged if post.answer}
    for comment in approved | set(told.public):
        kinds = order[comment]
        before = kinds[: kinds.index("publication")] if "publication" in kinds else []
        if "verdict" not in before or "decision" not in before:
            yield f"{comment} is or was public, its entries are {kinds}"
    for comment, text in told.public.items():
        if comment in texts and texts[comment] != text:
            yield f"{comment} was shown with another text"
    for comment, kinds in order.items():
        for kind, often in Counter(kinds).items():
            if kind in ("submission", "verdict", "publication", "withdrawal") and often > 1:
                yield f"{comment} has {often} entries of the kind {kind}"


def decided_once(database: Database, told: Told, keys: dict[str, str]) -> Iterator[str]:
    """No acknowledged ruling is lost, none was carried out twice, and none that nobody asked for."""
    found = Counter(
        (comment, by, outcome)
        for comment, by, outcome in database.rows('SELECT comment, "by", outcome FROM decisions')
    )
    asked = {(one.comment, who(keys[one.by]), one.outcome): one for one in told.rulings}
    for ruling in told.rulings:
        place = (ruling.comment, who(keys[ruling.by]), ruling.outcome)
        if ruling.acknowledged and found[place] != 1:
            yield f"the ruling {place} was acknowledged and is stored {found[place]} times"
    by_comment: Counter[str] = Counter()
    for (comment, by, outcome), often in found.items():
        if by == "engine":
            if often > 1:
                yield f"the engine decided {comment} {often} times"
            continue
        by_comment[comment] += often
        if (comment, by, outcome) not in asked:
            yield f"nobody asked for {outcome} of {comment} by {by}"
    for comment, often in by_comment.items():
        if often > 1:  # each asked for it with the referral as what they saw
            yield f"{comment} was decided by people {often} times"


def withdrawn_as_told(database: Database, told: Told) -> Iterator[str]:
    states = dict(database.rows("SELECT id, state FROM comments"))
    for comment, acknowledged in told.withdrawals.items():
        if acknowledged and states.get(comment) != "withdrawn":
            yield f"{comment} was withdrawn and is {states.get(comment)}"


def ledger_agrees(database: Database, told: Told) -> Iterator[str]:
    """`gatepost ledger verify` with every receipt that was given out."""
    seen = []
    for post in told.acknowledged:
        assert post.answer is not None
        place = post.answer["receipt"]["ledger"]
        digest = bytes.fromhex(place["digest"].removeprefix("sha256:"))
        seen.append(Seen(place["chain"], place["seq"], digest, post.key))
    yield from (f"ledger: {damage}" for damage in database.damages(seen))


async def answered_again(load: Load, posts: list[Post]) -> list[str]:
    """The same keys give the same answers, from whichever process."""
    wrong = []
    for post in posts:
        headers = {"Idempotency-Key": post.key, **post.headers}
        again = await load.ask("POST", "/api/v1/comments", json=post.body, headers=headers)
        assert again is not None
        assert post.answer is not None
        if again.status_code != 201:
            wrong.append(f"{post.key} again: {again.status_code} {again.text}")
        elif (again.json()["id"], again.json()["receipt"]) != (post.answer["id"], post.answer["receipt"]):
            wrong.append(f"{post.key} again gives another answer")
    return wrong


async def listed_as_stored(load: Load, database: Database) -> list[str]:
    """Readers are shown exactly what is approved, each once, with the text that was sent."""
    wrong = []
    approved = {
        comment: bytes(text).decode()
        for comment, text in database.rows("SELECT id, text FROM comments WHERE state = 'approved'")
    }
    shown: Counter[str] = Counter()
    for (url,) in database.rows("SELECT url FROM articles"):
        after: str | None = ""
        while after is not None:
            params = {"article": url, "limit": 500, "after": after}
            answer = await load.ask("GET", "/api/v1/comments", params=params)
            assert answer is not None
            assert answer.status_code == 200, answer.text
            page = answer.json()
            after = page["after"]
            for one in flat(page["comments"]):
                shown[one["id"]] += 1
                if approved.get(one["id"]) != one["text"]:
                    wrong.append(f"{one['id']} is shown with {one['text']!r}")
    if shown != Counter(approved.keys()):
        wrong.append(f"shown {len(shown)} comments ({shown.total()} times), approved {len(approved)}")
    return wrong


async def all_faults(load: Load, database: Database, keys: dict[str, str]) -> list[str]:
    """Everything above; the processes must be up, and the load has ended."""
    told = load.told
    faults = list(told.strange)
    faults += await nothing_waits_for_the_engine(database)
    for look in (stored_once, published_with_verdict, withdrawn_as_told, ledger_agrees):
        faults += await asyncio.to_thread(lambda look=look: list(look(database, told)))
    faults += await asyncio.to_thread(lambda: list(decided_once(database, told, keys)))
    faults += await answered_again(
        load, load.random.sample(told.acknowledged, min(50, len(told.acknowledged)))
    )
    faults += await listed_as_stored(load, database)
    return faults
