"""The statement of reasons (DSA, art. 17): which clause and words, who decided, how to object."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from gatepost.conversation.appeal import appealable
from gatepost.conversation.house import House
from gatepost.conversation.messages import messages
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.conversation.second_looks.impartial import Seat
from gatepost.conversation.second_looks.records import FOUR_EYES, SETTLED
from gatepost.conversation.submit import iso
from gatepost.conversation.suspensions.announce import Announcement, announced
from gatepost.engine.reasons import MOST_WORDS, explain
from gatepost.vocabulary import LANGUAGES, RIGHT_TO_LEFT, Decision, Evidence, Finding, Outcome, State

ISOLATE, END = "\u2068", "\u2069"
"""First-strong isolate and its end: quoted words keep their own direction and leave the sentence's alone."""
_ANSWERED_ALL_THE_SAME = {
    Seat.ALONE.value: "one_moderator",
    Seat.NOBODY_ELSE.value: "no_other_moderator",
}


class StatedClause(Struct, frozen=True):
    """One ground. `by` is the detector's name, or `moderator`."""

    id: str
    title: str
    wording: str
    evidence: tuple[Evidence, ...]
    by: str
    explanation: str


class StatedAppeal(Struct, frozen=True):
    """Whether the author may object, where, and what became of it: `waiting`, `upheld`, `overturned`.

    `same_person`: who answered had a part in the decision, because nobody in the newsroom had none.
    """

    possible: bool
    url: str
    state: str | None = None
    reply: str = ""
    same_person: bool = False


class Statement(Struct, frozen=True):
    """Everything the author is told about a rejection; `text` says all of it in the reader's language.

    `suspension`: the one that keeps the author from commenting now, if there is one.
    """

    clauses: tuple[StatedClause, ...]
    decided_by: str
    decided_at: str
    engine: str
    guidelines: str
    language: str
    text: str
    appeal: StatedAppeal
    suspension: Announcement | None = None


async def statement_of(house: House, comment: CommentRecord, language: str) -> Statement | None:
    """The statement of a comment that stands rejected; None in any other state."""
    if comment.state is not State.REJECTED:
        return None
    standing = await house.store.decision_of(comment.id)
    if standing is None or standing[0].outcome is not Outcome.REJECT:
        return None
    earlier = await house.store.appeal_of(comment.id)
    stated = statement(house, comment, standing, earlier, language)
    held = await house.store.suspensions.in_force(comment.author, house.clock()) if comment.author else None
    if held is None:
        return stated
    told = await announced(house, held, language)
    return msgspec.structs.replace(stated, suspension=told, text=f"{stated.text}\n\n{told.text}")


def statement(
    house: House,
    comment: CommentRecord,
    standing: tuple[Decision, int, int],
    appeal: AppealRecord | None,
    language: str,
) -> Statement:
    """What the author learns. `standing` and `appeal` come from the store's `decision_of` and `appeal_of`."""
    decision, _, decided_at = standing
    language = language if language in LANGUAGES else "en"
    clauses = tuple(
        _clause(house, comment, finding, decision.guidelines, language)
        for finding in _merged(decision.grounds)
    )
    machine = decision.by == "engine"
    about_this = appeal if appeal is not None and _concerns(appeal, decision, decided_at) else None
    stated = StatedAppeal(
        appealable(comment, standing, appeal),
        f"/api/v1/comments/{comment.id}/appeal",
        None if about_this is None else about_this.outcome or "waiting",
        about_this.reply if about_this is not None else "",
        decision.mode in _ANSWERED_ALL_THE_SAME,
    )
    return Statement(
        clauses,
        "machine" if machine else "person",
        iso(decided_at),
        decision.engine,
        decision.guidelines,
        language,
        _text(clauses, decision, stated, language),
        stated,
    )


def _concerns(appeal: AppealRecord, decision: Decision, decided_at: int) -> bool:
    return appeal.id == decision.appeal or appeal.made_at >= decided_at


def _merged(findings: tuple[Finding, ...]) -> list[Finding]:
    """One ground a clause: the strongest finding with the words of all; authors read rules, not detectors."""
    strongest: dict[str, Finding] = {}
    parts: dict[str, dict[tuple[int, int], Evidence]] = {}
    for finding in findings:
        known = strongest.get(finding.clause)
        if known is None or finding.probability > known.probability:
            strongest[finding.clause] = finding
        parts.setdefault(finding.clause, {}).update(
            {(part.start, part.end): part for part in finding.evidence}
        )
    return [
        Finding(
            clause,
            finding.probability,
            finding.by,
            tuple(part for _, part in sorted(parts[clause].items())),
            finding.note,
        )
        for clause, finding in strongest.items()
    ]


def _clause(
    house: House, comment: CommentRecord, finding: Finding, version: str, language: str
) -> StatedClause:
    """The clause as it was worded when this was decided: it may have been changed or removed since."""
    guidelines = house.book.knowing(finding.clause, version, house.guidelines)
    person = finding.by.startswith("moderator:")
    text = comment.text or ""
    evidence = tuple(Evidence(part.start, part.end, text[part.start : part.end]) for part in finding.evidence)
    return StatedClause(
        finding.clause,
        guidelines.title(finding.clause, language),
        guidelines.wording(finding.clause, language),
        evidence,
        "moderator" if person else finding.by,
        explain(msgspec.structs.replace(finding, evidence=evidence), language),
    )


def _text(clauses: tuple[StatedClause, ...], decision: Decision, appeal: StatedAppeal, language: str) -> str:
    said = messages(language)
    lines = [said["rejected"]]
    for clause in clauses:
        lines += ["", said["clause"].format(title=clause.title, wording=clause.wording), clause.explanation]
        quoted = [said["quote"].format(text=_isolated(part.text)) for part in clause.evidence if part.text]
        if len(dict.fromkeys(quoted)) > MOST_WORDS:  # the explanation quotes no more than that
            lines.append(said["words"].format(words=said["separator"].join(dict.fromkeys(quoted))))
    lines += ["", _who(said, decision, language)]
    if appeal.possible:
        lines.append(said["appeal_possible"])
    elif appeal.state is not None:
        lines.append(said[f"appeal_{appeal.state}"])
    if appeal.same_person:
        lines.append(said[_ANSWERED_ALL_THE_SAME[decision.mode]])
    if appeal.reply:
        lines.append(said["reply"].format(reply=_isolated(appeal.reply)))
    lines.append(said["redress"])
    return "\n".join(lines)


def _who(said: Mapping[str, str], decision: Decision, language: str) -> str:
    if decision.by != "engine":
        who = {FOUR_EYES: "two", SETTLED: "settled"}.get(decision.mode, "person")
        return said[who].format(guidelines=_version(decision.guidelines, language))
    return said["machine"].format(
        engine=_version(decision.engine, language), guidelines=_version(decision.guidelines, language)
    )


def _version(version: str, language: str) -> str:
    return _isolated(version) if language in RIGHT_TO_LEFT else version


def _isolated(text: str) -> str:
    return f"{ISOLATE}{text}{END}"
