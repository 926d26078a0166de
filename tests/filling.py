"""Fills a store fast with what a busy newsroom has: decided comments, a long queue, waves, appeals, reports.

For benchmarks, and for tests that need a full desk. Everything goes through the store's own steps, a thousand
in one transaction, so that ledger, counts and search are what they would be after weeks of work.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from gatepost.conversation import entries, tokens
from gatepost.conversation.article_keys import canonical_url
from gatepost.conversation.ports import Change
from gatepost.conversation.records import AppealRecord, ArticleRecord, NewComment, ReportRecord
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import sketch
from gatepost.store.sql import articles, changes, comments
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import Decision, Evidence, Finding, Outcome, Sketch, State, Verdict

CLEAN = Path(__file__).parent / "data" / "clean"
LANGUAGES = ("en", "ar", "ckb", "kmr", "tr", "fa")
CLAUSES = ("threat", "personal-attack", "profanity", "off-topic", "promotion.commercial", "abuse.racism")
NAMES = ("Ann", "Berfîn", "سارا", "Deniz", "محمد", "Zoe", "ئاڤان", "Mehmet")
DAY = 24 * 60 * 60 * 1_000_000
AT_ONCE = 1_000
ENGINE, GUIDELINES = "filling 1", "filling"


async def fill(
    store: SQLiteStore,
    *,
    now: int,
    stored: int = 100_000,
    waiting: int = 10_000,
    site: str = "site",
    origin: str = "https://news.example",
    moderators: Sequence[str] = ("m1", "m2"),
    appeals: int = 100,
    reports: int = 100,
    each_article: int = 500,
    seed: int = 1,
    searchable: bool = True,
) -> list[str]:
    """Put `stored` comments into the open store, of which `waiting` wait for a person; gives their ids.

    The decided ones came over the last thirty days, those that wait over the last two. A tenth of those that
    wait comes in waves of ten nearly the same, another tenth is short texts that come again and again.
    """
    dice = random.Random(seed)
    sentences = {one: _sentences(one) for one in LANGUAGES}
    places = [
        ArticleRecord(
            f"article-{number}",
            site,
            canonical_url(f"{origin}/fill/{number}"),
            f"{origin}/fill/{number}",
            f"Fill {number}",
        )
        for number in range(max(1, stored // each_article))
    ]

    def make(number: int) -> tuple[NewComment, list[Change]]:
        waits = number >= stored - waiting
        language = LANGUAGES[dice.randrange(len(LANGUAGES))]
        age = dice.randrange(2 * DAY) if waits else DAY + dice.randrange(29 * DAY)
        text = _text(dice, sentences[language], number - (stored - waiting) if waits else None)
        new = _new(number, site, dice.choice(places).id, text, language, now - age, waits)
        verdict = _verdict(dice, text, language, 0 if waits else dice.random())
        if waits:
            return new, [_referral(new, verdict)]
        by = f"moderator:{dice.choice(moderators)}" if moderators and dice.random() < 0.1 else "engine"
        return new, _decided(new, verdict, by, number < appeals, number, reports)

    await store._writer.run(lambda cursor: [articles.ensure(cursor, place) for place in places])
    made = map(make, range(stored))
    waiting_ids: list[str] = []
    while stretch := list(islice(made, AT_ONCE)):
        await store._writer.run(_carry_out(stretch))
        waiting_ids += [new.id for new, steps in stretch if steps[0].state is State.PENDING]
    if searchable:
        await store.caught_up()
    return waiting_ids


def _carry_out(stretch: Sequence[tuple[NewComment, list[Change]]]) -> Callable[[sqlite3.Cursor], None]:
    def write(cursor: sqlite3.Cursor) -> None:
        for new, steps in stretch:
            comments.add(cursor, new, entries.submission(new.digest, None))
            for step in steps:
                changes.carry_out(cursor, step)

    return write


def _sentences(language: str) -> list[str]:
    paths = sorted(CLEAN.glob(f"*{language}*.txt")) or sorted(CLEAN.glob("*.txt"))
    return [line for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def _text(dice: random.Random, sentences: Sequence[str], place: int | None) -> str:
    """Three sentences; of those that wait, one of a wave or a short one now and then."""
    if place is not None and place % 10 == 0:
        wave = random.Random(place // 100)
        return f"{' '.join(wave.sample(sentences[:50], 3))} {dice.randrange(10)}"
    if place is not None and place % 10 == 5:
        return dice.choice(("Thank you!", "Shame on them.", "Exactly", "No comment."))
    return " ".join(dice.sample(sentences, 3))


def _new(
    number: int, site: str, article: str, text: str, language: str, at: int, sketched: bool
) -> NewComment:
    salt = hashlib.sha256(b"salt %d" % number).digest()
    return NewComment(
        f"01900000-0000-7000-8000-{number:012x}",
        site,
        article,
        None,
        NAMES[number % len(NAMES)],
        text,
        salt,
        tokens.text_digest(salt, text),
        hashlib.sha256(b"token %d" % number).digest(),
        at,
        language,
        sketch=sketch(Reading(text)) if sketched else Sketch(),
    )


def _verdict(dice: random.Random, text: str, language: str, calm: float) -> Verdict:
    """In doubt with a ground or two; without one when `calm` is more than a quarter."""
    if calm > 0.25:
        return Verdict(Outcome.APPROVE, (), {}, dice.random() / 5, language, ENGINE, GUIDELINES)
    word = text.split(" ", 1)[0]
    evidence = (Evidence(0, len(word), word),)
    found = tuple(
        Finding(clause, round(dice.uniform(0.2, 0.99), 3), "classifier", evidence)
        for clause in dice.sample(CLAUSES, dice.choice((1, 1, 2)))
    )
    likeliest = max(one.probability for one in found)
    outcome = Outcome.REJECT if calm else Outcome.REFER
    chances = {one.clause: one.probability for one in found}
    return Verdict(outcome, found, chances, likeliest, language, ENGINE, GUIDELINES)


def _referral(new: NewComment, verdict: Verdict) -> Change:
    decision = Decision(Outcome.REFER, "engine", (), ENGINE, GUIDELINES, "advise")
    drafts = (entries.verdict(verdict), entries.decision(decision))
    return Change(
        new.id, new.submitted_at + 1_000, (State.PENDING,), State.PENDING, drafts, verdict, decision
    )


def _decided(
    new: NewComment, verdict: Verdict, by: str, appealed: bool, number: int, reports: int
) -> list[Change]:
    at, approve = new.submitted_at + 1_000, verdict.outcome is Outcome.APPROVE and not appealed
    outcome, state = (Outcome.APPROVE, State.APPROVED) if approve else (Outcome.REJECT, State.REJECTED)
    grounds = () if approve else verdict.grounds or (Finding("off-topic", 1.0, by),)
    decision = Decision(outcome, by, grounds, ENGINE, GUIDELINES, "automatic")
    drafts = [entries.verdict(verdict), entries.decision(decision)]
    if approve:
        drafts.append(entries.publication(new.digest))
    steps = [Change(new.id, at, (State.PENDING,), state, tuple(drafts), verdict, decision, publish=approve)]
    if appealed:
        objection = AppealRecord(f"appeal-{number}", new.id, "I never said that.", at + 1)
        draft = entries.appeal(objection.id, bytes(32))
        steps.append(Change(new.id, at + 1, (state,), state, (draft,), appeal=objection))
    elif approve and number % 7 == 0 and number // 7 < reports * 2:
        flag = ReportRecord(f"report-{number}", new.id, "threat", at + 1, "Look at this.")
        draft = entries.report(flag.id, flag.clause)
        steps.append(Change(new.id, at + 1, (state,), state, (draft,), report=flag))
    return steps
