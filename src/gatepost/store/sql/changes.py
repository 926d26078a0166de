"""One step in a comment's life, carried out whole or refused whole."""

from __future__ import annotations

import hashlib

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal_column, select, update

from gatepost.conversation.entries import ppm
from gatepost.conversation.ports import Change, DigestMismatch, StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.second_looks.records import FOUR_EYES
from gatepost.conversation.talk.ports import ArticleHeld
from gatepost.store.sql import (
    answers,
    appeals,
    chains,
    codec,
    comments,
    escalations,
    marks,
    places,
    proposals,
    reports,
    search,
    sketches,
    telling,
    waves,
    work,
)
from gatepost.store.sql.constructs import EMPTY
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import appeals as appeal_table
from gatepost.store.tables import articles, claims, decisions, grounds, suspensions, verdicts
from gatepost.store.tables import comments as table
from gatepost.store.tables import letters as letter_table
from gatepost.store.tables import reports as report_table
from gatepost.vocabulary import Decision, Entry, Kind, Outcome, State, Verdict

_NOW = sql(
    select(
        table.c.state,
        table.c.article,
        table.c.parent,
        table.c.root,
        table.c.picked,
        table.c.screened,
        table.c.text,
        table.c.salt,
        table.c.digest,
        table.c.badge,
        table.c.published_at,
    ).where(table.c.id == bindparam("id"))
)
_HELD = sql(select(articles.c.held).where(articles.c.id == bindparam("id")))
_STANDING = sql(
    select(func.max(decisions.c.seq)).where(
        decisions.c.comment == bindparam("comment"), decisions.c.standing == literal_column("1")
    )
)
_which = table.c.id == bindparam("which")
_MOVE = sql(update(table).where(_which).values(state=bindparam("new_state")))
_SCREENED = sql(
    update(table)
    .where(_which)
    .values(screened=literal_column("1"), language=bindparam("new_language"), risk=bindparam("new_risk"))
)
_PUBLISHED = sql(update(table).where(_which).values(published_at=bindparam("at")))
_DECIDED = sql(update(table).where(_which).values(decided_at=bindparam("at"), decided_by=bindparam("by")))
_UNCLAIM = sql(delete(claims).where(claims.c.comment == bindparam("which")))
_UNPICK = sql(update(table).where(_which).values(picked=literal_column("0")))
_PICK = sql(update(table).where(_which).values(picked=bindparam("new_picked")))
_REPLIES = sql(update(table).where(_which).values(replies=table.c.replies + bindparam("step")))
_THREAD = sql(
    update(table)
    .where(_which)
    .values(
        thread_size=table.c.thread_size + bindparam("step"),
        thread_picks=table.c.thread_picks + bindparam("picks"),
    )
)
_ARTICLE = sql(
    update(articles)
    .where(articles.c.id == bindparam("which"))
    .values(
        revision=articles.c.revision + literal_column("1"), approved=articles.c.approved + bindparam("step")
    )
)
_VERDICT = sql(insert(verdicts))
_GROUND = sql(insert(grounds))
_DECISION = sql(insert(decisions))
_FINAL = sql(
    select(decisions.c.outcome)
    .where(
        decisions.c.comment == bindparam("comment"),
        decisions.c.standing == literal_column("1"),
        decisions.c.outcome != literal_column("'refer'"),
    )
    .order_by(decisions.c.seq.desc())
    .limit(literal_column("1"))
)
_OF_COMMENT = sql(
    select(table.c.site, table.c.language, table.c.risk, table.c.submitted_at, verdicts.c.record)
    .outerjoin(verdicts, verdicts.c.comment == table.c.id)
    .where(table.c.id == bindparam("id"))
)
_TAKE_BACK = sql(
    update(decisions)
    .where(decisions.c.comment == bindparam("which"), decisions.c.seq == bindparam("undone"))
    .values(standing=literal_column("0"))
)
_null: ColumnElement[None] = literal_column("NULL")
_NO_WAVE = sql(update(table).where(_which).values(wave=_null))
_ERASE = (
    # While it is known whose it is: a letter about it would go on saying so.
    sql(
        delete(letter_table).where(
            letter_table.c.author == select(table.c.author).where(_which).scalar_subquery(),
            letter_table.c.comment == bindparam("which"),
        )
    ),
    sql(
        update(table)
        .where(_which)
        .values(
            text=_null,
            salt=_null,
            author_name=EMPTY,
            author=_null,
            badge=literal_column("''"),
            sealed_token=_null,
            idempotency_hash=_null,
            fingerprint=_null,
        )
    ),
    sql(update(decisions).where(decisions.c.comment == bindparam("which")).values(note=_null)),
    sql(
        update(appeal_table)
        .where(appeal_table.c.comment == bindparam("which"))
        .values(text=EMPTY, salt=_null, reply=EMPTY)
    ),
    sql(update(report_table).where(report_table.c.comment == bindparam("which")).values(text=EMPTY)),
    sql(update(suspensions).where(suspensions.c.comment == bindparam("which")).values(comment=_null)),
)


