"""One verdict for a person at a terminal: outcome, clauses, the words that led to it."""

from __future__ import annotations

import unicodedata

from rich.console import Console
from rich.text import Text

from gatepost.engine import reasons
from gatepost.engine.guidelines import Guidelines
from gatepost.vocabulary import Finding, Outcome, Verdict

_HEAD = {
    Outcome.APPROVE: ("Approve", "bold green"),
    Outcome.REFER: ("Refer: a person should read it", "bold yellow"),
    Outcome.REJECT: ("Reject", "bold red"),
}


def show(text: str, verdict: Verdict, guidelines: Guidelines, console: Console) -> None:
    """Print the verdict; in colour on a terminal, plain elsewhere."""
    words, style = _HEAD[verdict.outcome]
    console.print(Text(words, style))
    for ground in verdict.grounds:
        console.print(_ground(ground, guidelines))
        console.print(Text(f"    {reasons.explain(ground, 'en')}"), soft_wrap=True)
        for passage in ground.evidence:
            console.print(_passage(text, passage.start, passage.end), soft_wrap=True)
    console.print(
        Text(f"Language {verdict.language}; probability of a violation {verdict.violation:.2f}", "dim")
    )
    console.print(Text(f"{verdict.engine}; guidelines {verdict.guidelines}", "dim"), soft_wrap=True)


def visible(text: str) -> str:
    """The text with control and direction characters written out, so that it cannot command a terminal."""
    return "".join(f"\\u{{{ord(c):x}}}" if _commands(c) else c for c in text)


def _commands(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Zl", "Zp") or (category == "Cf" and character not in "\u200c\u200d")


def _ground(ground: Finding, guidelines: Guidelines) -> Text:
    title = guidelines.title(ground.clause, "en")
    named = ground.clause if title == ground.clause else f"{title} ({ground.clause})"
    return Text(f"  {named}: {ground.probability:.2f}, by {ground.by}", "bold")


def _passage(text: str, start: int, end: int, around: int = 30) -> Text:
    """The words in their surroundings, at most `around` code points to each side."""
    before, after = text[max(0, start - around) : start], text[end : end + around]
    line = Text(f"    {start}-{end}: " + ("…" if start > around else "") + visible(before))
    line.append(visible(text[start:end]), "bold reverse")
    line.append(visible(after) + ("…" if end + around < len(text) else ""))
    return line
