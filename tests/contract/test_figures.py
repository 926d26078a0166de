"""Every figure that a store counts, against plain Python that replays the same random histories."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.making import THREAT, add, article, change, fewer, new

from gatepost.conversation import entries
from gatepost.conversation.figures.records import DAY, HOUR, Scope
from gatepost.conversation.ports import Change, Store
from gatepost.conversation.records import AppealRecord, CommentRecord, ReportRecord
from gatepost.vocabulary import Decision, Finding, Outcome, State, Verdict

START = 20_000 * DAY
SPAN = 6 * DAY
BY = ("moderator:a", "moderator:b", "moderator:token.c")
LANGUAGES = ("en", "ckb")
ENGINES = ("e1", "e2")
CLAUSES = ("threat", "profanity")
_sites = itertools.count()


@dataclass
class Made:
    """One decision as a plain replay sees it."""

    at: int
    by: str
    outcome: str
    clause: str
    engine: str
    seq: int
    undone: bool = False


@dataclass
class Life:
    """One comment's whole history."""

    id: str
    language: str
    submitted: int
    risk: float = 0.0
    screened: bool = False
    state: State = State.PENDING
    made: list[Made] = field(default_factory=list)
    left: int | None = None
    appeals: list[tuple[int, str | None]] = field(default_factory=list)
    reports: list[tuple[int, str, bool]] = field(default_factory=list)

    @property
    def final(self) -> list[Made]:
        return [one for one in self.made if one.outcome != "refer" and not one.undone]


