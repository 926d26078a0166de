"""Before a new door into an account is made: is it still the person who signed in?

A borrowed or stolen session must not turn into a password or a passkey of the thief. So for a quarter of an
hour after signing in nothing is asked; later the current password is, or to sign in again.
"""

from __future__ import annotations

from gatepost.conversation.records import Moderator
from gatepost.web.desk.accounts.arriving import session_of
from gatepost.web.service import AnyRequest, client_of, service_of


async def proven(request: AnyRequest, moderator: Moderator, password: str) -> bool:
    """Whether the session is fresh or the password right. Problem `rate-limited`."""
    accounts = service_of(request).accounts
    if accounts.sessions.is_fresh(session_of(request)):
        return True
    return await accounts.is_password(moderator, password[:1000], client_of(request))
