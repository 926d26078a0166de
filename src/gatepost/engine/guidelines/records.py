"""What a publisher's guidelines are once they have been read and found sound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct


class Clause(Struct, frozen=True):
    """One rule. From probability `refer` on a person reads the comment, from `reject` on it is rejected.

    `reject` is None for a clause that never rejects. A welcome (`welcome` is true) protects instead: from
    `protect` on it turns a rejection into a referral; its `refer` and `reject` mean nothing.
    `title` and `wording` map language codes to what readers see.
    """

    id: str
    title: Mapping[str, str]
    wording: Mapping[str, str]
    active: bool = True
    refer: float = 0.5
    reject: float | None = None
    protect: float = 1.0
    welcome: bool = False

    def title_in(self, language: str, default: str) -> str:
        """The title in `language`, else in the guidelines' own language."""
        return self.title.get(language) or self.title.get(default) or self.id

    def wording_in(self, language: str, default: str) -> str:
        """The wording in `language`, else in the guidelines' own language."""
        return self.wording.get(language) or self.wording.get(default, "")


class OwnWord(Struct, frozen=True):
    """One word or phrase of the publisher's own, which breaks `clause` on this site.

    `severity`: mild (refers), strong or slur (may reject); `match` as in the shipped lists
    (docs/reference/lexicons.md). `language` lends the endings of that language to a stem; "" is any.
    `note` is for the newsroom.
    """

    term: str
    clause: str
    severity: str = "strong"
    match: str = "word"
    language: str = ""
    note: str = ""


class Words(Struct, frozen=True, dict=True):
    """What the publisher adds to the word lists, and the wordings in which the lists must not strike."""

    add: tuple[OwnWord, ...] = ()
    allow: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.add or self.allow)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Every comment asks for the compiled words by their content: many words are hashed once."""
        return hash((self.add, self.allow))


NEVER_APPROVES, NEVER_REJECTS_ALONE = 0.0, 1.01
"""Limits that no violation passes."""


class Automation(Struct, frozen=True):
    """How sure the engine must be to decide alone: an approval needs a `violation` below `approve_below`, a
    rejection one of `reject_from` or more; otherwise a person decides.

    `engine`: the version that this was certified for ("": any); another one decides nothing alone.
    `certificate`: what `gatepost calibrate` wrote down of the sample and the bounds.
    """

    approve_below: float = 1.01
    reject_from: float = 0.0
    engine: str = ""
    certificate: Mapping[str, str] = {}

    def __bool__(self) -> bool:
        return self != Automation()


class Guidelines(Struct, frozen=True, dict=True):
    """A publisher's clauses, in their order. Readers of other languages fall back to `language`.

    `words` and `automation` are for the engine and the newsroom: readers are never shown them.
    """

    name: str
    language: str
    preamble: Mapping[str, str]
    clauses: tuple[Clause, ...]
    words: Words = Words()
    automation: Automation = Automation()

    @cached_property
    def by_id(self) -> Mapping[str, Clause]:
        """Every clause, active or not, by its id."""
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def active(self) -> tuple[Clause, ...]:
        """The clauses that hold, in their order, welcomes included."""
        return tuple(clause for clause in self.clauses if clause.active)

    @cached_property
    def version(self) -> str:
        """NAME@ and eight hex digits of SHA-256 over what the guidelines say, not over how the file looks."""
        canonical = json.dumps(_plain(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return f"{self.name}@{hashlib.sha256(canonical.encode()).hexdigest()[:8]}"

    def title(self, clause: str, language: str) -> str:
        """What readers of `language` call the clause; its id where the guidelines do not know it."""
        known = self.by_id.get(clause)
        return known.title_in(language, self.language) if known else clause

    def wording(self, clause: str, language: str) -> str:
        """The clause as published to readers of `language`; empty where the guidelines do not know it."""
        known = self.by_id.get(clause)
        return known.wording_in(language, self.language) if known else ""

    def preamble_in(self, language: str) -> str:
        """What stands above the clauses, for readers of `language`."""
        return self.preamble.get(language) or self.preamble.get(self.language, "")


def _plain(guidelines: Guidelines) -> Any:
    plain = msgspec.to_builtins(guidelines)
    if not guidelines.words:
        del plain["words"]  # guidelines without own words keep the version that they always had
    if not guidelines.automation:
        del plain["automation"]
    return plain