class Writer:
    """Writes random histories into a store, and remembers them."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.random = store, random.Random(seed)
        self.site = f"figures{next(_sites)}"
        self.lives: list[Life] = []

    async def write(self, comments: int, steps: int) -> None:
        await self.store.ensure_article(article("a", self.site))
        for _ in range(comments):
            made = new(
                where=f"{self.site}-a",
                submitted_at=START + self.random.randrange(SPAN),
                language=self.random.choice(LANGUAGES),
            )
            await add(self.store, made)
            self.lives.append(Life(made.id, made.language or "", made.submitted_at))
        for _ in range(steps):
            batch = [(life, self._step(life)) for life in self.lives]
            wanted = [(life, step) for life, step in batch if step is not None]
            results = await self.store.apply([step for _, step in wanted])
            for (life, step), result in zip(wanted, results, strict=True):
                assert isinstance(result, CommentRecord), result
                life.state = step.state
                if step.decision is not None:
                    history = await self.store.history(life.id)
                    assert history is not None
                    seq = [one.seq for one in history.entries if one.kind.value == "decision"][-1]
                    life.made[-1].seq = seq

    def _step(self, life: Life) -> Change | None:
        at = max([life.submitted, *(one.at for one in life.made)]) + self.random.randrange(1, DAY)
        if life.state in (State.WITHDRAWN, State.ERASED):
            return None
        if not life.screened:
            if self.random.random() < 0.1:
                return self._leave(life, at)
            return self._screen(life, at) if self.random.random() < 0.9 else None
        kind = self.random.choices(
            ["decide", "undo", "leave", "appeal", "report", "nothing"], [5, 2, 0.4, 2, 1, 2]
        )[0]
        if kind == "decide":
            return self._decide(life, at)
        if kind == "undo":
            return self._undo(life, at)
        if kind == "leave":
            return self._leave(life, at)
        if kind == "appeal" and life.state is State.REJECTED and not any(o is None for _, o in life.appeals):
            life.appeals.append((at, None))
            appeal = AppealRecord(f"{life.id}-{at}", life.id, "why?", at)
            return change(
                life.id, State.REJECTED, entries.appeal(appeal.id, b"x" * 32), at=at,
                expected=(State.REJECTED,), appeal=appeal,
            )  # fmt: skip
        if kind == "report" and life.state is State.APPROVED:
            clause, counts = self.random.choice(CLAUSES), self.random.random() < 0.7
            life.reports.append((at, clause, counts))
            report = ReportRecord(f"{life.id}-{at}", life.id, clause, at, counts=counts)
            return change(
                life.id, State.APPROVED, entries.report(report.id, clause), at=at,
                expected=(State.APPROVED,), report=report,
            )  # fmt: skip
        return None

    def _screen(self, life: Life, at: int) -> Change:
        outcome = self.random.choice(list(Outcome))
        life.risk, life.language = round(self.random.random(), 6), self.random.choice(LANGUAGES)
        engine = self.random.choice(ENGINES)
        grounds = () if outcome is Outcome.APPROVE else (THREAT,)
        verdict = Verdict(outcome, grounds, {}, life.risk, life.language, engine, "g")
        decision = Decision(outcome, "engine", grounds if outcome is Outcome.REJECT else (), engine, "g")
        state = {Outcome.APPROVE: State.APPROVED, Outcome.REJECT: State.REJECTED}.get(outcome, State.PENDING)
        clause = "threat" if outcome is Outcome.REJECT else ""
        life.screened = True
        life.made.append(Made(at, "engine", outcome.value, clause, engine, 0))
        drafts = (entries.verdict(verdict), entries.decision(decision))
        return change(life.id, state, *drafts, at=at, verdict=verdict, decision=decision)

    def _decide(self, life: Life, at: int) -> Change:
        outcome, by = self.random.choice([Outcome.APPROVE, Outcome.REJECT]), self.random.choice(BY)
        clause = self.random.choice(CLAUSES) if outcome is Outcome.REJECT else ""
        grounds = (Finding(clause, 1.0, by),) if clause else ()
        waiting = [when for when, answer in life.appeals if answer is None]
        appeal = None
        if waiting:
            answer = "overturned" if outcome is Outcome.APPROVE else "upheld"
            life.appeals[-1] = (waiting[0], answer)
            appeal = AppealRecord(f"{life.id}-{waiting[0]}", life.id, "why?", waiting[0], answer, at, by)
        decision = Decision(outcome, by, grounds, appeal=appeal.id if appeal else None)
        life.made.append(Made(at, by, outcome.value, clause, life.made[0].engine, 0))
        state = State.APPROVED if outcome is Outcome.APPROVE else State.REJECTED
        return change(
            life.id, state, entries.decision(decision), at=at, expected=(life.state,), decision=decision,
            appeal=appeal, closes_reports=True,
        )  # fmt: skip

    def _undo(self, life: Life, at: int) -> Change | None:
        standing = [one for one in life.made if not one.undone and one.by != "gone"]
        last = standing[-1] if standing else None
        if last is None or last.by == "engine" or last.outcome == "refer":
            return None
        last.undone = True
        decision = Decision(Outcome.REFER, last.by, undoes=last.seq)
        life.made.append(Made(at, last.by, "refer", "", life.made[0].engine, 0, undone=True))
        return change(
            life.id,
            State.PENDING,
            entries.decision(decision),
            at=at,
            expected=(life.state,),
            decision=decision,
        )

    def _leave(self, life: Life, at: int) -> Change:
        erased = self.random.random() < 0.5
        life.left = at
        drafts = (entries.erasure("author"),) if erased else (entries.withdrawal(),)
        state = State.ERASED if erased else State.WITHDRAWN
        return change(life.id, state, *drafts, at=at, expected=(life.state,), erase=erased)


def scopes(written: Writer) -> list[Scope]:
    some = written.random.randrange(3)
    until = START + SPAN - written.random.randrange(2 * DAY)
    return [
        Scope(START - DAY, START + 40 * DAY, DAY, written.site),
        Scope(START + some * DAY, until, DAY, written.site, "ckb"),
        Scope(START + 2 * DAY, START + 3 * DAY, HOUR, written.site),
    ]


SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(SEEDS)
async def test_all_figures_agree_with_a_plain_replay(store: Store, seed: int) -> None:
    written = Writer(store, seed)
    await written.write(comments=fewer(store, 10, 3), steps=7)
    for scope in scopes(written):
        found = await store.figures.counted(scope)
        lives = [one for one in written.lives if scope.language in (None, one.language)]

        def inside(at: int, scope: Scope = scope) -> bool:
            return scope.since <= at < scope.until

        def step(at: int, scope: Scope = scope) -> int:
            return (at - scope.since) // scope.step

        came = Counter(step(one.submitted) for one in lives if inside(one.submitted))
        assert found.submitted == tuple(came[n] for n in range(scope.steps))

        ends = [min(scope.begins(n + 1), scope.until) for n in range(scope.steps)]
        assert found.waiting == tuple(sum(waits_at(one, end) for one in lives) for end in ends)

        cells: Counter[tuple[object, ...]] = Counter()
        firsts: Counter[tuple[object, ...]] = Counter()
        for life in lives:
            for number, one in enumerate(life.final):
                key = (step(one.at), one.by, one.outcome, one.clause, life.language, one.engine)
                cells[key] += inside(one.at)
                firsts[key] += inside(one.at) and number == 0
        assert {
            (c.step, c.by, c.outcome, c.clause, c.language, c.engine): c.decisions for c in found.cells
        } == (+cells)
        assert sum(c.first for c in found.cells) == firsts.total()
        assert all(
            c.first == firsts[(c.step, c.by, c.outcome, c.clause, c.language, c.engine)] for c in found.cells
        )

        reversed_: Counter[tuple[str, ...]] = Counter()
        for life in lives:
            for before, later in itertools.pairwise(life.final):
                if before.outcome != later.outcome and inside(before.at):
                    reversed_[before.by, before.outcome, before.clause, life.language, before.engine] += 1
        told = {(o.by, o.outcome, o.clause, o.language, o.engine): o.decisions for o in found.overturned}
        assert told == reversed_

        waits: defaultdict[str, list[int]] = defaultdict(list)
        for life in lives:
            if life.final and inside(life.final[0].at):
                waits[life.final[0].by].append(life.final[0].at - life.submitted)
        assert {by: sorted(waited) for by, waited in found.waits.items()} == {
            by: sorted(waited) for by, waited in waits.items()
        }

        heaps: defaultdict[tuple[int, str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        for life in lives:
            for one in life.final:
                if inside(one.at) and one.by in ("moderator:a", "moderator:b"):
                    ppm = round(life.risk * 1_000_000)
                    heap = heaps[one.at // DAY, one.engine, ppm * 10 // 1_000_001]
                    heap[0] += 1
                    heap[1] += ppm
                    heap[2] += one.outcome == "reject"
        assert {(h.day, h.engine, h.bin): [h.decisions, h.risk, h.rejected] for h in found.heaps} == heaps

        answers = Counter(answer for life in lives for at, answer in life.appeals if inside(at))
        assert (found.appeals.waiting, found.appeals.upheld, found.appeals.overturned) == (
            answers[None], answers["upheld"], answers["overturned"],
        )  # fmt: skip

        for clause in CLAUSES:
            of = [(life, counts) for life in lives for at, named, counts in life.reports
                  if named == clause and inside(at)]  # fmt: skip
            about = {life.id: life for life, _ in of}
            (told_,) = [r for r in found.reports if r.clause == clause] or [None]
            if not of:
                assert told_ is None
            else:
                assert told_ is not None
                assert (told_.reports, told_.counted) == (len(of), sum(counts for _, counts in of))
                rejected = sum(life.state is State.REJECTED for life in about.values())
                assert (told_.comments, told_.rejected) == (len(about), rejected)


def waits_at(life: Life, end: int) -> bool:
    """Whether this comment waited for its first final decision just before `end`."""
    if life.submitted >= end:
        return False
    first = life.final[0].at if life.final else None
    if first is not None:
        return first >= end
    return life.left is None or life.left >= end
