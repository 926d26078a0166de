"""`/desk/keys`: every key as this moderator has it now; the help dialog shows the same."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from gatepost.conversation.house import House
from gatepost.conversation.preferences.letters import letters
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.tabs import SEARCH, TABS
from gatepost.web.desk.view import messages_for, page, wants_fragment
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest


@get("/desk/keys", opt=needs(Right.LOOK), include_in_schema=False)
async def keys(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    guidelines, language = house.guidelines, messages_for(request).language
    named = letters([clause.id for clause in guidelines.clauses if not clause.welcome])
    active = {clause.id for clause in guidelines.active}
    fragment = wants_fragment(request)
    return page(
        request,
        "desk/_keys.html" if fragment else "desk/keys.html",
        moderator=moderator,
        counts={} if fragment else await tab_counts(house, moderator.id),
        clauses=[
            (given, guidelines.title(clause, language)) for clause, given in named.items() if clause in active
        ],
        all_tabs=(*TABS, SEARCH),
    )
