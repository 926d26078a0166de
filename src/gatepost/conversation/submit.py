"""A reader sends a comment: durable, with its receipt and ledger entry, before the reader is answered."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TypedDict

from msgspec import Struct, structs

from gatepost.conversation import entries, tokens
from gatepost.conversation.article_keys import canonical_url, key_for, origin
from gatepost.conversation.authors import tokens as reader_tokens
from gatepost.conversation.authors.ports import AuthorGone
from gatepost.conversation.authors.records import NewAuthor
from gatepost.conversation.house import House
from gatepost.conversation.ports import Added, ArticleClosed, ParentMissing
from gatepost.conversation.readers.signature import Signature, may_comment, sign
from gatepost.conversation.records import ArticleRecord, CommentRecord, NewComment
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site
from gatepost.conversation.suspensions.ports import Suspended
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.conversation.talk.closing import taking
from gatepost.conversation.talk.follow import check_writable
from gatepost.conversation.talk.paces import SlowMode
from gatepost.conversation.talk.ports import QuestionsOff, TooSoon
from gatepost.conversation.words import check_text
from gatepost.conversation.work.records import Lease
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import sketch

REPLAY_HOURS = 24
"""How long an Idempotency-Key gives the same receipt again; a retry comes within minutes, a guess later."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")


class Draft(Struct, frozen=True):
    """What a reader sends. `title` and `body` only when the site itself vouches for them.

    `article_key` is the publisher's own id of the article; without one the canonical URL is the key.
    `reader`: the reader token that an earlier comment or a sign-in gave; without one the reader is new here.
    `staff`: written at the desk by that `moderator`; it comes under the newsroom's badge, whoever else may
    comment, and also when the article is closed.
    `client`: what stands for the browser, by which slow mode knows those who are new. `question`: it asks
    the newsroom. `follow`: its author wants letters about new comments under the article.
    """

    site: Site
    article_url: str
    text: str
    author_name: str
    article_key: str | None = None
    title: str = ""
    body: str = ""
    parent: str | None = None
    language: str | None = None
    idempotency_key: str | None = None
    reader: str | None = None
    staff: bool = False
    moderator: str = ""
    client: str = ""
    question: bool = False
    follow: bool = False


class LedgerPlace(TypedDict):
    """Where the submission stands in the ledger: keep it, and the loss of the ledger's end can be proven."""

    chain: str
    seq: int
    digest: str


class Receipt(Struct, frozen=True):
    """What the author keeps. `token` opens this comment and is shown once; digest and salt are no secrets."""

    digest: str
    salt: str
    submitted_at: str
    token: str
    ledger: LedgerPlace


class Submitted(Struct, frozen=True):
    """The durable comment. `replayed`: this Idempotency-Key had already brought it here.

    `reader` is the token by which the site will know its author again; None when the author came with one.
    """

    comment: CommentRecord
    receipt: Receipt
    replayed: bool = False
    reader: str | None = None


class AuthorSuspended(Refusal):
    """The author cannot comment now; nothing was taken. `suspension` says all that they are to be told."""

    def __init__(self, suspension: SuspensionRecord) -> None:
        super().__init__("suspended", "You cannot comment here for a time.")
        self.suspension = suspension


async def submit(house: House, draft: Draft) -> Submitted:
    """Take the comment or refuse it (`Refusal`); screening follows by itself. Raises `StoreUnavailable`."""
    known = None
    if draft.reader is not None:
        known = await reader_tokens.recognise(house, draft.site.id, draft.reader)
    may_comment(draft.site, known, staff=draft.staff)
    check_text(draft.text)
    signature = await sign(house, draft.site, known, draft.author_name, staff=draft.staff)
    article, wanted = await _article(house, draft)
    keys = _Keys(tokens.new_token(), None if known or draft.staff else tokens.new_token())
    author = known.id if known else None if draft.staff else house.new_id()
    new = _new_comment(house, draft, article, keys, author, signature)
    if draft.follow:
        await check_writable(house, known.id if known else None)
    lease = house.screener.outbox.lease()
    added = await _add(house, draft, article, wanted, new, lease)
    if added.replayed:
        keys = _keys_again(house, draft, added)
    elif lease is None:
        house.screener.outbox.left()
    else:
        house.screener.enqueue(added.comment)
    reader = reader_tokens.shown(keys.reader) if keys.reader else None
    return Submitted(added.comment, _receipt(added, keys.receipt), added.replayed, reader)


class _Keys(Struct, frozen=True):
    """What an answer gives away once: the key to the comment and, to somebody new, the reader token."""

    receipt: bytes
    reader: bytes | None


