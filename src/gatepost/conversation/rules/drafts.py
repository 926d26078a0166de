"""A draft of the next rules: found sound or refused with every problem, and kept."""

from __future__ import annotations

import asyncio
import difflib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rules.records import RuleDraft, SiteRules
from gatepost.engine.guidelines import Guidelines, GuidelinesError, parse

if TYPE_CHECKING:
    from gatepost.conversation.house import House

LONGEST = 400_000
"""Code points of a guidelines file."""
SOURCE = "guidelines"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class DraftInvalid(Refusal):
    """The draft cannot be used. Each of `problems` says where, what is wrong, and the mend."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("guidelines-invalid", "\n".join(problems))
        self.problems = problems


async def keep_draft(
    house: House, by: str, text: str, sites: Mapping[str, SiteRules], base: int | None = None
) -> RuleDraft:
    """Check and keep it. `base`: the version that its maker saw in force; the newest without.

    Raises `DraftInvalid`.
    """
    text = text.replace("\r\n", "\n")
    await read_draft(house, text, sites)
    draft = RuleDraft(house.rules_number if base is None else base, text, sites, by, house.clock())
    await house.store.rules.keep_draft(draft)
    return draft


async def read_draft(house: House, text: str, sites: Mapping[str, SiteRules]) -> Guidelines:
    """The draft's guidelines. Raises `DraftInvalid`."""
    if len(text) > LONGEST:
        raise DraftInvalid((f"{SOURCE}: {len(text):,} characters; keep to {LONGEST:,}",))
    try:
        guidelines = await asyncio.to_thread(parse, text, SOURCE)
    except GuidelinesError as error:
        raise DraftInvalid(tuple(_with_line(problem, text) for problem in error.problems)) from None
    problems = tuple(_problems(house, guidelines, sites))
    if problems:
        raise DraftInvalid(problems)
    return guidelines


async def find_draft(house: House, draft: str) -> RuleDraft:
    """The draft, or `Refusal("not-found")`."""
    found = await house.store.rules.draft(draft)
    if found is None:
        raise Refusal("not-found", "There is no draft with this id (any more); the newest fifty are kept.")
    return found


def _with_line(problem: str, text: str) -> str:
    """A fault of TOML with the line that it stands in."""
    found = _LINE.search(problem)
    lines = text.split("\n")
    if found is None or not 0 < int(found[1]) <= len(lines):
        return problem
    return f"{problem}: {lines[int(found[1]) - 1].strip()[:120]}"


def _problems(house: House, guidelines: Guidelines, sites: Mapping[str, SiteRules]) -> Iterator[str]:
    clauses = [clause.id for clause in guidelines.clauses if not clause.welcome]
    for site, rules in sites.items():
        if house.sites.by_id(site) is None and site not in house.said.sites:
            known = ", ".join(one.id for one in house.sites.all)
            yield f"site {site}: there is no such site; there are: {known}"
            continue
        for language in rules.modes.languages:
            if not _LANGUAGE.fullmatch(language):
                yield f"site {site}: mode for the language {language!r}; use a code such as en, ar, ckb, kmr"
        for key in rules.modes.clauses:
            language, slash, clause = key.rpartition("/")
            if slash and not _LANGUAGE.fullmatch(language):
                yield f"site {site}: mode for {key!r}; write a clause, or language/clause such as ar/threat"
            elif clause not in clauses:
                yield f"site {site}: mode for the clause {clause!r}; {_mend(clause, clauses)}"
        for clause in rules.four_eyes:
            if clause not in clauses:
                yield f"site {site}: four eyes on the clause {clause!r}; {_mend(clause, clauses)}"


def _mend(clause: str, clauses: list[str]) -> str:
    near = difflib.get_close_matches(clause, clauses, n=1)
    return f"did you mean {near[0]}?" if near else f"the guidelines have: {', '.join(clauses)}"