class _Spoken(msgspec.Struct):
    """Of a verdict's record, who spoke it."""

    engine: str


_spoken = msgspec.json.Decoder(_Spoken).decode


def carry_out(cursor: Cursor, change: Change, letters: bool = False) -> CommentRecord:
    """Do it, or raise what the port promises; the caller's savepoint takes back what was begun.

    `letters`: write those to readers that the step gives a reason for.
    """
    row = cursor.execute(_NOW, {"id": change.comment}).fetchone()
    if row is None:
        raise KeyError(change.comment)
    state, article, parent, root, picked, screened, text, salt, digest, badge, published_at = row
    _guard(cursor, change, State(state), bool(screened))
    _refuse_held(cursor, change, article)
    if change.publish:
        _check_digest(cursor, change.comment, text, salt, digest)
    entries = chains.append(cursor, article, change.comment, change.at, change.entries)
    if change.verdict is not None:
        _keep_verdict(cursor, change.comment, change.at, change.verdict)
    if state == State.PENDING.value and (change.verdict is not None or change.state is not State.PENDING):
        work.screened(cursor, change.comment)
    if change.decision is not None:
        _keep_decision(cursor, change, change.decision, entries)
    if change.appeal is not None:
        appeals.keep(cursor, change.appeal)
    if change.report is not None:
        reports.keep(cursor, change.report)
    if change.closes_reports and change.decision is None:
        reports.close(cursor, change.comment)
    if change.state in (State.WITHDRAWN, State.ERASED):
        proposals.end(cursor, change.comment)
    if change.state.value != state:
        cursor.execute(_MOVE, {"which": change.comment, "new_state": change.state.value})
    step = (change.state is State.APPROVED) - (state == State.APPROVED.value)
    if step:
        lost_pick = picked if step < 0 else 0
        if lost_pick:
            cursor.execute(_UNPICK, {"which": change.comment})
        if step > 0:
            cursor.execute(_PUBLISHED, {"which": change.comment, "at": change.at})
        if parent is not None:
            cursor.execute(_REPLIES, {"which": parent, "step": step})
        cursor.execute(_THREAD, {"which": root, "step": step, "picks": -lost_pick})
        cursor.execute(_ARTICLE, {"which": article, "step": step})
        answered = answers.follow(cursor, change.comment, parent, badge, step)
        if letters and step > 0:
            telling.publication(cursor, change, answers=answered)
    elif change.state.value in places.GONE and change.state.value != state and published_at is not None:
        # Its place may come into the list, or say something else. What was never public changes no list:
        # that something waited is nobody's business.
        cursor.execute(_ARTICLE, {"which": article, "step": 0})
    if letters and change.decision is not None and change.decision.outcome is not Outcome.REFER:
        telling.decision(cursor, change, State(state))
    if change.state is State.PENDING and (screened or change.verdict is not None):
        waves.assign(cursor, change.comment)
    if change.erase or change.state is State.WITHDRAWN:
        sketches.forget(cursor, change.comment)
        cursor.execute(_UNCLAIM, {"which": change.comment})
        cursor.execute(_NO_WAVE, {"which": change.comment})
    if change.erase:
        escalations.keep(cursor, change.comment, change.at, _eraser(change))
        for statement in _ERASE:
            cursor.execute(statement, {"which": change.comment})
        search.forget(cursor, change.comment)
        marks.forget_comment(cursor, change.comment)
        search.purge_later(cursor)
    record = comments.by_id(cursor, change.comment)
    assert record is not None
    return record


def _refuse_held(cursor: Cursor, change: Change, article: str) -> None:
    """Where a person decides about every comment, the engine does not decide alone."""
    made = change.decision
    if made is None or made.by != "engine" or made.outcome is Outcome.REFER:
        return
    if cursor.execute(_HELD, {"id": article}).fetchone()[0]:
        raise ArticleHeld(article)


def _eraser(change: Change) -> str:
    """Who asked for the erasure, as its entry says."""
    found = (draft.body.get("by") for draft in change.entries if draft.kind is Kind.ERASURE)
    return str(next(found, ""))


