"""`gatepost guidelines`: look at a publisher's rules before a site is run with them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from gatepost.cli.say import answer, complain
from gatepost.engine.guidelines import Guidelines, GuidelinesError, load

app = App(name="guidelines", help="Check a publisher's guidelines.")


@app.command
def check(
    file: Annotated[Path | None, Parameter(help="A TOML file; the shipped guidelines without.")] = None,
) -> int:
    """Read guidelines and say whether they can be used; every problem at once, each with its mend."""
    try:
        guidelines = load(file)
    except GuidelinesError as error:
        for problem in error.problems:
            complain(problem)
        count = len(error.problems)
        complain(f"{count} problem{'s' if count > 1 else ''}: mend and check again")
        return 1
    answer(f"{file or 'default.toml'}: sound, version {guidelines.version}")
    for clause in guidelines.clauses:
        if clause.welcome:
            rule = f"protects from {clause.protect:g}"
        elif clause.reject is None:
            rule = f"refers from {clause.refer:g}, never rejects"
        else:
            rule = f"refers from {clause.refer:g}, rejects from {clause.reject:g}"
        state = "" if clause.active else " (not active: can only refer)"
        answer(f"  {clause.id}: {rule}{state}; written in {', '.join(clause.wording)}")
    if guidelines.words:
        _own_words(guidelines)
    return 0


def _own_words(guidelines: Guidelines) -> None:
    """Count the publisher's own words and allowances, and warn of what will surprise."""
    from gatepost.engine.detectors import own_words

    words = guidelines.words
    spellings = len(own_words.entries(words))
    answer(f"  own words: {len(words.add)} ({spellings} spellings), {len(words.allow)} allowed")
    for word, surprise in own_words.surprises(guidelines):
        complain(f"  warning: {word!r} {surprise}")
