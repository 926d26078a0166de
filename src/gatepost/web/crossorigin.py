"""Unsafe requests that carry a cookie must come from our own pages: CSRF refused without tokens in forms.

The algorithm is Filippo Valsorda's (https://words.filippo.io/csrf/, Go 1.25 `http.CrossOriginProtection`),
which the OWASP Cross-Site Request Forgery Prevention Cheat Sheet describes under "Fetch Metadata headers":

1. GET, HEAD and OPTIONS pass: they change nothing.
2. An `Origin` that we trust by name (our own public address) passes.
3. With `Sec-Fetch-Site`, only `same-origin` and `none` (typed by the user) pass.
4. With neither `Sec-Fetch-Site` nor `Origin` the caller is no browser of this decade and passes.
5. Otherwise the host of `Origin` must be the `Host` of the request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_cross_origin(method: str, headers: Mapping[str, str], trusted: Collection[str] = ()) -> bool:
    """True when the request must be refused. `headers` by lower-case name; `trusted` are whole origins."""
    if method in SAFE_METHODS:
        return False
    origin = headers.get("origin", "")
    if origin and origin in trusted:
        return False
    fetch_site = headers.get("sec-fetch-site", "")
    if fetch_site:
        return fetch_site not in {"same-origin", "none"}
    if not origin:
        return False
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return True
    return not host or host.lower() != headers.get("host", "").lower()