def set_picked(cursor: Cursor, comment: str, picked: bool) -> CommentRecord:
    row = cursor.execute(_NOW, {"id": comment}).fetchone()
    if row is None:
        raise KeyError(comment)
    state, article, _, root, was, *_ = row
    if state != State.APPROVED.value:
        raise StateChanged(comment, State(state))
    if bool(was) != picked:
        cursor.execute(_PICK, {"which": comment, "new_picked": int(picked)})
        cursor.execute(_THREAD, {"which": root, "step": 0, "picks": 1 if picked else -1})
        cursor.execute(_ARTICLE, {"which": article, "step": 0})
    record = comments.by_id(cursor, comment)
    assert record is not None
    return record


def _guard(cursor: Cursor, change: Change, state: State, screened: bool) -> None:
    refused = (
        state not in change.expected
        or (change.needs_no_verdict and screened)
        or (change.needs_verdict and not screened)
    )
    if not refused and change.standing is not None:
        (seq,) = cursor.execute(_STANDING, {"comment": change.comment}).fetchone()
        refused = change.standing != (-1 if seq is None else seq)
    if not refused and (change.needs_open_appeal or change.needs_no_open_appeal):
        refused = appeals.waits(cursor, change.comment) is not change.needs_open_appeal
    if not refused and change.proposals is not None:
        refused = change.proposals != proposals.open_numbers(cursor, change.comment)
    if refused:
        raise StateChanged(change.comment, state)


def _check_digest(
    cursor: Cursor, comment: str, text: bytes | None, salt: bytes | None, digest: bytes
) -> None:
    """The bytes to be published against the comment's row and against the ledger's submission entry."""
    if text is None or salt is None or hashlib.sha256(salt + text).digest() != digest:
        raise DigestMismatch(comment)
    if b'"digest":"sha256:%s"' % digest.hex().encode() not in chains.submission_of(cursor, comment):
        raise DigestMismatch(comment)


def _keep_verdict(cursor: Cursor, comment: str, at: int, verdict: Verdict) -> None:
    cursor.execute(_VERDICT, {"comment": comment, "at": at, "record": codec.pack_verdict(verdict)})
    risk = ppm(verdict.violation)
    cursor.execute(_SCREENED, {"which": comment, "new_language": verdict.language, "new_risk": risk})
    likeliest: dict[str, int] = {}
    for ground in verdict.grounds:
        likeliest[ground.clause] = max(ppm(ground.probability), likeliest.get(ground.clause, 0))
    for clause, chance in likeliest.items():
        cursor.execute(_GROUND, {"comment": comment, "clause": clause, "ppm": chance})


def _keep_decision(cursor: Cursor, change: Change, decision: Decision, entries: list[Entry]) -> None:
    seq = next(entry.seq for entry in entries if entry.kind is Kind.DECISION)
    # A look that waits for a second one never stands: what was decided before it goes on holding.
    only_look = decision.mode == FOUR_EYES and decision.outcome is Outcome.REFER
    stands = decision.undoes is None and not only_look
    ends = decision.outcome is not Outcome.REFER
    before = cursor.execute(_FINAL, {"comment": change.comment}).fetchone()
    overturns = ends and before is not None and before[0] != decision.outcome
    of_comment = cursor.execute(_OF_COMMENT, {"id": change.comment}).fetchone()
    site, language, risk, submitted_at, verdict = of_comment
    if decision.undoes is not None:
        cursor.execute(_TAKE_BACK, {"which": change.comment, "undone": decision.undoes})
        reports.open_again(cursor, change.comment, decision.undoes)
    if change.closes_reports:
        reports.judge(cursor, change, seq, upheld=decision.outcome is Outcome.REJECT)
    proposals.follow(cursor, change, decision, seq)
    cursor.execute(
        _DECISION,
        {
            "comment": change.comment,
            "seq": seq,
            "at": change.at,
            "record": codec.pack_decision(decision),
            "standing": int(stands),
            "by": decision.by,
            "note": change.note.encode() or None,
            "outcome": decision.outcome.value,
            "clause": decision.grounds[0].clause if decision.grounds else "",
            "engine": decision.engine or (_spoken(verdict).engine if verdict else ""),
            "overturns": int(overturns),
            "site": site,
            "language": language,
            "risk": risk,
            "waited": change.at - submitted_at if ends and before is None else None,
        },
    )
    cursor.execute(_UNCLAIM, {"which": change.comment})
    if change.note:
        search.keep(cursor, change.comment, search.NOTE, change.note)
    if only_look:
        return  # the comment is where it was
    decided = change.state in (State.APPROVED, State.REJECTED)
    cursor.execute(
        _DECIDED,
        {
            "which": change.comment,
            "at": change.at if decided else None,
            "by": decision.by if decided else None,
        },
    )
