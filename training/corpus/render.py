"""From templates to sentences. Members of a contrast set use the same words where they share slots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from training.corpus.grammar import Entry, Grammar, GrammarError, Member
from training.corpus.schema import KINDS, SPANS
from training.corpus.template import Choice, Marked, Sequence, Slot

CLOSE = "\ue001"
OPEN = {kind: chr(0xE010 + number) for number, kind in enumerate(("", *SPANS))}
_KINDS_BY_MARK = {mark: kind for kind, mark in OPEN.items()}
MARKS = re.compile("[\ue001\ue010-\ue01f]")
"""Marks stand in the text, as private letters, around deciding words until all styling is done."""

_BEFORE = re.compile(r"\s+(?=[,.;:!?،؛؟…)])")
_BLANKS = re.compile(r"[ \t]+")
_ARTICLE = re.compile("\\b([Aa])~ ([\ue001\ue010-\ue01f\"“'‘]*)(\\w)(\\w*)")
_NOT_VOWELS = re.compile(r"(?:u(?:ni|se|sel|ti)|eu|one|ok$)", re.IGNORECASE)


class Miss(Exception):
    """No entry fits this slot within this set; the builder tries something else."""


@dataclass(slots=True)
class Said:
    """One rendered member: `text` with marks, `skeleton` with words taken out, the slots it used."""

    text: str
    skeleton: str
    used: set[str]


@dataclass(slots=True)
class Scene:
    """What one contrast set has drawn so far: the same slot says the same thing in every member."""

    grammar: Grammar
    part: str
    where: Mapping[str, tuple[str, ...]]
    random: Random
    usage: Counter[tuple[str, str, int]]
    bound: dict[str, Entry] = field(default_factory=dict)
    phrases: dict[tuple[str, str], Said] = field(default_factory=dict)

    def say(self, parts: Sequence) -> Said:
        """Render one template. Raises Miss where nothing fits."""
        text, skeleton, used = "", "", set()
        for part in parts:
            if isinstance(part, str):
                text, skeleton = text + part, skeleton + part
                continue
            if isinstance(part, Choice):
                said = self.say(self.random.choices(part.options, part.weights)[0])
            elif isinstance(part, Marked):
                said = self.say(part.inner)
                said = Said(f"{OPEN[part.type]}{said.text}{CLOSE}", said.skeleton, said.used)
            else:
                said = self._slot(part)
            text, skeleton = text + said.text, skeleton + said.skeleton
            used |= said.used
        return Said(text, skeleton, used)

    def _slot(self, slot: Slot) -> Said:
        form = self.grammar.first_form(slot)
        if slot.name not in self.bound:
            self.bound[slot.name] = self._draw(slot, form)
        entry = self.bound[slot.name]
        if form not in entry.forms:
            raise Miss(f"{slot.name} has no {form}")
        known = self.phrases.get((slot.name, form))
        if known is None:
            inner = self.say(entry.forms[form])
            skeleton = inner.skeleton if entry.phrase else f"<{slot.inventory}>"
            known = Said(inner.text, skeleton, inner.used | {slot.name})
            self.phrases[slot.name, form] = known
        return known

    def _draw(self, slot: Slot, form: str) -> Entry:
        """The entry that was used least so far, so that every word and group has its turn."""
        taken = [one.number for name, one in self.bound.items() if one.inventory == slot.inventory]
        fitting = [
            entry
            for entry in self.grammar.inventories[slot.inventory].entries[self.part]
            if form in entry.forms and entry.number not in taken and self._allowed(slot, entry)
        ]
        if not fitting:
            raise Miss(f"no {slot.name}.{form} fits")
        least = min(self.usage[self.part, slot.inventory, entry.number] for entry in fitting)
        entry = self.random.choice(
            [one for one in fitting if self.usage[self.part, slot.inventory, one.number] <= least]
        )
        self.usage[self.part, slot.inventory, entry.number] += 1
        return entry

    def _allowed(self, slot: Slot, entry: Entry) -> bool:
        for key, values in self.where.items():
            name, _, form = key.partition(".")
            if name not in (slot.name, slot.inventory) or (
                name != slot.name and f"{slot.name}.{form}" in self.where
            ):
                continue
            unwanted = [value[1:] for value in values if value.startswith("!")]
            wanted = [value for value in values if not value.startswith("!")]
            if entry.plain[form] in unwanted or (wanted and entry.plain[form] not in wanted):
                return False
        return all(_suits(entry, other) and _suits(other, entry) for other in self.bound.values())

    def labels(self, member: Member, said: Said) -> set[str]:
        """The labels of a member, with `abuse` resolved by its group and what its words bring along."""
        found = set(member.labels)
        entries = [self.bound[name] for name in sorted(said.used)]
        if "abuse" in found:
            clauses = [entry.plain["clause"] for entry in entries if entry.plain.get("clause")]
            if not clauses:
                raise GrammarError(f"abuse, but of no group: {said.text!r}")
            found = (found - {"abuse"}) | {clauses[0]}
        if member.words:
            for entry in entries:
                found.update(entry.plain.get("labels", "").split())
        return found

    def group(self, said: Said) -> str:
        """The kind of group that is spoken of, or an empty string."""
        kinds = [self.bound[name].plain.get("kind", "") for name in sorted(said.used)]
        return next((kind for kind in kinds if kind), "")


def _suits(phrase: Entry, group: Entry) -> bool:
    """A phrase with a column `for` is said only of the kinds of group that it names (or of any)."""
    kinds = phrase.plain.get("for", "").split()
    kind = group.plain.get("kind", "")
    return not kinds or not kind or "any" in kinds or kind in kinds


def tidy(text: str) -> str:
    """Blanks of empty options, and English a/an where a template says `a~`."""
    text = _BEFORE.sub("", _BLANKS.sub(" ", text)).strip()
    return _ARTICLE.sub(_article, text)


def _article(found: re.Match[str]) -> str:
    word = found[3] + found[4]
    vowel = found[3] in "aeiouAEIOU" and not _NOT_VOWELS.match(word)
    vowel = vowel or word.lower().startswith(("honest", "hour", "heir"))
    return f"{found[1]}{'n' if vowel else ''} {found[2]}{word}"


def default_type(labels: set[str]) -> str:
    """What marked words are where the template does not say: by the gravest label."""
    if "threat" in labels:
        return "threat"
    if labels & set(KINDS):
        return "identity_attack"
    if "personal-attack" in labels:
        return "insult"
    if labels & {"profanity", "vulgarity"}:
        return "profane_obscene"
    return "promotion"


def unmark(text: str, default: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The text without marks, and the spans that they enclosed (outermost only)."""
    plain: list[str] = []
    spans: list[tuple[int, int, str]] = []
    begun: list[tuple[int, str]] = []
    for letter in text:
        if letter in _KINDS_BY_MARK:
            begun.append((len(plain), _KINDS_BY_MARK[letter]))
        elif letter == CLOSE:
            start, kind = begun.pop()
            if not begun and start < len(plain):
                spans.append((start, len(plain), kind or default))
        else:
            plain.append(letter)
    return "".join(plain), tuple(spans)
