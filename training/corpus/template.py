"""The notation of the grammars: slots, alternatives, optional parts, marked words.

{group.pl}          the form `pl` of an entry of the inventory `group`; {group} is its first form
{group2.pl}         another entry of the same inventory
(often|always|)     one of these; an empty one makes it optional; (%3 often|always) weighs 3 to 1
[[vermin]]          the deciding words; [[threat:hang them]] names the type of the span
\\( \\) \\| \\{ \\} \\[ \\] \\\\   the letters themselves
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from training.corpus.schema import SPANS

_SLOT = re.compile(r"\{([a-z_]+)(\d*)(?:\.([a-z_0-9]+))?\}")
_TYPE = re.compile(r"([a-z_]+):")
_WEIGHT = re.compile(r"\s*%(\d+) ")


class TemplateError(ValueError):
    """A template that cannot be read; says where."""


@dataclass(frozen=True, slots=True)
class Slot:
    """`name` is unique within a sentence (`group2`), `inventory` is where it is drawn from (`group`)."""

    name: str
    inventory: str
    form: str


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Sequence, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """`type` is empty where the clause of the sentence says it."""

    type: str
    inner: Sequence


Sequence = tuple["str | Slot | Choice | Marked", ...]


def weighted(text: str) -> tuple[int, str]:
    """A leading `%3 ` is a weight."""
    found = _WEIGHT.match(text)
    return (int(found[1]), text[found.end() :]) if found else (1, text)


def parse(text: str) -> Sequence:
    """Raises TemplateError for brackets that do not match and slots that are no slots."""
    parts, end = _sequence(text, 0, "")
    if end != len(text):
        raise TemplateError(f"stray {text[end]!r} at {end} in {text!r}")
    return parts


def slots(parts: Sequence) -> list[Slot]:
    """Every slot in order, alternatives included."""
    found: list[Slot] = []
    for part in parts:
        if isinstance(part, Slot):
            found.append(part)
        elif isinstance(part, Marked):
            found.extend(slots(part.inner))
        elif isinstance(part, Choice):
            for option in part.options:
                found.extend(slots(option))
    return found


def split_columns(line: str) -> list[str]:
    """Split at `|` outside of brackets: `rat | rats` has two columns, `(a|b) | c` too."""
    columns, depth, start, index = [], 0, 0, 0
    while index < len(line):
        letter = line[index]
        if letter == "\\":
            index += 1
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif letter == "|" and depth == 0:
            columns.append(line[start:index].strip())
            start = index + 1
        index += 1
    columns.append(line[start:].strip())
    return columns


def _sequence(text: str, index: int, stop: str) -> tuple[Sequence, int]:
    parts: list[str | Slot | Choice | Marked] = []
    plain = ""
    while index < len(text):
        letter = text[index]
        if stop == "]" and text.startswith("]]", index):
            break
        if stop == ")" and letter in ")|":
            break
        if letter == "\\" and index + 1 < len(text):
            plain += text[index + 1]
            index += 2
            continue
        if letter not in "{}()|[]":
            plain += letter
            index += 1
            continue
        if plain:
            parts.append(plain)
            plain = ""
        if letter == "{":
            slot = _SLOT.match(text, index)
            if not slot:
                raise TemplateError(f"not a slot at {index} in {text!r}")
            parts.append(Slot(slot[1] + slot[2], slot[1], slot[3] or ""))
            index = slot.end()
        elif letter == "(":
            choice, index = _choice(text, index + 1)
            parts.append(choice)
        elif text.startswith("[[", index):
            marked, index = _marked(text, index + 2)
            parts.append(marked)
        else:
            raise TemplateError(f"stray {letter!r} at {index} in {text!r}")
    if plain:
        parts.append(plain)
    return tuple(parts), index


def _choice(text: str, index: int) -> tuple[Choice, int]:
    options, weights = [], []
    while True:
        found = _WEIGHT.match(text, index)
        weights.append(int(found[1]) if found else 1)
        option, index = _sequence(text, found.end() if found else index, ")")
        options.append(option)
        if index >= len(text):
            raise TemplateError(f"a ( without ) in {text!r}")
        index += 1
        if text[index - 1] == ")":
            return Choice(tuple(options), tuple(weights)), index


def _marked(text: str, index: int) -> tuple[Marked, int]:
    kind = ""
    found = _TYPE.match(text, index)
    if found and found[1] in SPANS:
        kind, index = found[1], found.end()
    inner, index = _sequence(text, index, "]")
    if not text.startswith("]]", index):
        raise TemplateError(f"a [[ without ]] in {text!r}")
    return Marked(kind, inner), index + 2
