"""From grammars to examples: contrast sets are drawn until a language has its size, half of it innocent."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from training.corpus import SEED
from training.corpus.evading import evade_anything, evade_marked
from training.corpus.grammar import ContrastSet, Grammar, Member, Template
from training.corpus.render import Miss, Said, Scene, default_type, tidy, unmark
from training.corpus.schema import PARTS, Example, complete
from training.corpus.skeletons import Forbidden
from training.corpus.style import typed

SHARE = {"train": 0.82, "test": 0.18}
EMBEDDED, THIRD, EVADING, ODD = 0.25, 0.5, 0.22, 0.05
"""Shares of contrast sets told among innocent sentences, with a third member, with an evading twin of the
violating member, and of innocent members with an odd spelling."""

PATIENCE = 60
"""A set that fails so often in a row has told what it can."""


@dataclass(slots=True)
class Built:
    """The examples of one language; what was dropped and why; the sets that ran dry."""

    examples: list[Example] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    dry: list[str] = field(default_factory=list)


class Builder:
    """Builds one language. Nothing but the grammar and the seed decides what comes out."""

    def __init__(self, grammar: Grammar, forbidden: Forbidden) -> None:
        self.grammar = grammar
        self.forbidden = forbidden
        self.built = Built()
        self._seen: set[str] = set()
        self._words: Counter[tuple[str, str, int]] = Counter()
        self._templates: Counter[str] = Counter()
        self._members: Counter[str] = Counter()
        self._numbers: Counter[str] = Counter()
        self._sides: Counter[bool] = Counter()

    def build(self, size: int | None = None) -> Built:
        """All examples, sorted by contrast set. `size` replaces the grammar's own."""
        for part in PARTS:
            self._part(part, round((size or self.grammar.size) * SHARE[part]))
        self.built.examples.sort(key=lambda one: (one.part, one.set, one.id))
        return self.built

    def _part(self, part: str, wanted: int) -> None:
        random = Random(f"{SEED}/{self.grammar.language}/{part}")
        sets = [one for one in self.grammar.sets if one.part == part]
        failures: Counter[str] = Counter()
        done = 0
        while sets and done < wanted:
            one = random.choices(sets, [each.weight for each in sets])[0]
            examples = self._instance(one, random)
            if examples:
                failures[one.name] = 0
                done += len(examples)
                self.built.examples.extend(examples)
                continue
            failures[one.name] += 1
            if failures[one.name] >= PATIENCE:
                sets.remove(one)
                self.built.dry.append(f"{part}/{one.name}")

    def _instance(self, one: ContrastSet, random: Random) -> list[Example]:
        """One contrast set told once, or nothing where it cannot be told anew."""
        scene = Scene(self.grammar, one.part, one.where, random, self._words)
        style = random.choices(list(self.grammar.styles), list(self.grammar.styles.values()))[0]
        before, after = self._neighbours(one.part, random)
        violating = [member for member in one.members if member.labels]
        innocent = [member for member in one.members if not member.labels]
        chosen = [self._turn(one, violating, random), self._turn(one, innocent, random)]
        if random.random() < THIRD:
            side = innocent if self._sides[False] <= self._sides[True] else violating
            rest = [member for member in side if member not in chosen]
            chosen += [self._turn(one, rest, random)] if rest else []
        examples: list[Example] = []
        name = f"{self.grammar.language}/{one.name}/{self._numbers[one.name]:04d}"
        for number, member in enumerate(chosen):
            told = self._tell(one, member, scene, style, before, after, name)
            if told:
                examples.extend(told)
            elif number < 2:
                return []
        self._numbers[one.name] += 1
        for example in examples:
            self._sides[example.violating] += 1
        return examples

    def _turn(self, one: ContrastSet, members: list[Member], random: Random) -> Member:
        """The member told least in proportion to how many templates it has."""
        keys = {id(member): f"{one.name}/{one.members.index(member)}" for member in members}
        shares = {
            key: self._members[keys[key]] / len(self._member(members, key).templates) ** 0.5 for key in keys
        }
        least = min(shares.values())
        member = random.choice([each for each in members if shares[id(each)] <= least])
        self._members[keys[id(member)]] += 1
        return member

    @staticmethod
    def _member(members: list[Member], key: int) -> Member:
        return next(member for member in members if id(member) == key)

    def _neighbours(self, part: str, random: Random) -> tuple[str, str]:
        """Innocent sentences before and after, mostly none; the offence may begin, amid, or end them."""
        fillers = self.grammar.inventories.get("filler")
        if random.random() >= EMBEDDED or fillers is None or not fillers.entries[part]:
            return "", ""
        many = min(random.choice((1, 1, 2, 2, 3, 4, 6, 9)), len(fillers.entries[part]))
        place = random.choice((0, many, random.randint(0, many)))
        scene = Scene(self.grammar, part, {}, random, self._words)
        told: list[str] = []
        for _ in range(many):
            said = Scene(self.grammar, part, {}, random, self._words, scene.bound).say(_FILLER.parts)
            del scene.bound["filler"]
            text = tidy(said.text)
            if text not in told and text not in self.forbidden:
                told.append(text)
        return " ".join(told[:place]), " ".join(told[place:])

    def _tell(
        self, one: ContrastSet, member: Member, scene: Scene, style: str, before: str, after: str, name: str
    ) -> list[Example]:
        """The member as an example, now and then with its evading twin; empty where nothing is new."""
        random = scene.random
        for template in self._least_used(member, random):
            kept = dict(scene.bound)
            try:
                said = scene.say(template.parts)
            except Miss:
                scene.bound = kept
                self.built.dropped["no word fits"] += 1
                continue
            said.text = tidy(said.text)
            if _plain(said.text) in self.forbidden:
                scene.bound = kept
                scene.phrases.clear()
                self.built.dropped["skeleton of HateCheck"] += 1
                continue
            core = typed(
                " ".join(filter(None, (before, said.text, after))), style, self.grammar.language, random
            )
            labels = scene.labels(member, said)
            odd = None if labels or random.random() >= ODD else evade_anything(core, random)
            found = [self._example(one, member, scene, said, labels, odd or core, name, bool(odd))]
            twin = evade_marked(core, random) if labels and random.random() < EVADING else None
            if twin:
                found.append(self._example(one, member, scene, said, labels, twin, name, evading=True))
            found = [each for each in found if self._fresh(each)]
            if found:
                self._templates[template.text] += 1
                return found
        return []

    def _least_used(self, member: Member, random: Random) -> list[Template]:
        """Templates in the order of how often they were told for their weight; the first few are tried."""
        order = [
            (self._templates[each.text] / each.weight, random.random(), each) for each in member.templates
        ]
        return [each for _, _, each in sorted(order, key=lambda item: item[:2])][:5]

    def _fresh(self, example: Example) -> bool:
        if _key(example.text) in self._seen:
            self.built.dropped["said before"] += 1
            return False
        if example.text in self.forbidden:
            self.built.dropped["skeleton of HateCheck"] += 1
            return False
        self._seen.add(_key(example.text))
        return True

    def _example(
        self,
        one: ContrastSet,
        member: Member,
        scene: Scene,
        said: Said,
        labels: set[str],
        marked: str,
        name: str,
        evading: bool,
    ) -> Example:
        text, spans = unmark(marked, default_type(labels))
        language = self.grammar.language
        return Example(
            id=f"{language}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:12]}",
            text=text,
            lang=language,
            labels=complete(labels),
            target=member.target,
            stance=member.stance,
            explicit=member.explicit,
            evading=evading,
            register=member.register,
            group=scene.group(said),
            set=name,
            grammar=one.grammar,
            part=one.part,
            spans=spans if labels else (),
            skeleton=hashlib.sha256(_key(_plain(said.skeleton)).encode("utf-8")).hexdigest()[:8],
        )


def _plain(text: str) -> str:
    return unmark(text, "")[0]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _filler() -> Template:
    from training.corpus.template import parse

    return Template("{filler}", parse("{filler}"), 1)


_FILLER = _filler()
