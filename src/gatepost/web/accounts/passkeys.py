"""Passkeys (WebAuthn): a key pair of which the private half never leaves the moderator's device.

The signature is checked by py_webauthn. Asked for: a discoverable credential (no name needed to sign in), the
person verified by the device (PIN, finger, face), our own origin, a challenge of ours that works once, and a
sign count that grows where the device counts.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from msgspec import Struct

from gatepost.conversation.accounts.ports import PasskeyTaken
from gatepost.conversation.accounts.records import Ceremony, Passkey
from gatepost.conversation.ports import Store
from gatepost.conversation.records import Moderator
from gatepost.web.accounts.hashing import hash_of
from gatepost.web.problems import Problem

CEREMONY_MINUTES = 5
MOST_PASSKEYS = 20
MOST_BYTES = 20_000
"""Of what a browser sends back: far more than any credential without an attestation takes."""
LONGEST_LABEL = 80
_MINUTE = 60_000_000

log = structlog.get_logger("gatepost.accounts")


class RelyingParty(Struct, frozen=True):
    """Whom a passkey is for: `id` is a host name, `origin` the address at which browsers say they are."""

    id: str
    origin: str


def relying_party(base_url: str, host: str) -> RelyingParty | None:
    """Of the public address; None where browsers allow no passkeys, which is at an IP address.

    A server to try at home, at http://127.0.0.1, has them when it is called http://localhost. `host` is the
    request's own.
    """
    parts = urlsplit(base_url)
    name = parts.hostname or ""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return RelyingParty(name, base_url)
    if address.is_loopback and host.rsplit(":", 1)[0] == "localhost":
        return RelyingParty("localhost", f"{parts.scheme}://{host}")
    return None


class Passkeys:
    """Two ceremonies of two steps each: add a key, sign in with one."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock

    async def begin_adding(self, party: RelyingParty, moderator: Moderator) -> dict[str, Any]:
        """What the page hands to `navigator.credentials.create`."""
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers import structs as kinds

        here = await self._store.accounts.passkeys(moderator.id)
        if len(here) >= MOST_PASSKEYS:
            raise Problem("passkey-refused", f"At most {MOST_PASSKEYS} passkeys: remove one first.")
        options = generate_registration_options(
            rp_id=party.id,
            rp_name="Gatepost",
            user_name=moderator.name,
            user_id=moderator.id.encode(),
            authenticator_selection=kinds.AuthenticatorSelectionCriteria(
                resident_key=kinds.ResidentKeyRequirement.REQUIRED,
                user_verification=kinds.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[kinds.PublicKeyCredentialDescriptor(id=one.id) for one in here],
        )
        return await self._begin("add-passkey", options.challenge, options_to_json(options), moderator.id)

    async def end_adding(
        self, party: RelyingParty, moderator: Moderator, ceremony: str, credential: str, label: str
    ) -> Passkey:
        """The new key of this moderator. Problem `passkey-refused`."""
        from webauthn import verify_registration_response

        challenge = await self._challenge(ceremony, "add-passkey", moderator.id)
        with _refusing():
            verified = verify_registration_response(
                credential=_parsed(credential),
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        made = Passkey(
            id=verified.credential_id,
            moderator=moderator.id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            label=label.strip()[:LONGEST_LABEL],
            made_at=self._clock(),
        )
        try:
            await self._store.accounts.add_passkey(made)
        except PasskeyTaken:
            raise Problem("passkey-refused", "This passkey is registered already.") from None
        return made

    async def begin_signing_in(self, party: RelyingParty) -> dict[str, Any]:
        """What the page hands to `navigator.credentials.get`: no name is asked, none is given away."""
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers.structs import UserVerificationRequirement

        options = generate_authentication_options(
            rp_id=party.id, user_verification=UserVerificationRequirement.REQUIRED
        )
        return await self._begin("passkey", options.challenge, options_to_json(options))

    async def end_signing_in(self, party: RelyingParty, ceremony: str, credential: str) -> Moderator:
        """Whose key it is. Problem `sign-in-refused`, whatever is wrong; the log knows more."""
        from webauthn import verify_authentication_response
        from webauthn.helpers import base64url_to_bytes

        challenge = await self._challenge(ceremony, "passkey")
        with _refusing("sign-in-refused"):
            parsed = _parsed(credential)
            key = await self._store.accounts.passkey(base64url_to_bytes(str(parsed["id"])))
            if key is None:
                raise ValueError("unknown passkey")
            handle = parsed["response"].get("userHandle")
            if handle and base64url_to_bytes(handle) != key.moderator.encode():
                raise ValueError("the passkey is somebody else's")
            verified = verify_authentication_response(
                credential=parsed,
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=party.origin,
                credential_public_key=key.public_key,
                credential_current_sign_count=key.sign_count,
                require_user_verification=True,
            )
            moderator = await self._store.moderator(key.moderator)
            if moderator is None or moderator.disabled:
                raise ValueError("shut out")
            # Counted only if nobody else has counted meanwhile: of two copies of a key, one is found out.
            counted = await self._store.accounts.use_passkey(
                key.id, key.sign_count, verified.new_sign_count, self._clock()
            )
            if not counted:
                raise ValueError("used twice at once")
        return moderator

    async def _begin(
        self, kind: str, challenge: bytes, options: str, moderator: str | None = None
    ) -> dict[str, Any]:
        token = secrets.token_urlsafe(32)
        now = self._clock()
        ends = now + CEREMONY_MINUTES * _MINUTE
        await self._store.accounts.begin(Ceremony(hash_of(token), kind, challenge, ends, moderator), now)
        return {"ceremony": token, "publicKey": json.loads(options)}

    async def _challenge(self, ceremony: str, kind: str, moderator: str | None = None) -> bytes:
        found = await self._store.accounts.take_ceremony(hash_of(ceremony), kind, self._clock())
        if found is None or found.moderator != moderator:
            raise Problem("ceremony-gone", "This took too long or was used already. Begin again.")
        return found.record


class _refusing:  # noqa: N801 - reads as what it does: with _refusing():
    """Whatever a stranger's credential makes the parser or the checks raise is one refusal."""

    def __init__(self, code: str = "passkey-refused") -> None:
        self.code = code

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        from webauthn.helpers.exceptions import WebAuthnException

        strange = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)
        if isinstance(error, strange):
            # What others say of a value that they cannot read may quote it.
            reason = str(error)[:200] if isinstance(error, WebAuthnException) else type(error).__name__
            log.warning("passkey refused", reason=reason)
            raise Problem(self.code, "The passkey was not accepted.") from None


def _parsed(credential: str) -> dict[str, Any]:
    if len(credential) > MOST_BYTES:
        raise ValueError("the credential is too long")
    value = json.loads(credential)
    if not isinstance(value, dict) or not isinstance(value.get("response"), dict):
        raise ValueError("the credential is no object")
    return value
