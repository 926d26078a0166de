"""The desk: where moderators decide. Every page works without JavaScript; every form is a plain POST.

`DESK_ROUTES` is the whole list of its handlers; web/routes.py puts it into the route table.
"""

from __future__ import annotations

from gatepost.web.desk import (
    accounts,
    authors,
    care,
    escalations,
    figures,
    presence,
    rules,
    saved,
    suspensions,
    talk,
    together,
)
from gatepost.web.desk.articles import articles, set_article
from gatepost.web.desk.decisions import answer, approve, mark_picked, reject, take_back
from gatepost.web.desk.history import history
from gatepost.web.desk.keys import keys
from gatepost.web.desk.queue import lists

DESK_ROUTES = (
    *accounts.ROUTES,
    lists,
    keys,
    history,
    articles,
    set_article,
    approve,
    reject,
    take_back,
    mark_picked,
    answer,
    *care.ROUTES,
    *presence.ROUTES,
    *together.ROUTES,
    *saved.ROUTES,
    *authors.ROUTES,
    *suspensions.ROUTES,
    *talk.ROUTES,
    *escalations.ROUTES,
    *rules.ROUTES,
    *figures.ROUTES,
)