async def _add(
    house: House,
    draft: Draft,
    article: ArticleRecord,
    wanted: ArticleRecord | None,
    new: NewComment,
    lease: Lease | None,
) -> Added:
    """Into the store, or what it refuses in the house's words."""
    not_now = None if draft.staff else await house.attendance.refusal(draft.site)
    by = f"moderator:{draft.moderator}" if draft.staff else ""
    with house.paces.turn(draft.site, article, draft.client, new.submitted_at) as turn:
        try:
            added = await house.store.add_comment(
                new,
                entries.submission(new.digest, new.parent, by),
                wanted,
                closed=not_now is not None,
                taking=taking(draft.site, staff=draft.staff, free_at=turn.free_at),
                lease=lease,
            )
        except ArticleClosed:
            if not_now is not None:
                raise not_now from None
            raise Refusal("article-closed", "This article takes no more comments.") from None
        except Suspended as suspended:
            raise AuthorSuspended(suspended.suspension) from None
        except AuthorGone:
            raise reader_tokens.unknown() from None
        except ParentMissing:
            raise Refusal("unknown-parent", "The comment that you answer is not here (any more).") from None
        except QuestionsOff:
            raise Refusal("questions-off", "The newsroom takes no questions under this article.") from None
        except TooSoon as soon:
            raise SlowMode(soon.until, new.submitted_at) from None
        turn.taken = not added.replayed
    return added


async def _article(house: House, draft: Draft) -> tuple[ArticleRecord, ArticleRecord | None]:
    """The article as the engine should see it, and what the store has to make or fill together with the
    comment: a comment that is refused then leaves nothing behind."""
    site = draft.site
    url = canonical_url(draft.article_url)
    lies_on = house.sites.by_origin(origin(url))
    if lies_on is None or lies_on.id != site.id:  # the same site may have got other rules meanwhile
        raise Refusal("unknown-article", f"The address lies on none of the origins of {site.name}.")
    key = key_for(url, draft.article_key)
    found = await house.store.article(site.id, key)
    if found is None and site.articles == "registered":
        raise Refusal("unknown-article", "This article is not open for comments.")
    wanted = ArticleRecord(house.new_id(), site.id, key, url, draft.title, draft.body, known_at=house.clock())
    if found is None:
        return wanted, wanted
    filled = structs.replace(found, title=found.title or draft.title, body=found.body or draft.body)
    return filled, None if filled == found else wanted


def _new_comment(
    house: House, draft: Draft, article: ArticleRecord, keys: _Keys, author: str | None, signature: Signature
) -> NewComment:
    key, salt = draft.idempotency_key, tokens.new_salt()
    language = draft.language if draft.language and _LANGUAGE.match(draft.language) else None
    return NewComment(
        house.new_id(),
        draft.site.id,
        article.id,
        draft.parent,
        signature.name,
        draft.text,
        salt,
        tokens.text_digest(salt, draft.text),
        tokens.hash_token(keys.receipt),
        house.clock(),
        language,
        None if key is None else tokens.idempotency_hash(draft.site.id, key),
        None
        if key is None
        else tokens.fingerprint(key, article.key, draft.parent or "", draft.author_name, draft.text),
        None if key is None else tokens.seal(keys.receipt + (keys.reader or b""), salt, key),
        sketch(Reading(draft.text)),
        author,
        NewAuthor(author, tokens.hash_token(keys.reader)) if author and keys.reader else None,
        signature.badge,
        question=draft.question,
        follow=draft.follow,
    )


def _keys_again(house: House, draft: Draft, added: Added) -> _Keys:
    """What the first answer gave, for who has the key and sends the very same request soon after."""
    assert draft.idempotency_key is not None
    age = timedelta(microseconds=house.clock() - added.comment.submitted_at)
    salt = added.comment.salt
    if added.conflict or added.sealed_token is None or salt is None or age > timedelta(hours=REPLAY_HOURS):
        raise Refusal(
            "idempotency-key-reused",
            "This Idempotency-Key came with another comment before. Send a new key with every new comment.",
        )
    opened = tokens.seal(added.sealed_token, salt, draft.idempotency_key)
    return _Keys(opened[: tokens.TOKEN_BYTES], opened[tokens.TOKEN_BYTES :] or None)


def _receipt(added: Added, token: bytes) -> Receipt:
    comment, entry = added.comment, added.entry
    assert comment.salt is not None
    return Receipt(
        tokens.shown(comment.digest),
        comment.salt.hex(),
        iso(comment.submitted_at),
        token.hex(),
        LedgerPlace(chain=entry.chain, seq=entry.seq, digest=tokens.shown(entry.digest)),
    )


def iso(at: int) -> str:
    """Microseconds since 1970 as ISO 8601 in UTC, to the microsecond."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
