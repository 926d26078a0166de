"""Findings against guidelines: approve, refer or reject, with the grounds and every step named.

Pure and monotone: one more finding never makes the outcome milder (approve < refer < reject). What is not
understood is referred: nothing is approved or rejected by accident. Each finding is weighed on its own:

1. a clause's thresholds say from which probability a person looks, and from which it is a rejection;
2. an attack's target matters (ADR 0007): harsh words about an institution or a thing need more before a
   person looks, about a public figure a little more, and none of the three is rejected as a personal attack.
   Swearing, slurs, abuse of groups and threats weigh the same whoever they are aimed at;
3. a rejection needs an active clause, words to show, and a finding that may reject.

Then a welcome may turn a rejection into a referral, never into an approval, and only if every ground of the
rejection is a personal attack by mild words that is not aimed at another reader.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from gatepost.engine.guidelines import NEVER_REJECTS, Clause, Guidelines
from gatepost.vocabulary import LANGUAGES, Evidence, Finding, Outcome, Target

EMPTY = "empty"
ENGINE_ERROR = "engine-error"
UNKNOWN_LANGUAGE = "unknown-language"
"""Grounds of the engine's own: no rule of the publisher, but a reason for a person to look."""

UNLISTED_REFER = 0.5
"""From here on a finding is referred whose clause the guidelines do not know."""

SUM_REFER = {"abuse": 0.32, "toxicity": 0.8}
"""The same for what sums up several clauses: a person looks even where no single clause stands out."""

CRITICISM: Mapping[tuple[str, str], Mapping[Target, float]] = {
    ("personal-attack", "classifier"): {
        Target.INSTITUTION: 0.85,
        Target.PUBLIC_FIGURE: 0.7,
        Target.NOBODY: 0.55,
    },
    ("personal-attack", "lexicon"): {Target.INSTITUTION: 0.6, Target.NOBODY: 0.6},
    ("toxicity", "classifier"): {
        Target.INSTITUTION: 0.95,
        Target.PUBLIC_FIGURE: 0.88,
        Target.NOBODY: 0.88,
    },
}
"""For a clause and a detector, by target: from where a person looks, if that is more than the clause's own.
A mild word of a list has 0.5, so it may be said of a government; a strong one has 0.94."""

NO_PERSON_HERE = frozenset({Target.PUBLIC_FIGURE, Target.INSTITUTION, Target.NOBODY})
"""What is aimed at these is no ground to reject as a personal attack: a person decides."""

QUOTATION = "quotation"
"""The note of words between quotation marks: no target counts for them, so that marks win no approval."""

STRONG = 0.94
"""From here on a personal attack is one by strong words, which no welcome protects."""

MOST_EVIDENCE = 20
"""So many passages a ground shows at most; more help nobody."""

_RANK = {Outcome.APPROVE: 0, Outcome.REFER: 1, Outcome.REJECT: 2}


class Decided(Struct, frozen=True):
    """What the policy makes of the findings. `grounds` is empty when approved, strongest first."""

    outcome: Outcome
    grounds: tuple[Finding, ...]
    steps: tuple[str, ...]


def decide(
    findings: Sequence[Finding],
    guidelines: Guidelines,
    language: str,
    known_languages: Collection[str] = LANGUAGES,
) -> Decided:
    """Weigh `findings` of one comment in `language` under `guidelines`."""
    steps: list[str] = []
    notices: list[Finding] = []
    if language in known_languages:
        steps.append(f"language {language}: known")
    else:
        steps.append(f"language {language}: not known well enough to approve or reject; a person reads it")
        notices.append(Finding(UNKNOWN_LANGUAGE, 1.0, "policy", note=UNKNOWN_LANGUAGE))
    grounds: list[tuple[Outcome, Finding]] = [(Outcome.REFER, notice) for notice in notices]
    welcomes: list[Finding] = []
    for finding in findings:
        clause = guidelines.by_id.get(finding.clause)
        if clause is not None and clause.welcome:
            if clause.active and finding.probability >= clause.protect:
                welcomes.append(finding)
                steps.append(f"{_name(finding)}: protects from rejection")
            continue
        level, why = weigh(finding, clause)
        if level is not Outcome.APPROVE:
            grounds.append((level, finding))
            steps.append(f"{_name(finding)}: {level.value}, {why}")
        elif finding.probability >= refer_from(finding.clause, clause):
            steps.append(f"{_name(finding)}: {level.value}, {why}")
    outcome = max((level for level, _ in grounds), key=_RANK.__getitem__, default=Outcome.APPROVE)
    rejecting = [finding for level, finding in grounds if level is Outcome.REJECT]
    if rejecting and (notices or (welcomes and all(map(_spared, rejecting)))):
        steps.append("a rejection is in doubt: a person decides")
        grounds = [(Outcome.REFER, finding) for _, finding in grounds]
        outcome = Outcome.REFER
    else:
        if rejecting and welcomes:
            steps.append("no welcome protects from this rejection")
        welcomes = []
    steps.append(f"outcome: {outcome.value}")
    led = [finding for level, finding in grounds if level is outcome]
    return Decided(outcome, (*_merge(led), *_merge(welcomes)), tuple(steps))


