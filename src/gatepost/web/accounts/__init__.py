"""Who may sit at the desk, and the doors by which they come in.

Passwords are hashed with argon2id. Everything else that opens a door is 256 random bits, of which only the
SHA-256 is stored: whoever reads the database can open nothing.
"""

from gatepost.web.accounts.doors import ROLES, Accounts
from gatepost.web.accounts.hashing import SHORTEST_PASSWORD, hash_of
from gatepost.web.accounts.programs import SCOPES, TOKEN_PREFIX
from gatepost.web.accounts.sessions import COOKIE, SESSION_HOURS, SignedIn

__all__ = [
    "COOKIE",
    "ROLES",
    "SCOPES",
    "SESSION_HOURS",
    "SHORTEST_PASSWORD",
    "TOKEN_PREFIX",
    "Accounts",
    "SignedIn",
    "hash_of",
]
