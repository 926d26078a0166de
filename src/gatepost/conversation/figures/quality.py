"""The blind sample: a share of the decided comments is put before another moderator, who is told nothing.

What the second moderator says changes nothing about the comment. It is no decision, so the ledger does not
have it; it is kept beside the sample, for the figures and for `gatepost calibrate`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator

from msgspec import Struct

from gatepost.conversation.decide import check_clause
from gatepost.conversation.figures.months import month_of, months_until
from gatepost.conversation.figures.records import DAY, Draw, Sample
from gatepost.conversation.house import House
from gatepost.conversation.ports import Store
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site, Sites
from gatepost.conversation.surroundings import known_article
from gatepost.vocabulary import Article, Outcome

MILLION = 1_000_000
KEY_BYTES = 32
SPREAD = 32
"""Moderators at work at the same time are spread over so many of the oldest samples."""


class Blind(Struct, frozen=True):
    """What a second moderator sees of a comment: nothing of what was decided, found or reported."""

    sample: Sample
    comment: CommentRecord
    article: Article | None
    parent: CommentRecord | None


class Labelled(Struct, frozen=True, omit_defaults=True):
    """One line of the export, as `gatepost calibrate` reads it. `reject` is the second view: 1 or 0."""

    id: str
    text: str
    reject: int
    clause: str
    language: str
    site: str
    decided_at: int
    first_outcome: str
    first_by: str
    article: dict[str, str] | None = None
    parent: dict[str, str] | None = None


class Export(Struct, frozen=True):
    """The answered part of a sample: `lines` of it have second views, `open` still wait for one.

    `share`: parts per million of the decided comments. Where it was changed meanwhile, what was drawn at the
    greater share was thinned to the smallest, so that every comment had the same chance; `thinned` were left
    out so.
    """

    samples: tuple[Sample, ...]
    share: int
    open: int
    thinned: int


async def draw_due(house: House) -> None:
    """Bring the sample of every site that wants one up to date. Costs little when there is nothing new."""
    await draw_for(house.store, house.sites, house.clock())


async def draw_for(store: Store, sites: Sites, now: int) -> None:
    """As `draw_due`, without a whole house."""
    for site in sites.all:
        if site.quality_share > 0:
            await _draw(store, site, now)


async def _draw(store: Store, site: Site, now: int) -> None:
    last = await store.figures.last_draw(site.id)
    # The first draw goes back to the beginning of yesterday's month.
    begin = last[0] if last else month_of(now - DAY).name
    for month in months_until(begin, now):
        draw = Draw(
            site=site.id,
            month=month.name,
            begins=month.begins,
            ends=month.ends,
            settled=now - site.undo_seconds * MILLION,
            share=round(site.quality_share * MILLION),
            key=secrets.token_bytes(KEY_BYTES),
            at=now,
        )
        seen_all = False
        while not seen_all:  # in stretches, and what others write comes between them
            seen_all = await store.figures.draw(draw)


async def next_blind(house: House, moderator_id: str) -> Blind | None:
    """A comment for this moderator to judge again; the same one until it is answered."""
    waiting = await house.store.figures.open_samples(_by(moderator_id), SPREAD)
    if not waiting:
        return None
    # Two moderators at the same time seldom get the same one; if they do, the first answer counts.
    turn = int.from_bytes(hashlib.sha256(moderator_id.encode()).digest()[:4], "big") % len(waiting)
    return await blind(house, waiting[turn])


async def blind(house: House, sample: Sample) -> Blind:
    comment = await house.find(sample.comment)
    parent = await house.store.comment(comment.parent) if comment.parent else None
    return Blind(sample, comment, await known_article(house.store, comment.article), parent)


async def judge(house: House, moderator_id: str, comment: str, outcome: Outcome, clause: str = "") -> Sample:
    """Keep a second view. Raises `Refusal`: `ground-missing`, `unknown-clause`, `sample-closed`."""
    if outcome is Outcome.REFER:
        raise Refusal("ground-missing", "Say approve or reject; nothing is referred here.")
    if outcome is Outcome.REJECT:
        if not clause:
            raise Refusal("ground-missing", "Name the clause of the guidelines that the comment breaks.")
        check_clause(house, clause)
    kept = await house.store.figures.answer_sample(
        comment,
        _by(moderator_id),
        outcome.value,
        clause if outcome is Outcome.REJECT else "",
        house.clock(),
    )
    if kept is None:
        raise Refusal(
            "sample-closed",
            "This comment does not wait for your second view: somebody has given one, you decided about it "
            "yourself, or it is gone.",
        )
    return kept


async def export(store: Store, site: str | None, since: int, until: int) -> Export:
    """The sample of comments that were first decided within this time."""
    drawn = await store.figures.samples(site, since, until)
    share = min((one.share for one in drawn), default=0)
    fair = tuple(one for one in drawn if one.place < share)
    answered = tuple(one for one in fair if one.outcome is not None)
    return Export(answered, share, len(fair) - len(answered), len(drawn) - len(fair))


async def lines(store: Store, wanted: Export) -> AsyncIterator[Labelled]:
    """Each answered sample with its text and surroundings; what was erased meanwhile is left out."""
    articles: dict[str, Article | None] = {}
    for sample in wanted.samples:
        comment = await store.comment(sample.comment)
        if comment is None or comment.text is None:
            continue
        if comment.article not in articles:
            articles[comment.article] = await known_article(store, comment.article)
        article = articles[comment.article]
        parent = await store.comment(comment.parent) if comment.parent else None
        yield Labelled(
            id=comment.id,
            text=comment.text,
            reject=int(sample.outcome == Outcome.REJECT.value),
            clause=sample.clause or "",
            language=comment.language,
            site=comment.site,
            decided_at=sample.decided_at,
            first_outcome=sample.first_outcome,
            first_by="engine" if sample.first_by == "engine" else "person",
            article={"title": article.title, "body": article.body} if article else None,
            parent={"text": parent.text} if parent and parent.text is not None else None,
        )


def _by(moderator_id: str) -> str:
    return f"moderator:{moderator_id}"
