"""What the word lists find in a text, for an editor at a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from gatepost.cli.readable import visible
from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.explaining import Explanation, Hit, Spared
from gatepost.engine.detectors.lint import sources
from gatepost.vocabulary import Outcome

_SAYS = {
    Outcome.APPROVE: ("does nothing by itself", "green"),
    Outcome.REFER: ("refers by itself", "yellow"),
    Outcome.REJECT: ("rejects by itself", "red"),
}


def show(
    text: str, language: str, detected: bool, found: Explanation, version: str, console: Console
) -> None:
    """Print every hit and every spared entry; in colour on a terminal, plain elsewhere."""
    if not found.hits:
        console.print(Text("Nothing hits.", "bold green"))
    for hit in found.hits:
        _hit(text, hit, console)
    for spared in found.spared:
        _spared(text, spared, console)
    how = "detected; --language says otherwise" if detected else "as given"
    console.print(Text(f"Language {language} ({how}); guidelines {version}", "dim"), soft_wrap=True)


def _hit(text: str, hit: Hit, console: Console) -> None:
    entry = hit.entry
    words, style = _SAYS[hit.outcome]
    because = f": {hit.why}" if hit.why else ""
    line = Text(visible(text[hit.start : hit.end]), "bold reverse")
    line.append(f"  {entry.clause} {hit.probability:.2f}, ", "not reverse")
    line.append(words, f"not reverse bold {style}")
    line.append(because, "not reverse not bold")
    console.print(line, soft_wrap=True)
    _say(console, "entry", f"{visible(entry.term)} ({entry.match}, {entry.severity}), list {_list(entry)}")
    if entry.gloss:
        _say(console, "meaning", visible(entry.gloss))
    if hit.reading != "plain":
        _say(console, "read as", hit.reading)
    _say(console, "source", _source(entry))
    if entry.exceptions:
        _say(console, "except", visible(", ".join(entry.exceptions)))


def _spared(text: str, spared: Spared, console: Console) -> None:
    entry = spared.entry
    line = Text(visible(text[spared.start : spared.end]), "bold")
    line.append(f"  {entry.clause}: does not count, {visible(spared.why)}", "not bold")
    console.print(line, soft_wrap=True)
    _say(console, "entry", f"{visible(entry.term)} ({entry.match}, {entry.severity}), list {_list(entry)}")


def _say(console: Console, name: str, value: str) -> None:
    console.print(Text(f"    {name:<8} {value}"), soft_wrap=True)


def _list(entry: LexiconEntry) -> str:
    return entry.language or "of the publisher"


def _source(entry: LexiconEntry) -> str:
    source = sources().get(entry.source, {})
    reviewed = "reviewed" if entry.reviewed else "not reviewed by a native reader yet"
    return f"{source.get('list', entry.source)} ({source.get('licence', 'unknown licence')}), {reviewed}"
