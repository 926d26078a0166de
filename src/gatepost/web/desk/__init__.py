"""The desk: where moderators decide. Every page works without JavaScript; every form is a plain POST.

`DESK_ROUTES` is the whole list of its handlers; web/routes.py puts it into the route table.
"""

from __future__ import annotations

from gatepost.web.desk import authors, care, suspensions
from gatepost.web.desk.articles import articles, set_article
from gatepost.web.desk.decisions import answer, approve, mark_picked, reject, take_back
from gatepost.web.desk.history import history
from gatepost.web.desk.queue import appeals, decided, reports, waiting
from gatepost.web.desk.sessions import end_session, sessions
from gatepost.web.desk.sign_in import enter, sign_in, sign_in_form, sign_out

DESK_ROUTES = (
    sign_in_form,
    sign_in,
    enter,
    sign_out,
    sessions,
    end_session,
    waiting,
    reports,
    appeals,
    decided,
    history,
    articles,
    set_article,
    approve,
    reject,
    take_back,
    mark_picked,
    answer,
    *care.ROUTES,
    *authors.ROUTES,
    *suspensions.ROUTES,
)
