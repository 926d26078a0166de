"""What a provider's claims say about a role and an address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatepost.web.settings import OidcSettings

_HIGHEST_FIRST = ("admin", "editor", "moderator", "auditor")


class NoRole(Exception):
    """Roles come from the provider, and it names none for this person."""


def role_from(claims: Mapping[str, Any], settings: OidcSettings) -> str:
    """The highest role that the claim grants; empty where roles are managed here. Raises `NoRole`."""
    if not settings.role_claim:
        return ""
    found = claims.get(settings.role_claim)
    values = found if isinstance(found, list) else [found]
    granted = {
        settings.roles[value] for value in values if isinstance(value, str) and value in settings.roles
    }
    role = next((one for one in _HIGHEST_FIRST if one in granted), "")
    if not role:
        raise NoRole
    return role


def email_of(claims: Mapping[str, Any]) -> str:
    """The address in small letters, if the provider says that it belongs to this person; else empty."""
    email = claims.get("email")
    verified = claims.get("email_verified") is True
    if not verified or not isinstance(email, str) or email.count("@") != 1 or not email.isprintable():
        return ""
    return email.lower()


def name_of(claims: Mapping[str, Any]) -> str:
    name = claims.get("name")
    return name.strip() if isinstance(name, str) and name.isprintable() else ""
