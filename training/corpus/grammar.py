"""The grammars of one language: every *.toml of its folder, read and checked.

A file holds inventories (`[words.NAME]`), contrast sets (`[[set]]`), or both; `language.toml` also holds
`[language]` with the size of the corpus and how people type.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.corpus.schema import (
    ASSERTING,
    CLAUSES,
    MENTIONING,
    OPINIONS,
    PARTS,
    REGISTERS,
    STANCES,
    TARGETS,
)
from training.corpus.template import Sequence, Slot, TemplateError, parse, slots, split_columns, weighted


class GrammarError(ValueError):
    """A grammar that cannot be used; names file and line of thought."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an inventory: its forms by name, each parsed. Attributes are forms without slots."""

    inventory: str
    number: int
    forms: Mapping[str, Sequence]
    plain: Mapping[str, str]
    phrase: bool


@dataclass(slots=True)
class Inventory:
    forms: tuple[str, ...]
    entries: dict[str, list[Entry]] = field(default_factory=lambda: {part: [] for part in PARTS})


@dataclass(frozen=True, slots=True)
class Template:
    text: str
    parts: Sequence
    weight: int


@dataclass(frozen=True, slots=True)
class Member:
    """One way to speak within a contrast set. `labels` may hold `abuse`: the clause of the group at hand."""

    stance: str
    target: str
    labels: tuple[str, ...]
    explicit: bool
    register: str
    words: bool
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class ContrastSet:
    name: str
    grammar: str
    part: str
    weight: float
    where: Mapping[str, tuple[str, ...]]
    members: tuple[Member, ...]


@dataclass(slots=True)
class Grammar:
    language: str
    size: int
    styles: dict[str, float]
    inventories: dict[str, Inventory] = field(default_factory=dict)
    sets: list[ContrastSet] = field(default_factory=list)

    def first_form(self, slot: Slot) -> str:
        """The form that a slot asks for; its inventory's first where it names none."""
        return slot.form or self.inventories[slot.inventory].forms[0]


def load(folder: Path) -> Grammar:
    """Read and check a folder of grammars. Raises GrammarError at the first thing that cannot work."""
    head = tomllib.loads((folder / "language.toml").read_text("utf-8"))["language"]
    grammar = Grammar(folder.name, int(head["size"]), {k: float(v) for k, v in head["styles"].items()})
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text("utf-8"))
            _inventories(grammar, content.get("words", {}))
            for number, table in enumerate(content.get("set", ()), 1):
                try:
                    grammar.sets.append(_contrast_set(path.stem, table))
                except KeyError as error:
                    raise GrammarError(f"set {table.get('name', number)} lacks {error}") from error
        except (tomllib.TOMLDecodeError, TemplateError, GrammarError) as error:
            raise GrammarError(f"{path.parent.name}/{path.name}: {error}") from error
    _check(grammar)
    return grammar


def lines(text: str) -> list[str]:
    """The lines that say something; `#` begins a remark."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def _inventories(grammar: Grammar, tables: Mapping[str, Any]) -> None:
    for name, table in tables.items():
        forms = tuple(split_columns(table["forms"]))
        inventory = grammar.inventories.setdefault(name, Inventory(forms))
        if inventory.forms != forms:
            raise GrammarError(f"words.{name} has the forms {inventory.forms} elsewhere")
        for part in PARTS:
            for line in lines(table.get(part, "")):
                columns = split_columns(line)
                if len(columns) > len(forms):
                    raise GrammarError(f"words.{name}: more columns than forms in {line!r}")
                columns += [""] * (len(forms) - len(columns))
                parsed = {form: parse(value) for form, value in zip(forms, columns, strict=True) if value}
                entries = inventory.entries[part]
                plain = dict(zip(forms, columns, strict=True))
                phrase = any(slots(parts) for parts in parsed.values())
                entries.append(Entry(name, len(entries), parsed, plain, phrase))


def _contrast_set(stem: str, table: Mapping[str, Any]) -> ContrastSet:
    where = {
        key: (value,) if isinstance(value, str) else tuple(value)
        for key, value in table.get("where", {}).items()
    }
    return ContrastSet(
        name=table["name"],
        grammar=f"{stem}/{table['name']}",
        part=table.get("part", "train"),
        weight=float(table.get("weight", 1)),
        where=where,
        members=tuple(_member(say) for say in table["say"]),
    )


def _member(say: Mapping[str, Any]) -> Member:
    templates = []
    for line in lines(say["texts"]):
        weight, text = weighted(line)
        templates.append(Template(text, parse(text), weight))
    stance, labels = say["stance"], tuple(say.get("labels", ()))
    return Member(
        stance=stance,
        target=say["target"],
        labels=labels,
        explicit=bool(say.get("explicit", True)),
        register=say.get("register", "plain"),
        words=bool(say.get("words", stance not in MENTIONING)),
        templates=tuple(templates),
    )


def _check(grammar: Grammar) -> None:
    names = [one.name for one in grammar.sets]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise GrammarError(f"{grammar.language}: sets of one name: {sorted(twice)}")
    for inventory in grammar.inventories.values():
        for part in PARTS:
            for entry in inventory.entries[part]:
                for form, parts in entry.forms.items():
                    _check_slots(grammar, parts, part, f"words.{entry.inventory}: {entry.plain[form]!r}")
    for one in grammar.sets:
        _check_set(grammar, one)


def _check_set(grammar: Grammar, one: ContrastSet) -> None:
    def wrong(what: str) -> GrammarError:
        return GrammarError(f"{grammar.language}/{one.grammar}: {what}")

    if one.part not in PARTS:
        raise wrong(f"part {one.part!r} is neither train nor test")
    sides = {bool(member.labels) for member in one.members}
    if sides != {True, False}:
        raise wrong("a contrast set needs a violating and an innocent member")
    for key in one.where:
        inventory, _, form = key.partition(".")
        known = grammar.inventories.get(inventory.rstrip("0123456789"))
        if known is None or form not in known.forms:
            raise wrong(f"where: nothing is called {key}")
    for member in one.members:
        for value, allowed in (
            (member.stance, STANCES),
            (member.target, TARGETS),
            (member.register, REGISTERS),
            *((label, (*CLAUSES, *OPINIONS, "abuse")) for label in member.labels),
        ):
            if value not in allowed:
                raise wrong(f"{value!r} is none of {', '.join(allowed)}")
        if bool(member.labels) != (member.stance in ASSERTING):
            raise wrong(f"stance {member.stance} with labels {member.labels}")
        for template in member.templates:
            _check_slots(grammar, template.parts, one.part, f"{one.grammar}: {template.text!r}")


def _check_slots(grammar: Grammar, parts: Sequence, part: str, place: str) -> None:
    for slot in slots(parts):
        inventory = grammar.inventories.get(slot.inventory)
        if inventory is None:
            raise GrammarError(f"{place}: no inventory {slot.inventory}")
        if grammar.first_form(slot) not in inventory.forms:
            raise GrammarError(f"{place}: {slot.inventory} has no form {slot.form}")
        if not any(grammar.first_form(slot) in entry.forms for entry in inventory.entries[part]):
            raise GrammarError(f"{place}: {slot.inventory} has no {slot.form} entries for {part}")
