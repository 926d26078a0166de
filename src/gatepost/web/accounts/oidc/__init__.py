"""Signing in at the newsroom's own OpenID provider: authorization code with PKCE, state and nonce."""

from gatepost.web.accounts.oidc.flow import Arrived, Flow
from gatepost.web.accounts.oidc.provider import Provider, ProviderFailed

__all__ = ["Arrived", "Flow", "Provider", "ProviderFailed"]
