"""Records for the contract suite, made as briefly as possible."""

from __future__ import annotations

import itertools
import secrets

from gatepost.conversation import entries, tokens
from gatepost.conversation.ports import Added, Change, EntryDraft, Store
from gatepost.conversation.records import ArticleRecord, CommentRecord, NewComment
from gatepost.store.postgresql import PostgreSQLStore
from gatepost.vocabulary import Decision, Finding, Outcome, State, Verdict

_count = itertools.count(1)
THREAT = Finding("threat", 0.97, "classifier")
VERDICT = Verdict(Outcome.APPROVE, (), {"threat": 0.1234567, "off-topic": None}, 0.25, "en", "e", "g")


def fewer(store: Store, many: int, few: int) -> int:
    """`many` where a question costs microseconds; `few` over a connection, where many would prove no more."""
    return few if isinstance(store, PostgreSQLStore) else many


def article(key: str = "a", site: str = "s", **more: object) -> ArticleRecord:
    return ArticleRecord(f"{site}-{key}", site, key, f"https://x.example/{key}", **more)  # type: ignore[arg-type]


def new(text: str = "text", where: str = "s-a", parent: str | None = None, **more: object) -> NewComment:
    number = next(_count)
    salt = secrets.token_bytes(32)
    values: dict[str, object] = {
        "id": f"c{number:06}",
        "site": where.split("-")[0],
        "article": where,
        "parent": parent,
        "author_name": "Ann",
        "text": text,
        "salt": salt,
        "digest": tokens.text_digest(salt, text),
        "token_hash": secrets.token_bytes(32),
        "submitted_at": number,
        **more,
    }
    return NewComment(**values)  # type: ignore[arg-type]


async def add(store: Store, comment: NewComment) -> Added:
    return await store.add_comment(comment, entries.submission(comment.digest, comment.parent))


def change(
    comment: str,
    state: State,
    *drafts: EntryDraft,
    expected: tuple[State, ...] = (State.PENDING,),
    at: int | None = None,
    **more: object,
) -> Change:
    return Change(comment, at or next(_count), expected, state, drafts, **more)  # type: ignore[arg-type]


def approval(comment: NewComment, **more: object) -> Change:
    """Verdict, decision and publication of a pending comment."""
    decision = Decision(Outcome.APPROVE, "engine", engine="e", guidelines="g", mode="automatic")
    return change(
        comment.id,
        State.APPROVED,
        entries.verdict(VERDICT),
        entries.decision(decision),
        entries.publication(comment.digest),
        verdict=VERDICT,
        decision=decision,
        publish=True,
        needs_no_verdict=True,
        **more,
    )


def rejection(comment: NewComment) -> Change:
    verdict = Verdict(Outcome.REJECT, (THREAT,), {}, 0.9, "en", "e", "g")
    decision = Decision(Outcome.REJECT, "engine", (THREAT,), "e", "g", "automatic")
    drafts = (entries.verdict(verdict), entries.decision(decision))
    return change(comment.id, State.REJECTED, *drafts, verdict=verdict, decision=decision)


async def carry(store: Store, wanted: Change) -> CommentRecord:
    (result,) = await store.apply((wanted,))
    if isinstance(result, Exception):
        raise result
    return result


async def publish(store: Store, comment: NewComment) -> CommentRecord:
    await add(store, comment)
    return await carry(store, approval(comment))
