"""Running the engine over a handful of comments without letting one of them spoil the others."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from gatepost.conversation.ports import Screening
from gatepost.conversation.readers.name_screening import NameScreening, doubt, unscreened
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.sound import sound_verdicts
from gatepost.vocabulary import Context, Finding, Outcome, Submission, Verdict

if TYPE_CHECKING:
    from gatepost.conversation.rules.records import InForce

GAVE_UP = "engine-error"
NOT_THE_TEXT = "digest-mismatch"


class Task(Struct):
    """One comment on its way through the engine. `context` None: still to be gathered.

    `name`: what a person should be told of its author's name. `tries`: how many processes took it up.
    """

    comment: CommentRecord
    context: Context | None = None
    failures: int = 0
    name: Finding | None = None
    tries: int = 0


def screen_each(engine: Screening, tasks: Sequence[Task]) -> list[Verdict | Exception]:
    """A verdict for each task, or what went wrong with it. Blocking: to be called in the engine's thread."""
    try:
        return list(_screen(engine, tasks))
    except Exception as error:
        if len(tasks) == 1:
            return [error]
        found: list[Verdict | Exception] = []
        for task in tasks:
            try:
                found += _screen(engine, [task])
            except Exception as single:
                found.append(single)
        return found


def screen_names(names: NameScreening, rules: InForce, tasks: Sequence[Task]) -> None:
    """Note what the engine thinks of the authors' names; a person sees one that it fails on. Blocking."""
    wanted = tuple(dict.fromkeys(task.comment.author_name for task in tasks))
    try:
        found = names.verdicts(rules, wanted)
    except Exception:
        found = {}
        for name in wanted:
            with suppress(Exception):
                found |= names.verdicts(rules, (name,))
    for task in tasks:
        verdict = found.get(task.comment.author_name)
        task.name = unscreened() if verdict is None else doubt(verdict)


def screen_all(names: NameScreening, rules: InForce, tasks: Sequence[Task]) -> list[Verdict | Exception]:
    """Texts and names of a batch. Blocking: to be called in the engine's thread."""
    screen_names(names, rules, tasks)
    return screen_each(rules.screening, tasks)


def _screen(engine: Screening, tasks: Sequence[Task]) -> list[Verdict]:
    # What the author says of the language is not passed on: what the engine may do alone goes by the
    # verdict's language (law 8), so an author could otherwise choose the mode.
    submissions = [Submission(task.comment.text or "") for task in tasks]
    return sound_verdicts(engine, submissions, [task.context or Context() for task in tasks])


def given_up(comment: CommentRecord, engine: str, guidelines: str) -> Verdict:
    """The engine failed again and again: say so, and let a person read. It must not look harmless."""
    return Verdict(
        Outcome.REFER,
        (Finding(GAVE_UP, 1.0, "gatepost", note=GAVE_UP),),
        {},
        1.0,
        comment.language,
        engine,
        guidelines,
        (GAVE_UP,),
    )
