"""A moderator's card: all that one page or fragment shows of one comment, ready for the template.

A receipt's token never comes near this: the store keeps only its hash, and no record here carries it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gatepost.conversation.records import Moderator, QueueItem
from gatepost.engine.guidelines.records import Guidelines
from gatepost.engine.reasons import explain
from gatepost.vocabulary import Decision, Finding, Outcome, State, Target
from gatepost.web.desk.author_record import RecordView, record_view
from gatepost.web.desk.marking import Glyph, Piece, glyphs_of, pieces
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.seen import ClauseView, FindingView, by_clause
from gatepost.web.times import iso

SECOND = 1_000_000
PROGRAM = "token."


def safe_address(url: str) -> str:
    """An article's address as a link, unless it is something that a link must not be."""
    return url if url.startswith(("http://", "https://")) else "#"


class ClauseChoice(Struct, frozen=True):
    id: str
    title: str
    wording: str
    suggested: bool


class ReportView(Struct, frozen=True):
    """What one reader reports: the clause's title, when, and their own words, if any."""

    title: str
    ago: str
    glyphs: tuple[Glyph, ...]


class DecisionView(Struct, frozen=True):
    outcome: str
    by: str
    ago: str


class Card(Struct, frozen=True, kw_only=True):
    """What `desk/_card_*.html` show. `undo_seconds` is 0 when this moderator cannot undo (any more)."""

    id: str
    author: str
    record: RecordView | None
    state: str
    language: str
    article_title: str
    article_url: str
    submitted_iso: str
    ago: str
    erased: bool
    pieces: tuple[Piece, ...]
    findings: tuple[FindingView, ...]
    seen: tuple[ClauseView, ...]
    parent_author: str | None
    parent_glyphs: tuple[Glyph, ...]
    would: str
    left_to_people: bool
    violation: str
    steps: tuple[str, ...]
    engine: str
    guidelines: str
    clauses: tuple[ClauseChoice, ...]
    decision: DecisionView | None
    undo_seconds: int
    appeal_glyphs: tuple[Glyph, ...]
    reports: tuple[ReportView, ...]
    picked: bool
    closed: bool

    def tooltip(self, piece: Piece) -> str:
        """What the marked words say when asked: every ground that they carry."""
        return "\n".join(
            " · ".join(part for part in (f.title, f.percent, f.by, f.explanation) if part)
            for f in (self.findings[index] for index in piece.findings)
        )

    def entries(self, piece: Piece) -> tuple[int, ...]:
        """Which entries of `seen` the marked words belong to."""
        titles = {self.findings[index].title for index in piece.findings}
        return tuple(one.index for one in self.seen if one.strongest.title in titles)


