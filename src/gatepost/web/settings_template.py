"""The commented `gatepost.toml` that `gatepost init` writes: every key, its default, its purpose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gatepost.web.settings import (
    LEDGER_KEYS,
    LIMIT_KEYS,
    PAGE_KEYS,
    SERVER_KEYS,
    LedgerSettings,
    LimitSettings,
    PageSettings,
    ServerSettings,
)
from gatepost.web.settings_checks import Key

HEADER = """\
# Settings of Gatepost. Lines that begin with # are comments; those with a setting show its default.
# Start the server with:  gatepost serve --config gatepost.toml
"""

OIDC = """
# Signing in at your own OpenID provider, besides passwords and passkeys.
# [oidc]
# issuer = "https://login.example.org/realms/news"
# client_id = "gatepost"
# client_secret_file = "oidc.secret"
# name = "News login"
# role_claim = "groups"     # roles come from the provider then
# allow_domains = []        # ["example.org"]: its people get a seat without an invitation
# [oidc.roles]
# news-desk = "editor"
"""

MAIL = """
# The mail server for letters to readers: links to sign in, answers, decisions. Without this none are sent.
# [mail]
# host = "smtp.example.org"
# port = 587
# username = "comments"
# password_file = "mail.secret"   # or the variable GATEPOST_MAIL_PASSWORD
# tls = "starttls"                # tls (port 465), or none for a server on this machine
# from = "comments@example.org"
# reply_to = "desk@example.org"
"""

SITE = """
# One [[sites]] table for each news site that this server keeps the comments of.
[[sites]]
id = "my-site"
name = "My news site"
origins = ["http://localhost:8000"]  # where your pages live: https://www.example.org
language = "en"
# articles = "open"         # "registered": only articles that a program has made known
# read_pages = false        # true: read what articles say from their pages on these origins
# secret = ""               # at least 32 characters; signs titles and bodies of articles
# undo_seconds = 60         # how long a moderator can take a decision back
# four_eyes = ["threat"]    # clauses on which two moderators must agree
# alarm_minutes = 0         # minutes that a comment may wait for a person before the desk is alarmed
# unattended_minutes = 0    # no comments are taken while one has waited so long and nobody is at the desk
# hours = "08:00-22:00"     # when comments are taken; without this line at all hours
# timezone = "UTC"          # by whose clock
# quality_share = 0         # 0.05: another moderator judges one decided comment in twenty again, blindly
# check_before = true       # false: readers cannot have a text checked before they send it
# slow_seconds = 0          # seconds between two comments of one reader under an article
# close_after_days = 0      # 14: an article takes no more comments two weeks after it became known
# newsroom = "Newsroom"     # the label of what the newsroom itself writes
# who = ["guest"]           # who may comment: "guest", "email" (a link in a letter), "sso" (your own sign-in)
# reserved_names = []       # what nobody without a badge may be called; without, a list in six languages

# Badges that your own sign-in may give, with the label that readers see.
# [sites.badges]
# author = "Our author"

# Your own sign-in by signed tokens: docs/how-to/single-sign-on.md
# [sites.sso]
# issuer = "https://www.example.org"
# keys_url = "https://www.example.org/.well-known/jwks.json"

# How long what is kept, in days; 0, or no line, for as long as you like: docs/how-to/retention.md
# `gatepost retention` says what would go before anything does.
# [sites.retention]
# rejected_days = 365       # six months at least, if the DSA binds you: so long authors may appeal
# withdrawn_days = 30
# guests_days = 730
# reports_days = 365

# What the engine may do on its own: advise (people decide), approve-only (it may publish), automatic (it may
# also reject). Without these lines people decide about every comment.
# [sites.modes]
# default = "advise"
# [sites.modes.languages]
# en = "automatic"
# [sites.modes.clauses]
# threat = "approve-only"
"""


def template() -> str:
    """A complete settings file that works as it is."""
    return (
        HEADER
        + _section("server", SERVER_KEYS, ServerSettings())
        + _section("limits", LIMIT_KEYS, LimitSettings())
        + _section("pages", PAGE_KEYS, PageSettings())
        + _section("ledger", LEDGER_KEYS, LedgerSettings())
        + OIDC
        + MAIL
        + SITE
    )


def _section(name: str, keys: Sequence[Key], defaults: Any) -> str:
    lines = [f"\n[{name}]"]
    for key in keys:
        value = getattr(defaults, key.name)
        setting = f"{key.name} = {json.dumps(value)}"
        lines.append(f"# {key.about}")
        lines.append(setting if value not in ("", ()) else f"# {setting}")
    return "\n".join(lines) + "\n"
