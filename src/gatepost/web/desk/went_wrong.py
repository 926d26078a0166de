"""What went wrong, on a page of its own under the moderator's tabs."""

from __future__ import annotations

from litestar import Response

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import page
from gatepost.web.service import AnyRequest


async def went_wrong(
    request: AnyRequest, house: House, moderator: Moderator, problem: str, status: int = 404
) -> Response[str]:
    """`problem`: a sentence in the moderator's language."""
    counts = await tab_counts(house, moderator.id)
    return page(
        request, "desk/problem.html", status=status, moderator=moderator, counts=counts, problem=problem
    )
