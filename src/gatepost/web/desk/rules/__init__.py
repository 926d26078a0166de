"""The guidelines editor: drafts by form or as a file, dry runs, publication, versions and what differs."""

from __future__ import annotations

from gatepost.web.desk.rules import clauses, expert, general, overview, sites, trying, versions, words

ROUTES = (
    *overview.ROUTES,
    *clauses.ROUTES,
    *words.ROUTES,
    *general.ROUTES,
    *sites.ROUTES,
    *expert.ROUTES,
    *trying.ROUTES,
    *versions.ROUTES,
)
