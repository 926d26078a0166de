"""What a site says about its own articles, signed with its secret, so that a browser cannot make it up.

`article.signature` = hex HMAC-SHA256(site secret, canonical JSON of {"body", "title", "url"}, and "id" where
it is sent): sorted keys, no white space, ASCII only (`\\u` escapes). In Python:

    json.dumps({"url": url, "title": title, "body": body}, sort_keys=True, separators=(",", ":"))
"""

from __future__ import annotations

import hashlib
import hmac
import json

from gatepost.web.schemas import ArticleIn


def sign_article(
    secret: str, url: str, title: str = "", body: str = "", article_id: str | None = None
) -> str:
    """The signature that a site puts beside its article. `url` as it is sent, before any canonicalising."""
    words = {"url": url, "title": title, "body": body}
    if article_id is not None:
        words["id"] = article_id  # or a signed text could be hung on another article
    canonical = json.dumps(words, sort_keys=True, separators=(",", ":"))
    return hmac.new(secret.encode(), canonical.encode("ascii"), hashlib.sha256).hexdigest()


def is_signed(secret: str, article: ArticleIn) -> bool:
    """Whether the site with this secret signed exactly this. A site without a secret signs nothing."""
    if not secret or not article.signature:
        return False
    expected = sign_article(secret, article.url, article.title, article.body, article.id)
    return hmac.compare_digest(expected.encode(), article.signature.encode("utf-8", "surrogatepass"))
