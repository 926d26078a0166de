"""A moderator's card: all that one page or fragment shows of one comment, ready for the template.

A receipt's token never comes near this: the store keeps only its hash, and no record here carries it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from gatepost.conversation.preferences.records import Preferences
from gatepost.conversation.readers.badges import badge_of
from gatepost.conversation.readers.name_screening import AUTHOR_NAME
from gatepost.conversation.records import ArticleRecord, CommentRecord, Moderator, QueueItem
from gatepost.conversation.rules.book import Book
from gatepost.conversation.sites import Sites
from gatepost.engine.guidelines.records import Guidelines
from gatepost.engine.reasons import explain
from gatepost.vocabulary import Decision, Finding, Outcome, State, Target
from gatepost.web.desk.author_record import RecordView, record_view
from gatepost.web.desk.clause_choices import FOLDED, STRONG, ClauseFamily, families, is_one_of
from gatepost.web.desk.marking import Glyph, Piece, glyphs_of, pieces
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.second_looks import (
    ReportedClause,
    Seats,
    SecondLook,
    appeal_seat,
    reported,
    second_look,
)
from gatepost.web.desk.seen import ClauseView, FindingView, by_clause
from gatepost.web.desk.summary import first_sentences
from gatepost.web.times import iso

SECOND = 1_000_000
PROGRAM = "token."
LOOKING_SECONDS = 60
"""So long a card in focus is claimed; the page renews it every half of this."""


def safe_address(url: str) -> str:
    """An article's address as a link, unless it is something that a link must not be."""
    return url if url.startswith(("http://", "https://")) else "#"


def thread_address(url: str, comment: str | None) -> str:
    """Where readers see this comment in its thread; the article itself without one."""
    address = safe_address(url)
    return f"{address.partition('#')[0]}#gatepost-{comment}" if comment and address != "#" else address


class DecisionView(Struct, frozen=True):
    outcome: str
    by: str
    ago: str


