"""The demo's first comments, by the real journey: submitted, screened, decided; every step in the ledger.

Nothing is written past the use cases, so the seeded threads prove as much as a reader's. Each comment carries
an idempotency key: seeding again finds what is there and goes on where an interrupted run stopped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from msgspec import Struct, convert

from gatepost.conversation.appeal import appeal
from gatepost.conversation.article_keys import key_for
from gatepost.conversation.decide import decide
from gatepost.conversation.house import House
from gatepost.conversation.records import ArticleRecord, CommentRecord, Moderator, PageRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.settle import settle
from gatepost.conversation.sites import Site
from gatepost.conversation.submit import Draft, Submitted, submit
from gatepost.vocabulary import Outcome, State
from gatepost.web.demo.articles import DemoArticle, all_articles, article_url, by_slug

NIGHT_DESK = "Narîn (night desk)"
PATIENCE_SECONDS = 30.0


class SeedComment(Struct, frozen=True, forbid_unknown_fields=True):
    """One planned comment. `then`: what the moderator does where the engine leaves it to a person."""

    key: str
    article: str
    author: str
    text: str
    parent: str | None = None
    then: Literal["", "approve", "reject"] = ""
    clause: str | None = None
    appeal: str | None = None


class Seeded(Struct, frozen=True):
    """How many of the planned comments are new, and how many stand in each state now."""

    added: int
    states: dict[str, int]


@cache
def planned() -> tuple[SeedComment, ...]:
    """The plan, parents before their replies."""
    source = files("gatepost.web.demo") / "seed_comments.toml"
    return tuple(convert(tomllib.loads(source.read_text("utf-8"))["comment"], list[SeedComment]))


async def seed(house: House, base_url: str) -> Seeded:
    """Register the articles and take every planned comment as far as its story goes.

    `base_url` must be an origin of one of the house's sites, and the screening worker must be running.
    A reply whose parent was not approved is left out, as no reader could have written it.
    """
    site = house.sites.by_url(base_url)
    if site is None:
        raise ValueError(f"no site has the origin {base_url}: add it to the demo site's origins")
    for article in all_articles():
        made = await house.store.ensure_article(_article_record(house, site, base_url, article))
        byline = tuple(article.front.byline.split(" and "))
        await house.store.keep_page_read(PageRecord(made.id, authors=byline, read_at=house.clock()))
    moderator = await _night_desk(house)
    standing: dict[str, CommentRecord] = {}
    readers: dict[str, str] = {}
    added = 0
    for wave in _waves(planned()):
        sent: list[tuple[SeedComment, str]] = []
        for plan in wave:
            parent = standing.get(plan.parent) if plan.parent else None
            if plan.parent and (parent is None or parent.state is not State.APPROVED):
                continue
            draft = _draft(site, base_url, plan, parent.id if parent else None, readers.get(plan.author))
            submitted = await _send(house, draft)
            if submitted is None:
                continue
            if submitted.reader is not None:  # one name, one reader: the next comments show the same token
                readers[plan.author] = submitted.reader
            added += not submitted.replayed
            sent.append((plan, submitted.comment.id))
        for plan, comment in sent:
            standing[plan.key] = await _finish(house, moderator, plan, comment)
    states = [record.state.value for record in standing.values()]
    return Seeded(added, {state: states.count(state) for state in sorted(set(states))})


async def _send(house: House, draft: Draft) -> Submitted | None:
    """None for a key from more than a day ago, whose receipt nobody gets again: long seeded."""
    try:
        return await submit(house, draft)
    except Refusal as refusal:
        if refusal.code != "idempotency-key-reused":
            raise
        return None


async def _finish(house: House, moderator: Moderator, plan: SeedComment, comment: str) -> CommentRecord:
    """Wait for the engine, then do once what the plan says; what people did since is left alone."""
    record = await settle(house, comment, PATIENCE_SECONDS)
    standing = await house.store.decision_of(comment)
    left_to_people = standing is None or standing[0].by == "engine"
    screened = await house.store.verdict_of(comment) is not None
    if record.state is State.PENDING and screened and left_to_people:
        if plan.then == "approve":
            record = await decide(house, moderator.id, comment, Outcome.APPROVE)
        elif plan.then == "reject":
            clauses = (plan.clause,) if plan.clause else ()
            record = await decide(house, moderator.id, comment, Outcome.REJECT, clauses=clauses)
    if plan.appeal and record.state is State.REJECTED and await house.store.appeal_of(comment) is None:
        await appeal(house, comment, plan.appeal)
    return record


def _waves(plans: Sequence[SeedComment]) -> list[list[SeedComment]]:
    """Comments by depth: each wave is screened in one go, and a reply comes after its parent is public."""
    depth: dict[str, int] = {}
    waves: list[list[SeedComment]] = []
    for plan in plans:
        depth[plan.key] = depth[plan.parent] + 1 if plan.parent else 0
        if depth[plan.key] == len(waves):
            waves.append([])
        waves[depth[plan.key]].append(plan)
    return waves


def _draft(site: Site, base_url: str, plan: SeedComment, parent: str | None, reader: str | None) -> Draft:
    article = by_slug(plan.article)
    if article is None:
        raise ValueError(f"seed comment {plan.key}: there is no article {plan.article}")
    url = article_url(base_url, article)
    return Draft(
        site=site,
        article_url=url,
        title=article.front.title,
        body=article.body,
        text=plan.text,
        author_name=plan.author,
        parent=parent,
        language=None,
        # With the address: served on another port, the newspaper has other articles, and comments of its own.
        idempotency_key=f"gatepost-demo/{base_url}/{plan.key}",
        reader=reader,
    )


def _article_record(house: House, site: Site, base_url: str, article: DemoArticle) -> ArticleRecord:
    url = article_url(base_url, article)
    return ArticleRecord(
        id=house.new_id(),
        site=site.id,
        key=key_for(url),
        url=url,
        title=article.front.title,
        body=article.body,
    )


async def _night_desk(house: House) -> Moderator:
    """The invented person behind the seeded decisions. Without a password nobody can sign in as her."""
    known = await house.store.moderator_by_name(NIGHT_DESK)
    if known is None:
        known = Moderator(id=house.new_id(), name=NIGHT_DESK, role="moderator")
        await house.store.add_moderator(known)
    return known
