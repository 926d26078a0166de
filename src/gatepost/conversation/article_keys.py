"""Which address names an article: the canonical URL, so that a link with tracking marks is the same one."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from gatepost.conversation.refusals import Refusal

MAX_URL = 2_048
TRACKING = frozenset(
    (
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "ttclid",
        "li_fat_id",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "mkt_tok",
        "oly_anon_id",
        "oly_enc_id",
        "vero_id",
        "wickedid",
        "s_cid",
        "cmpid",
        "at_medium",
        "at_campaign",
        "ref_src",
        "ref_url",
        "spm",
    )
)
TRACKING_PREFIXES = ("utm_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_")
_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """The one spelling of an article's address.

    Scheme and host in lower case; default ports, fragments, credentials and tracking parameters dropped.
    Other parameters keep their order, because a publisher may mean it. Raises `Refusal("url-invalid")`.
    """
    parts = _split(url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if not is_tracking(name)
    ]
    try:
        encoded = urlencode(query, errors="surrogateescape")
    except UnicodeEncodeError:
        raise _refusal("it is not well-formed Unicode") from None
    return f"{origin(url)}{parts.path or '/'}" + (f"?{encoded}" if encoded else "")


def key_for(url: str, article_id: str | None = None) -> str:
    """What names an article within its site: the publisher's own id, or else the canonical URL.

    No URL begins with `id:`, so the two never meet. An id is taken as it is, to the code point.
    """
    if article_id is None:
        return canonical_url(url)
    if not 1 <= len(article_id) <= MAX_URL or not article_id.isprintable():
        raise Refusal("article-id-invalid", f"An article's id has 1 to {MAX_URL:,} printable characters.")
    return f"id:{article_id}"


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter only tells where a reader came from."""
    name = parameter.lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def origin(url: str) -> str:
    """Scheme, host and any unusual port: what a browser calls the page's origin. Raises `Refusal`."""
    parts = _split(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    try:
        host = host if ":" in host or host.isascii() else host.encode("idna").decode()
        port = parts.port
    except (UnicodeError, ValueError):
        raise _refusal("its host or port cannot be read") from None
    shown = f"[{host}]" if ":" in host else host.lower()
    return f"{scheme}://{shown}" + (f":{port}" if port is not None and port != _PORTS[scheme] else "")


def _split(url: str) -> SplitResult:
    if len(url) > MAX_URL:
        raise _refusal(f"it is longer than {MAX_URL:,} characters")
    if any(character <= " " or character in '\x7f<>"\\' for character in url):
        raise _refusal("it holds white space or control characters")
    try:
        url.encode()
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:  # UnicodeEncodeError is one
        raise _refusal("it cannot be parsed") from None
    if parts.scheme.lower() not in _PORTS or not parts.hostname:
        raise _refusal("it must begin with https:// or http:// and name a host")
    return parts


def _refusal(why: str) -> Refusal:
    return Refusal("url-invalid", f"This is no address of an article: {why}. Send the page's full URL.")
