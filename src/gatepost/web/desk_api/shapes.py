"""The JSON of the desk's API: what a program needs to show a comment and to decide about it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from gatepost.conversation.authors.records import AuthorRecord
from gatepost.conversation.records import AppealRecord, ArticleRecord, Claim, QueueItem
from gatepost.conversation.sites import Site
from gatepost.conversation.talk.closing import closing
from gatepost.conversation.talk.records import NEVER
from gatepost.vocabulary import Decision, Finding, Verdict
from gatepost.web.desk_api.looks import ProposalOut, ReportsOut, proposal_out, reports_out
from gatepost.web.reader.presenting import comment_out
from gatepost.web.schemas import CommentOut, EvidenceOut, ScreenedGroundOut, State, Text
from gatepost.web.times import iso

Note = Annotated[str, Meta(max_length=20_000)]


Seen = Annotated[int, Meta(ge=-1, le=2**53)] | None
"""The `seq` of the decision that one saw standing (-1: none): refused when another one stands by then."""


class RejectIn(Struct, frozen=True):
    """At least one clause id of the guidelines; the note is for colleagues, the author does not see it.

    `seen`: the item's `seq` when it was looked at. When another decision stands by now, this one is refused.
    """

    clauses: Annotated[list[str], Meta(max_length=50)]
    note: Note = ""
    seen: Seen = None


class ApproveIn(Struct, frozen=True):
    """`seen`: as in a rejection."""

    note: Note = ""
    seen: Seen = None


class AnswerIn(Struct, frozen=True):
    """`uphold`: the rejection stands. Otherwise it is overturned and the comment published."""

    uphold: bool
    reply: Note = ""


class AppealAnswerIn(AnswerIn, frozen=True):
    """The same for a comment's appeal; `seen`: as in a rejection."""

    seen: Seen = None


class DeskArticleIn(Struct, frozen=True):
    """An article to make known. Title and body help the engine to judge what is off the topic.

    `article_id` is the publisher's own id, where readers' pages send one; else the address names the article.
    """

    url: str
    title: Text = ""
    body: Text = ""
    article_id: str | None = None


class DeskArticleOut(Struct, frozen=True):
    """`closed`: by hand. `closes_at`: the article's own time, or `never`; null as the site says.
    `closing_at`: when it takes no more comments by itself, whoever said so. `slow_seconds`: null as the site
    says."""

    id: str
    site: str
    url: str
    title: str
    closed: bool
    closes_at: str | None = None
    closing_at: str | None = None
    slow_seconds: int | None = None
    notice: str = ""
    questions: bool = False
    held: bool = False


class ArticleSettingsIn(Struct, frozen=True):
    """What is to be changed of an article; what is not named stays. `closes_at`: ISO 8601, `never` (not even
    by the site's rule), or null, as the site says. `slow_seconds`: 0 to 86,400, or null. `held`: a person
    decides about every comment."""

    closed: bool | UnsetType = UNSET
    closes_at: str | UnsetType | None = UNSET
    slow_seconds: int | UnsetType | None = UNSET
    notice: Text | UnsetType = UNSET
    questions: bool | UnsetType = UNSET
    held: bool | UnsetType = UNSET


class NewsroomReplyIn(Struct, frozen=True):
    """What the newsroom says to a reader, under the name given, else the site's."""

    text: Text
    name: str = ""


class DeskVerdictOut(Struct, frozen=True):
    outcome: Literal["approve", "reject", "refer"]
    grounds: list[ScreenedGroundOut]
    probabilities: dict[str, float | None]
    violation: float
    language: str
    engine: str
    guidelines: str
    steps: list[str]


class DeskDecisionOut(Struct, frozen=True):
    outcome: Literal["approve", "reject", "refer"]
    by: str
    clauses: list[str]
    mode: str
    decided_at: str | None


class DeskAppealOut(Struct, frozen=True):
    """`may_answer`: whether the calling program may: it had no part in the decision appealed against."""

    text: str
    made_at: str
    state: Literal["waiting", "upheld", "overturned"]
    reply: str
    may_answer: bool


class ClaimOut(Struct, frozen=True):
    """Who has a card before them. `mine`: the one who asks."""

    comment: str
    moderator: str
    until: str
    mine: bool


