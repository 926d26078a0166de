"""What a page of the editor works on: a version that is or was in force (`v3`), or a draft. And saving."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response
from litestar.response import Redirect
from msgspec import Struct, structs

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rules.drafts import DraftInvalid, find_draft, keep_draft
from gatepost.conversation.rules.records import RuleDraft, SiteRules, Version
from gatepost.conversation.rules.settings import rules_of
from gatepost.engine.guidelines import Automation, Guidelines, GuidelinesError, document_of, parse, written
from gatepost.vocabulary import LANGUAGES
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, messages_for, page
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.service import AnyRequest

Answer = Response[str] | Redirect
DRAFTS = "/desk/rules/draft"
TOLD = ("not-found", "rules-changed", "rules-unchanged", "dry-run-missing", "dry-run-busy", "text-too-long")
"""Refusals that the editor has sentences for."""


class Source(Struct, frozen=True):
    """Rules to show or to change. `base`: the number of the version that they were made from, or are."""

    id: str
    base: int
    text: str
    sites: Mapping[str, SiteRules]
    guidelines: Guidelines
    draft: RuleDraft | None = None
    version: Version | None = None

    @property
    def path(self) -> str:
        return f"{DRAFTS}/{self.id}"

    @property
    def languages(self) -> Sequence[str]:
        """The six of the interface, and others that somebody wrote the guidelines in."""
        texts = [self.guidelines.preamble, *(clause.wording for clause in self.guidelines.clauses)]
        return tuple(dict.fromkeys((*LANGUAGES, *(language for text in texts for language in text))))

    @property
    def clauses(self) -> Sequence[str]:
        """The ids of the clauses that can be broken, in their order."""
        return tuple(clause.id for clause in self.guidelines.clauses if not clause.welcome)


async def find_source(house: House, wanted: str) -> Source:
    """`v3` or a draft's id. Raises Refusal `not-found`."""
    number = wanted.removeprefix("v")
    if wanted.startswith("v") and number.isascii() and number.isdecimal() and len(number) < 9:
        version = await house.store.rules.version(int(number))
        if version is None:
            raise Refusal("not-found", "There is no version with this number.")
        return await source_of(house, version)
    draft = await find_draft(house, wanted)
    guidelines = await _parsed(draft.text)
    return Source(draft.id, draft.base, draft.text, draft.sites, guidelines, draft=draft)


async def source_of(house: House, version: Version) -> Source:
    """A version as something to begin from. Sites that came later have the rules that they have now."""
    sites = {**rules_of(house.sites), **version.settings.sites}
    guidelines = await _parsed(version.text)
    return Source(f"v{version.number}", version.number, version.text, sites, guidelines, version=version)


async def _parsed(text: str) -> Guidelines:
    try:
        return await asyncio.to_thread(parse, text, "guidelines")
    except GuidelinesError as error:  # kept by another release, which read it otherwise
        raise DraftInvalid(error.problems) from None


async def save(
    house: House,
    moderator: Moderator,
    source: Source,
    document: dict[str, Any] | None = None,
    sites: Mapping[str, SiteRules] | None = None,
) -> Redirect:
    """Keep what became of the source as a draft, and go there. Raises `DraftInvalid`."""
    text = source.text
    if document is not None and document != document_of(source.guidelines):
        text = await asyncio.to_thread(_written, document)
    kept = source.sites if sites is None else sites
    draft = await keep_draft(house, f"moderator:{moderator.id}", text, kept, source.base)
    return go(f"{DRAFTS}/{draft.id}")


def _written(document: dict[str, Any]) -> str:
    """As TOML, without a certificate that was given for other rules: the limits stay, as a judgement."""
    text = written(document)
    certificate = document.get("automation", {}).get("certificate")
    if certificate:
        try:
            plain = parse(written({**document, "automation": {}}), "guidelines")
        except GuidelinesError:
            return text
        if structs.replace(plain, automation=Automation()).version != certificate.get("guidelines"):
            automation = {key: value for key, value in document["automation"].items() if key != "certificate"}
            return written({**document, "automation": automation})
    return text


async def show(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    template: str,
    *,
    problems: Sequence[str] = (),
    **values: Any,
) -> Response[str]:
    """A page of the editor; with problems in what was sent it answers 422."""
    return page(
        request,
        f"desk/rules/{template}",
        status=422 if problems else 200,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        problems=problems,
        **values,
    )


async def refused(request: AnyRequest, house: House, moderator: Moderator, refusal: Refusal) -> Response[str]:
    """A refusal in the moderator's language, on a page of its own."""
    messages = messages_for(request)
    known = refusal.code in TOLD
    sentence = messages(f"rules.refused.{refusal.code}") if known else refusal.detail
    return await went_wrong(request, house, moderator, sentence, refusal.status)