def refer_from(label: str, clause: Clause | None) -> float:
    """The probability from which a finding of `label` makes a person look; `clause` where there is one."""
    return clause.refer if clause is not None else SUM_REFER.get(label, UNLISTED_REFER)


def weigh(finding: Finding, clause: Clause | None) -> tuple[Outcome, str]:
    """What one finding calls for on its own, and why. A welcome is never asked here."""
    probability = finding.probability
    if probability < refer_from(finding.clause, clause):
        return Outcome.APPROVE, "too unlikely"
    if probability < _criticism(finding):
        return Outcome.APPROVE, f"directed at {finding.target.value}, so less than {_criticism(finding):g}"
    if clause is None:
        return Outcome.REFER, "no clause of the guidelines, so it can only refer"
    # Written so that a probability that is no number (NaN) ends here, with a person, and not above.
    if clause.reject is None or not probability >= clause.reject:
        return Outcome.REFER, f"at least {clause.refer:g}"
    if not clause.active:
        return Outcome.REFER, "the clause is not active, so it can only refer"
    if clause.id in NEVER_REJECTS:
        return Outcome.REFER, "this clause can only refer"
    if clause.id == "personal-attack" and finding.target in NO_PERSON_HERE:
        return Outcome.REFER, f"directed at {finding.target.value}, so it can only refer"
    if finding.refer_only:
        return Outcome.REFER, "this finding can only refer"
    if not any(evidence.end > evidence.start for evidence in finding.evidence):
        return Outcome.REFER, "no words to show for a rejection"
    return Outcome.REJECT, f"at least {clause.reject:g}"


def _criticism(finding: Finding) -> float:
    """From where on a person looks at what is aimed at an institution, a thing or a public figure."""
    if finding.note == QUOTATION:
        return 0.0
    return CRITICISM.get((finding.clause, finding.by), {}).get(finding.target, 0.0)


def _spared(finding: Finding) -> bool:
    """May a welcome protect from this? Only from mild words that are not aimed at another reader."""
    mild = finding.clause == "personal-attack" and finding.probability < STRONG
    return mild and finding.target is not Target.COMMENTER


def _merge(findings: Iterable[Finding]) -> list[Finding]:
    """One ground for each clause and detector, the strongest first, evidence in the order of the text."""
    merged: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        merged.setdefault((finding.clause, finding.by), []).append(finding)
    grounds = [group[0] if len(group) == 1 else _union(group) for group in merged.values()]
    return sorted(grounds, key=lambda ground: (-ground.probability, ground.clause, ground.by))


def _union(group: list[Finding]) -> Finding:
    strongest = max(group, key=lambda finding: finding.probability)
    evidence: dict[tuple[int, int], Evidence] = {}
    for finding in sorted(group, key=lambda finding: -finding.probability):
        for passage in finding.evidence:
            evidence.setdefault((passage.start, passage.end), passage)
    shown = sorted(list(evidence.values())[:MOST_EVIDENCE], key=lambda passage: (passage.start, passage.end))
    refer_only = all(finding.refer_only for finding in group)
    return Finding(
        strongest.clause,
        strongest.probability,
        strongest.by,
        tuple(shown),
        strongest.note,
        refer_only,
        strongest.target,
    )


def _name(finding: Finding) -> str:
    return f"{finding.clause} by {finding.by} {finding.probability:.3f}"
