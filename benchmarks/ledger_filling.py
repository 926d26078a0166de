"""Fills a new database with a ledger of any length, straight by SQL: valid chains, comments and records."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from gatepost.conversation import entries
from gatepost.conversation.ports import EntryDraft
from gatepost.store.ledger.encoding import genesis, seal
from gatepost.store.sql import codec
from gatepost.store.sql.chains import row_of
from gatepost.store.sqlite.opening import bring_up_to_date
from gatepost.vocabulary import Decision, Evidence, Finding, Outcome, Verdict

START = 1_750_000_000_000_000
TEXT = "The council should publish what the bridge costs, and who pays for it, before it asks us to vote. "
ARTICLE = "INSERT INTO articles (id, site, key, url, title, body) VALUES (:id, 'site', :id, :url, x'', x'')"
COMMENT = (
    "INSERT INTO comments (id, site, article, root, depth, author_name, text, salt, digest, state,"
    " submitted_at, language, screened, token_hash) VALUES (:id, 'site', :article, :id, 0, x'416e6e', :text,"
    " :salt, :digest, :state, :at, 'en', 1, :token)"
)
LEDGER = "INSERT INTO ledger VALUES (:chain, :seq, :kind, :comment, :at, :canonical, :previous, :digest)"
VERDICT = "INSERT INTO verdicts (comment, at, record) VALUES (:comment, :at, :record)"
DECISION = (
    "INSERT INTO decisions (comment, seq, at, record, standing, by)"
    " VALUES (:comment, :seq, :at, :record, 1, 'engine')"
)
AT_ONCE = 200
"""Articles in one transaction."""


def fill(path: Path, wanted: int, articles: int, seed: int = 1) -> int:
    """Make the database `path` with at least `wanted` entries in `articles` chains; gives how many."""
    bring_up_to_date(path)
    dice = random.Random(seed)
    each = -(-wanted // articles)
    made = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for first in range(0, articles, AT_ONCE):
            connection.execute("BEGIN")
            for number in range(first, min(first + AT_ONCE, articles)):
                made += _article(connection, f"article-{number:08}", each, dice)
            connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def _article(connection: sqlite3.Connection, article: str, wanted: int, dice: random.Random) -> int:
    connection.execute(ARTICLE, {"id": article, "url": f"https://bench.example/{article}"})
    rows: dict[str, list[dict[str, Any]]] = {COMMENT: [], LEDGER: [], VERDICT: [], DECISION: []}
    previous, seq, number = genesis(article), 0, 0
    while seq < wanted:
        comment, at = f"{article}-{number:06}", START + seq * 1_000_000
        salt, text = dice.randbytes(32), (TEXT * dice.randint(1, 4)).encode()
        digest = hashlib.sha256(salt + text).digest()
        approved = dice.random() < 0.8
        verdict, decision = (_APPROVED if approved else _REJECTED)[dice.randrange(8)]
        drafts: list[EntryDraft] = [
            entries.submission(digest, None),
            entries.verdict(verdict),
            entries.decision(decision),
        ]
        if approved:
            drafts.append(entries.publication(digest))
        values = {"id": comment, "article": article, "text": text, "salt": salt, "digest": digest, "at": at}
        values |= {"state": "approved" if approved else "rejected", "token": dice.randbytes(32)}
        rows[COMMENT].append(values)
        rows[VERDICT].append({"comment": comment, "at": at, "record": codec.pack_verdict(verdict)})
        record = codec.pack_decision(decision)
        rows[DECISION].append({"comment": comment, "seq": seq + 2, "at": at, "record": record})
        for draft in drafts:
            entry = seal(article, seq, comment, at, draft, previous)
            rows[LEDGER].append(row_of(entry))
            previous, seq = entry.digest, seq + 1
        number += 1
    for statement, values_ in rows.items():
        connection.executemany(statement, values_)
    return seq


def _judged(outcome: Outcome, number: int) -> tuple[Verdict, Decision]:
    grounds = (
        (
            Finding("threat", 0.9 + number / 100, "classifier", (Evidence(0, 3, "The"),)),
            Finding("vulgarity", 0.5, "lexicon", (Evidence(4, 11, "council"),)),
        )
        if outcome is Outcome.REJECT
        else ()
    )
    features = {"relevance": 0.5 + number / 100, "promotion": 0.1}
    probabilities = dict.fromkeys(("profanity", "threat", "vulgarity", "off-topic"), 0.01 * number)
    verdict = Verdict(outcome, grounds, probabilities, 0.1 * number, "en", "bench 1", "bench", (), features)
    return verdict, Decision(outcome, "engine", grounds, "bench 1", "bench", "automatic")


_APPROVED = [_judged(Outcome.APPROVE, number) for number in range(8)]
_REJECTED = [_judged(Outcome.REJECT, number) for number in range(8)]
