"""A name that cannot be, told in the reader's language."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from gatepost.conversation.messages import messages
from gatepost.conversation.readers.name_screening import NameRefused
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site
from gatepost.web.problems import NamedClause, Problem
from gatepost.web.service import AnyRequest, language_for, service_of

Result = TypeVar("Result")
_TOLD = ("name-reserved", "name-invalid")


async def names_told(request: AnyRequest, site: Site, work: Awaitable[Result]) -> Result:
    """What `work` gives; what it refuses of a name is raised as a problem that readers can be shown."""
    try:
        return await work
    except NameRefused as refused:
        language = language_for(request, site)
        guidelines = service_of(request).house.guidelines
        clauses = tuple(NamedClause(one, guidelines.title(one, language)) for one in refused.clauses)
        titles = messages(language)["separator"].join(f"“{one.title}”" for one in clauses)
        told = messages(language)["name_refused"].format(titles=titles)
        raise Problem(refused.code, refused.detail, text=told, clauses=clauses) from None
    except Refusal as refused:
        if refused.code not in _TOLD:
            raise
        told = messages(language_for(request, site))[refused.code.replace("-", "_")]
        raise Problem(refused.code, refused.detail, text=told) from None