def claim_out(claim: Claim, who: str) -> ClaimOut:
    return ClaimOut(claim.comment, claim.moderator, iso(claim.until), claim.moderator == who)


class DeskItemOut(Struct, frozen=True):
    """One comment with all that is known about it. `author_id`, `record`: null where nobody is known.

    `seq` is of the decision that stands, -1 for none: send it as `seen` with a decision. `risk`: how probable
    any violation is, 0 to 1. `wave`: what this comment shares with those nearly the same; `wave_size`: how
    many of them wait. `claim`: who has the card before them, until when.
    """

    comment: CommentOut
    article: DeskArticleOut
    verdict: DeskVerdictOut | None
    decision: DeskDecisionOut | None
    appeal: DeskAppealOut | None
    proposal: ProposalOut | None
    reports: list[ReportsOut]
    parent: CommentOut | None
    author_id: str | None
    record: AuthorRecord | None
    seq: int
    risk: float
    wave: str | None
    wave_size: int
    claim: ClaimOut | None


class QueueOut(Struct, frozen=True):
    items: list[DeskItemOut]
    after: str | None


class DecidedOut(Struct, frozen=True, omit_defaults=True):
    """This is where the comment stands now. `second_look`: what was asked for is a proposal, and a second
    moderator must agree before anything changes."""

    id: str
    state: State
    second_look: bool = False


def article_out(article: ArticleRecord, site: Site) -> DeskArticleOut:
    """An article with what is set for it."""
    own, at = article.closes_at, closing(article, site)
    return DeskArticleOut(
        article.id,
        article.site,
        article.url,
        article.title,
        article.closed,
        None if own is None else "never" if own == NEVER else iso(own),
        None if at is None else iso(at),
        article.slow_seconds,
        article.notice,
        article.questions,
        article.held,
    )


def item_out(item: QueueItem, site: Site, who: str, now: int, *, settles: bool = False) -> DeskItemOut:
    """As the program `who` (`token.ID`) may see it at the time `now`."""
    article = item.article
    claim = item.claim if item.claim is not None and item.claim.until > now else None
    return DeskItemOut(
        comment=comment_out(item.comment, site),
        article=article_out(article, site),
        verdict=_verdict(item.verdict) if item.verdict else None,
        decision=_decision(item.decision, item.decided_at) if item.decision else None,
        appeal=_appeal(item.appeal, who not in item.part) if item.appeal else None,
        proposal=proposal_out(item.proposals, who, settles=settles),
        reports=reports_out(item.reports),
        parent=comment_out(item.parent, site) if item.parent else None,
        author_id=item.comment.author,
        record=item.record,
        seq=item.seq,
        risk=item.risk / 1_000_000,
        wave=item.wave,
        wave_size=item.wave_size,
        claim=claim_out(claim, who) if claim else None,
    )


def ground_out(ground: Finding) -> ScreenedGroundOut:
    evidence = [EvidenceOut(one.start, one.end, one.text) for one in ground.evidence]
    return ScreenedGroundOut(ground.clause, ground.probability, evidence, ground.by)


def _verdict(verdict: Verdict) -> DeskVerdictOut:
    return DeskVerdictOut(
        outcome=verdict.outcome.value,
        grounds=[ground_out(ground) for ground in verdict.grounds],
        probabilities=dict(verdict.probabilities),
        violation=verdict.violation,
        language=verdict.language,
        engine=verdict.engine,
        guidelines=verdict.guidelines,
        steps=list(verdict.steps),
    )


def _decision(decision: Decision, decided_at: int | None) -> DeskDecisionOut:
    clauses = list(dict.fromkeys(ground.clause for ground in decision.grounds))
    when = None if decided_at is None else iso(decided_at)
    return DeskDecisionOut(decision.outcome.value, decision.by, clauses, decision.mode, when)


def _appeal(appeal: AppealRecord, may_answer: bool) -> DeskAppealOut:
    state = {"upheld": "upheld", "overturned": "overturned"}.get(appeal.outcome or "", "waiting")
    return DeskAppealOut(appeal.text, iso(appeal.made_at), state, appeal.reply, may_answer)  # type: ignore[arg-type]
