"""The guidelines as the TOML file that they are, with every problem that the parser finds."""

from __future__ import annotations

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.rules.drafts import DraftInvalid, keep_draft
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.rules.source import DRAFTS, Answer, find_source, refused, show
from gatepost.web.desk.view import go
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

LARGEST_BODY = 2 * 1024 * 1024


@get("/desk/rules/draft/{source:str}/file", opt=needs(Right.RULES), include_in_schema=False)
async def file_form(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """The file in a field."""
    try:
        found = await find_source(house, source)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    return await show(request, house, moderator, "file.html", source=found, text=found.text)


@post(
    "/desk/rules/draft/{source:str}/file",
    opt=needs(Right.RULES),
    request_max_body_size=LARGEST_BODY,
    include_in_schema=False,
)
async def set_file(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    source: FromPath[str],
) -> Answer:
    """The file as it was typed or pasted, in a draft; with problems, the same page with all of them."""
    text = (await read_form(request)).one("guidelines").replace("\r\n", "\n")
    try:
        found = await find_source(house, source)
    except Refusal as refusal:
        return await refused(request, house, moderator, refusal)
    try:
        draft = await keep_draft(house, f"moderator:{moderator.id}", text, found.sites, found.base)
    except DraftInvalid as invalid:
        return await show(
            request, house, moderator, "file.html", problems=invalid.problems, source=found, text=text
        )
    return go(f"{DRAFTS}/{draft.id}")


ROUTES = (file_form, set_file)