class Card(Struct, frozen=True, kw_only=True):
    """What `desk/_card_*.html` show. `undo_seconds` is 0 when this moderator cannot undo (any more).

    `seq` names the decision that this card shows standing. `held_by` is a colleague's name, `mine` whether it
    is oneself. `warned`: titles of the clauses for which the comment stays folded.
    """

    id: str
    author: str
    badge: str
    record: RecordView | None
    state: str
    language: str
    article_id: str
    article_title: str
    article_url: str
    summary: str
    thread_url: str
    parent_id: str
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
    families: tuple[ClauseFamily, ...]
    decision: DecisionView | None
    undo_seconds: int
    appeal_glyphs: tuple[Glyph, ...]
    appeal_seat: str
    look: SecondLook | None
    reports: tuple[ReportedClause, ...]
    picked: bool
    question: bool
    answered: bool
    closed: bool
    seq: int
    wave: str
    wave_size: int
    held_by: str
    mine: bool
    warned: tuple[str, ...]
    blurs: bool

    def tooltip(self, piece: Piece) -> str:
        """What the marked words say when asked: every ground that they carry."""
        return "\n".join(
            " · ".join(part for part in (f.title, f.percent, f.by, f.explanation) if part)
            for f in (self.findings[index] for index in piece.findings)
        )

    def strong(self, piece: Piece) -> bool:
        """Whether these are words that may hurt."""
        return any(self.findings[index].strong for index in piece.findings)

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
    preferences: Preferences = Preferences()
    seats: Seats = Seats()
    book: Book = field(default_factory=Book)
    sites: Sites = field(default_factory=lambda: Sites(()))

    def card(self, item: QueueItem, *, decided: bool = False, article: ArticleRecord | None = None) -> Card:
        """The card of one comment; `decided` shows the decision's grounds instead of the engine's.

        `article`: what is known of the article when its own page was read as well.
        """
        article = article or item.article
        comment, verdict = item.comment, item.verdict
        text = comment.text or ""
        decision = item.decision
        shown: Sequence[Finding] = decision.grounds if decided and decision is not None else ()
        if not shown and verdict is not None:
            shown = verdict.grounds if not decided or comment.state is not State.APPROVED else ()
            if decision is not None and decision.outcome is Outcome.REFER:
                # Not of the text, so no verdict says it: that the name is worth a look.
                shown = (*shown, *(one for one in decision.grounds if one.clause == AUTHOR_NAME))
        public = comment.state is State.APPROVED
        findings = tuple(
            self._finding(index, one, text, self._version(item, one)) for index, one in enumerate(shown)
        )
        return Card(
            id=comment.id,
            author=comment.author_name,
            badge=self._badge(comment),
            record=record_view(self.messages, comment.author, item.record),
            state=comment.state.value,
            language=comment.language,
            article_id=article.id,
            article_title=article.title or article.url,
            article_url=safe_address(article.url),
            summary=first_sentences(article.body),
            thread_url=thread_address(article.url, comment.id if public else comment.parent),
            parent_id=comment.parent or "",
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
            families=families(self.guidelines, self.messages.language, verdict.grounds if verdict else ()),
            decision=self._decision(item, decision) if decision is not None else None,
            undo_seconds=self._undo_seconds(item),
            appeal_glyphs=glyphs_of(item.appeal.text) if item.appeal else (),
            appeal_seat=appeal_seat(item, self.moderator, self.seats),
            look=second_look(item, self.moderator, self.seats, self.who, self.ago, self.clause_title),
            reports=reported(item.reports, self.ago, self.clause_title),
            picked=comment.picked,
            question=comment.question,
            answered=comment.answer is not None,
            closed=item.article.closed,
            seq=item.seq,
            wave=item.wave or "",
            wave_size=item.wave_size,
            held_by=self._holder(item),
            mine=self._is_mine(item),
            warned=self._warned(shown),
            blurs=any(one.strong for one in findings),
        )

    def ago(self, at: int) -> str:
        """How long ago, in the moderator's language and the largest unit that fits."""
        seconds = max(0, self.now - at) // SECOND
        for key, unit in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
            if seconds >= unit:
                return self.messages(f"time.{key}", n=seconds // unit)
        return self.messages("time.now")

    def clause_title(self, clause: str, version: str = "") -> str:
        """The title in the guidelines' `version`, else in those that hold, else in the newest that had such a
        clause; for grounds that are no clause (an empty text, say) the desk's."""
        guidelines = self.guidelines
        if version or clause not in guidelines.by_id:
            guidelines = self.book.knowing(clause, version, guidelines)
        if clause not in guidelines.by_id and self.messages.has(f"ground.{clause}"):
            return self.messages(f"ground.{clause}")
        return guidelines.title(clause, self.messages.language)

    def _version(self, item: QueueItem, shown: Finding) -> str:
        """The guidelines under which this was found: those of the decision, or of the verdict."""
        if item.decision is not None and shown in item.decision.grounds:
            return item.decision.guidelines
        return item.verdict.guidelines if item.verdict else ""

    def who(self, by: str) -> str:
        """`engine` or `moderator:ID` as a name."""
        if by.startswith("moderator:"):
            who = by.removeprefix("moderator:")
            # A token that has been ended is no longer known by its name.
            return self.names.get(who) or (self.messages("by.program") if who.startswith(PROGRAM) else by)
        return self.messages(f"by.{by}") if self.messages.has(f"by.{by}") else by

    def _finding(self, index: int, finding: Finding, text: str, version: str) -> FindingView:
        person = finding.by.startswith("moderator:")
        return FindingView(
            index=index,
            title=self.clause_title(finding.clause, version),
            percent="" if person else self.messages.percent(finding.probability),
            probability=round(finding.probability, 4),
            by=self.who(finding.by),
            # Without its evidence: the words are shown as links to their marks, once is enough.
            explanation="" if person else explain(replace(finding, evidence=()), self.messages.language),
            quotes=tuple(glyphs_of(text[e.start : e.end]) for e in finding.evidence if e.start < e.end),
            target=""
            if finding.target is Target.UNKNOWN
            else self.messages(f"target.{finding.target.value}"),
            strong=is_one_of(finding.clause, STRONG),
        )

    def _warned(self, shown: Sequence[Finding]) -> tuple[str, ...]:
        if not self.preferences.warn:
            return ()
        return tuple(
            dict.fromkeys(self.clause_title(one.clause) for one in shown if is_one_of(one.clause, FOLDED))
        )

    def _badge(self, comment: CommentRecord) -> str:
        badge = badge_of(self.sites.of(comment.site), comment.badge)
        return badge.label if badge else comment.badge

    def _holder(self, item: QueueItem) -> str:
        claim = item.claim
        others = claim is not None and claim.moderator != self.moderator.id
        return self.who(f"moderator:{claim.moderator}") if claim and others and self._is_held(item) else ""

    def _is_mine(self, item: QueueItem) -> bool:
        """Held by choice: who only looks at a card has it for less."""
        claim = item.claim
        chosen = claim is not None and claim.until > self.now + LOOKING_SECONDS * SECOND
        return chosen and claim is not None and claim.moderator == self.moderator.id

    def _is_held(self, item: QueueItem) -> bool:
        return item.claim is not None and item.claim.until > self.now

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
