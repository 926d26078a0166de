"""The publisher's own sign-in: signed tokens about readers (JWT, RFC 7519), and the keys behind them."""

from gatepost.web.sso.publisher import Publisher, TokenRefused

__all__ = ["Publisher", "TokenRefused"]