class Desk(Struct, frozen=True):
    """What every card is written with: language, guidelines, who looks, when, and who is who."""

    messages: Messages
    guidelines: Guidelines
    now: int
    moderator: Moderator
    undo_seconds: Mapping[str, int]
    names: Mapping[str, str]

    def card(self, item: QueueItem, *, decided: bool = False) -> Card:
        """The card of one comment; `decided` shows the decision's grounds instead of the engine's."""
        comment, verdict = item.comment, item.verdict
        text = comment.text or ""
        decision = item.decision
        shown: Sequence[Finding] = decision.grounds if decided and decision is not None else ()
        if not shown and verdict is not None:
            shown = verdict.grounds if not decided or comment.state is not State.APPROVED else ()
        findings = tuple(self._finding(index, one, text) for index, one in enumerate(shown))
        return Card(
            id=comment.id,
            author=comment.author_name,
            record=record_view(self.messages, comment.author, item.record),
            state=comment.state.value,
            language=comment.language,
            article_title=item.article.title or item.article.url,
            article_url=safe_address(item.article.url),
            submitted_iso=iso(comment.submitted_at),
            ago=self.ago(comment.submitted_at),
            erased=comment.text is None,
            pieces=pieces(text, shown),
            findings=findings,
            seen=by_clause(findings),
            parent_author=item.parent.author_name if item.parent else None,
            parent_glyphs=glyphs_of(item.parent.text) if item.parent and item.parent.text else (),
            would=verdict.outcome.value if verdict else "",
            left_to_people=self._left_to_people(item),
            violation=self.messages.percent(verdict.violation) if verdict else "",
            steps=verdict.steps if verdict else (),
            engine=verdict.engine if verdict else "",
            guidelines=verdict.guidelines if verdict else "",
            clauses=self._clauses(verdict.grounds if verdict else ()),
            decision=self._decision(item, decision) if decision is not None else None,
            undo_seconds=self._undo_seconds(item),
            appeal_glyphs=glyphs_of(item.appeal.text) if item.appeal else (),
            reports=tuple(
                ReportView(self.clause_title(one.clause), self.ago(one.made_at), glyphs_of(one.text))
                for one in item.reports
                if one.open
            ),
            picked=comment.picked,
            closed=item.article.closed,
        )

    def ago(self, at: int) -> str:
        """How long ago, in the moderator's language and the largest unit that fits."""
        seconds = max(0, self.now - at) // SECOND
        for key, unit in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
            if seconds >= unit:
                return self.messages(f"time.{key}", n=seconds // unit)
        return self.messages("time.now")

    def clause_title(self, clause: str) -> str:
        """The guidelines' own title; for grounds that are no clause (an empty text, say) the desk's."""
        if clause not in self.guidelines.by_id and self.messages.has(f"ground.{clause}"):
            return self.messages(f"ground.{clause}")
        return self.guidelines.title(clause, self.messages.language)

    def who(self, by: str) -> str:
        """`engine` or `moderator:ID` as a name."""
        if by.startswith("moderator:"):
            who = by.removeprefix("moderator:")
            # A token that has been ended is no longer known by its name.
            return self.names.get(who) or (self.messages("by.program") if who.startswith(PROGRAM) else by)
        return self.messages(f"by.{by}") if self.messages.has(f"by.{by}") else by

    def _finding(self, index: int, finding: Finding, text: str) -> FindingView:
        person = finding.by.startswith("moderator:")
        return FindingView(
            index=index,
            title=self.clause_title(finding.clause),
            percent="" if person else self.messages.percent(finding.probability),
            probability=round(finding.probability, 4),
            by=self.who(finding.by),
            # Without its evidence: the words are shown as links to their marks, once is enough.
            explanation="" if person else explain(replace(finding, evidence=()), self.messages.language),
            quotes=tuple(glyphs_of(text[e.start : e.end]) for e in finding.evidence if e.start < e.end),
            target=""
            if finding.target is Target.UNKNOWN
            else self.messages(f"target.{finding.target.value}"),
        )

    def _clauses(self, grounds: Sequence[Finding]) -> tuple[ClauseChoice, ...]:
        """Every clause that may ground a rejection; the engine's first, its strongest chosen already."""
        likely = {ground.clause: ground.probability for ground in grounds}
        active = [clause for clause in self.guidelines.active if not clause.welcome]
        best = max((c.id for c in active if c.id in likely), key=likely.__getitem__, default=None)
        ordered = sorted(active, key=lambda clause: -likely.get(clause.id, 0.0))
        language = self.messages.language
        return tuple(
            ClauseChoice(
                id=clause.id,
                title=self.guidelines.title(clause.id, language),
                wording=self.guidelines.wording(clause.id, language),
                suggested=clause.id == best,
            )
            for clause in ordered
        )

    def _decision(self, item: QueueItem, decision: Decision) -> DecisionView:
        return DecisionView(
            outcome=decision.outcome.value,
            by=self.who(decision.by),
            ago=self.ago(item.decided_at) if item.decided_at is not None else "",
        )

    def _left_to_people(self, item: QueueItem) -> bool:
        """The engine was sure, but the site's mode for this language leaves the decision to people."""
        verdict = item.verdict
        sure = verdict is not None and verdict.outcome is not Outcome.REFER
        untouched = item.decision is None or item.decision.by == "engine"
        return sure and untouched and item.comment.state is State.PENDING

    def _undo_seconds(self, item: QueueItem) -> int:
        decision = item.decision
        if decision is None or item.decided_at is None or decision.undoes is not None:
            return 0
        if decision.by != f"moderator:{self.moderator.id}":
            return 0
        window = self.undo_seconds.get(item.comment.site, 0)
        return max(0, window - (self.now - item.decided_at) // SECOND)
