"""The desk: authors, claims, views, second looks, suspensions, escalations, rules, passkeys, search."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE search USING fts5(words, content='documents', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)


def upgrade() -> None:

    op.create_table(
        "authors",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authors")),
        sa.UniqueConstraint("site", "key_hash", name=op.f("uq_authors_site_key_hash")),
    )
    op.create_table(
        "rules",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("guidelines", sa.LargeBinary(), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rules")),
    )
    op.create_table(
        "rule_drafts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("guidelines", sa.LargeBinary(), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_drafts")),
    )
    op.create_table(
        "ceremonies",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["moderator"], ["moderators.id"], name=op.f("fk_ceremonies_moderator")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_ceremonies")),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["moderator"], ["moderators.id"], name=op.f("fk_identities_moderator")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("name", name=op.f("uq_invitations_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("via", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("seen_at", sa.BigInteger(), nullable=True))

    op.create_table(
        "passkeys",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["moderator"], ["moderators.id"], name=op.f("fk_passkeys_moderator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
    )
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.create_index("ix_passkeys_moderator", ["moderator"], unique=False)

    op.create_table(
        "preferences",
        sa.Column("moderator", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["moderator"], ["moderators.id"], name=op.f("fk_preferences_moderator")),
        sa.PrimaryKeyConstraint("moderator", name=op.f("pk_preferences")),
    )
    op.create_table(
        "views",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("shared", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.UniqueConstraint("moderator", "name", name=op.f("uq_views_moderator_name")),
    )
    op.create_table(
        "claims",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_claims_comment")),
        sa.PrimaryKeyConstraint("comment", name=op.f("pk_claims")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index("ix_claims_moderator", ["moderator"], unique=False)

    op.create_table(
        "clearings",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_clearings_comment")),
        sa.PrimaryKeyConstraint("comment", "clause", name=op.f("pk_clearings")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_documents_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_comment", ["comment"], unique=False)

    op.create_table(
        "escalations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("keep_until", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("\"to\" IN ('editor','legal','police')", name=op.f("ck_escalations_to")),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_escalations_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index("ix_escalations_comment", ["comment"], unique=False)

    op.create_table(
        "kept_words",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("author_name", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_kept_words_comment")),
        sa.PrimaryKeyConstraint("comment", name=op.f("pk_kept_words")),
    )

    op.create_table(
        "grounds",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("ppm", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_grounds_comment")),
        sa.PrimaryKeyConstraint("comment", "clause", name=op.f("pk_grounds")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("grounds", schema=None) as batch_op:
        batch_op.create_index("ix_grounds_clause", ["clause", "ppm", "comment"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_proposals_comment")),
        sa.PrimaryKeyConstraint("comment", "seq", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(
            "ix_proposals_open",
            ["comment"],
            unique=False,
            sqlite_where=sa.text("open = 1"),
            postgresql_where=sa.text("open = 1"),
        )

    op.create_table(
        "draws",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "month", name=op.f("pk_draws")),
    )
    op.create_table(
        "samples",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("first_by", sa.String(), nullable=False),
        sa.Column("first_outcome", sa.String(), nullable=False),
        sa.Column("first_clause", sa.String(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("clause", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("by <> first_by", name=op.f("ck_samples_other_eyes")),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_samples_comment")),
        sa.PrimaryKeyConstraint("comment", name=op.f("pk_samples")),
    )
    with op.batch_alter_table("samples", schema=None) as batch_op:
        batch_op.create_index(
            "ix_samples_open",
            ["drawn_at", "comment"],
            unique=False,
            sqlite_where=sa.text("by IS NULL"),
            postgresql_where=sa.text("by IS NULL"),
        )
        batch_op.create_index("ix_samples_at", ["at"], unique=False)

    op.create_table(
        "suspensions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("ground", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("appeal", sa.LargeBinary(), nullable=True),
        sa.Column("appealed_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("outcome IN ('upheld','overturned')", name=op.f("ck_suspensions_outcome")),
        sa.CheckConstraint("until > made_at", name=op.f("ck_suspensions_timed")),
        sa.ForeignKeyConstraint(["author"], ["authors.id"], name=op.f("fk_suspensions_author")),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_suspensions_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    with op.batch_alter_table("suspensions", schema=None) as batch_op:
        batch_op.create_index("ix_suspensions_author", ["author", "until"], unique=False)

    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("risk", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("wave", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.String(), nullable=True))
        batch_op.create_index("ix_comments_author", ["author", "submitted_at"], unique=False)
        batch_op.create_index("ix_comments_submitted", ["submitted_at", "site", "language"], unique=False)
        batch_op.drop_index("ix_comments_decided")
        batch_op.create_index("ix_comments_decided", ["decided_at", "id", "risk"], unique=False)
        batch_op.create_index(
            "ix_comments_decided_by",
            ["decided_by", "decided_at", "id", "state", "risk"],
            unique=False,
        )
        batch_op.create_index(
            "ix_comments_waiting",
            [
                "submitted_at",
                "id",
                "site",
                "language",
                "article",
                "author",
                "risk",
                "decided_by",
                "wave",
            ],
            unique=False,
            sqlite_where=sa.text("state = 'pending' AND screened = 1"),
            postgresql_where=sa.text("state = 'pending' AND screened = 1"),
        )
        batch_op.create_index(
            "ix_comments_wave",
            ["wave", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending' AND screened = 1"),
            postgresql_where=sa.text("state = 'pending' AND screened = 1"),
        )

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("clause", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("engine", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("overturns", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("site", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("language", sa.String(), server_default="und", nullable=False))
        batch_op.add_column(sa.Column("risk", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("waited", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_decisions_at", ["at", "comment"], unique=False)
        batch_op.create_index(
            "ix_decisions_final",
            ["at", "site", "language", "by", "outcome", "clause", "engine", "risk", "waited", "standing"],
            unique=False,
            sqlite_where=sa.text("standing = 1 AND outcome <> 'refer'"),
            postgresql_where=sa.text("standing = 1 AND outcome <> 'refer'"),
        )
        batch_op.create_index(
            "ix_decisions_overturns",
            ["at", "comment", "seq"],
            unique=False,
            sqlite_where=sa.text("overturns = 1"),
            postgresql_where=sa.text("overturns = 1"),
        )

    with op.batch_alter_table("moderators", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disabled", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reporter", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("counts", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("closed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("upheld", sa.Integer(), nullable=True))
        batch_op.create_index("ix_reports_reporter", ["reporter", "made_at"], unique=False)
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SEARCH_INDEX)
        connection.exec_driver_sql("PRAGMA user_version = 0")  # nothing to purge from the new index
    _fill(connection)


def _fill(connection: sa.Connection) -> None:
    """What the new columns would hold had they always been there."""
    for comment, record in connection.exec_driver_sql("SELECT comment, record FROM verdicts").fetchall():
        verdict = json.loads(record)
        connection.exec_driver_sql(
            "UPDATE comments SET risk = ? WHERE id = ?", (_ppm(verdict["violation"]), comment)
        )
        likeliest: dict[str, int] = {}
        for ground in verdict["grounds"]:
            clause, ppm = ground["clause"], _ppm(ground["probability"])
            likeliest[clause] = max(ppm, likeliest.get(clause, 0))
        for clause, ppm in likeliest.items():
            connection.exec_driver_sql("INSERT INTO grounds VALUES (?, ?, ?)", (comment, clause, ppm))
    connection.exec_driver_sql(
        "UPDATE decisions SET site = c.site, language = c.language, risk = c.risk"
        " FROM comments AS c WHERE c.id = decisions.comment"
    )
    final: dict[str, dict[int, str]] = {}  # of each comment the final outcomes that stand then, oldest first
    found = connection.exec_driver_sql(
        "SELECT d.comment, d.seq, d.record, d.at - c.submitted_at, v.record FROM decisions AS d"
        " JOIN comments AS c ON c.id = d.comment LEFT JOIN verdicts AS v ON v.comment = d.comment"
        " ORDER BY d.comment, d.seq"
    )
    for comment, seq, record, waited, verdict_ in found.fetchall():
        decision = json.loads(record)
        outcome = decision["outcome"]
        before = final.setdefault(comment, {})
        ends = outcome != "refer"
        overturns = ends and bool(before) and list(before.values())[-1] != outcome
        engine = decision.get("engine") or (json.loads(verdict_)["engine"] if verdict_ else "")
        connection.exec_driver_sql(
            "UPDATE decisions SET outcome = ?, clause = ?, engine = ?, overturns = ?, waited = ?"
            " WHERE comment = ? AND seq = ?",
            (
                outcome,
                _first(decision),
                engine,
                int(overturns),
                waited if ends and not before else None,
                comment,
                seq,
            ),
        )
        if ends:
            before[seq] = outcome
            connection.exec_driver_sql(
                "UPDATE comments SET decided_by = ? WHERE id = ? AND decided_at IS NOT NULL",
                (decision["by"], comment),
            )
        elif decision.get("undoes") is not None:
            before.pop(decision["undoes"], None)


def _first(decision: dict[str, Any]) -> str:
    grounds = decision.get("grounds") or ()
    return str(grounds[0]["clause"]) if grounds else ""


def _ppm(probability: float | None) -> int:
    return 1_000_000 if probability is None else min(1_000_000, max(0, round(probability * 1_000_000)))


def downgrade() -> None:
    op.execute("DROP TABLE search")

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index("ix_reports_reporter")
        batch_op.drop_column("upheld")
        batch_op.drop_column("closed_by")
        batch_op.drop_column("counts")
        batch_op.drop_column("reporter")

    with op.batch_alter_table("moderators", schema=None) as batch_op:
        batch_op.drop_column("disabled")

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_decisions_overturns",
            sqlite_where=sa.text("overturns = 1"),
            postgresql_where=sa.text("overturns = 1"),
        )
        batch_op.drop_index(
            "ix_decisions_final",
            sqlite_where=sa.text("standing = 1 AND outcome <> 'refer'"),
            postgresql_where=sa.text("standing = 1 AND outcome <> 'refer'"),
        )
        batch_op.drop_index("ix_decisions_at")
        batch_op.drop_column("waited")
        batch_op.drop_column("risk")
        batch_op.drop_column("language")
        batch_op.drop_column("site")
        batch_op.drop_column("overturns")
        batch_op.drop_column("engine")
        batch_op.drop_column("clause")
        batch_op.drop_column("outcome")

    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_comments_wave",
            sqlite_where=sa.text("state = 'pending' AND screened = 1"),
            postgresql_where=sa.text("state = 'pending' AND screened = 1"),
        )
        batch_op.drop_index(
            "ix_comments_waiting",
            sqlite_where=sa.text("state = 'pending' AND screened = 1"),
            postgresql_where=sa.text("state = 'pending' AND screened = 1"),
        )
        batch_op.drop_index("ix_comments_decided_by")
        batch_op.drop_index("ix_comments_submitted")
        batch_op.drop_index("ix_comments_decided")
        batch_op.create_index("ix_comments_decided", ["decided_at", "id"], unique=False)
        batch_op.drop_index("ix_comments_author")
        batch_op.drop_column("decided_by")
        batch_op.drop_column("wave")
        batch_op.drop_column("risk")
        batch_op.drop_column("author")

    with op.batch_alter_table("suspensions", schema=None) as batch_op:
        batch_op.drop_index("ix_suspensions_author")

    op.drop_table("suspensions")
    with op.batch_alter_table("samples", schema=None) as batch_op:
        batch_op.drop_index("ix_samples_at")
        batch_op.drop_index(
            "ix_samples_open", sqlite_where=sa.text("by IS NULL"), postgresql_where=sa.text("by IS NULL")
        )

    op.drop_table("samples")
    op.drop_table("draws")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_proposals_open", sqlite_where=sa.text("open = 1"), postgresql_where=sa.text("open = 1")
        )

    op.drop_table("proposals")
    with op.batch_alter_table("grounds", schema=None) as batch_op:
        batch_op.drop_index("ix_grounds_clause")

    op.drop_table("grounds")
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index("ix_escalations_comment")

    op.drop_table("escalations")
    op.drop_table("kept_words")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_comment")

    op.drop_table("documents")
    op.drop_table("clearings")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index("ix_claims_moderator")

    op.drop_table("claims")
    op.drop_table("views")
    op.drop_table("preferences")
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.drop_index("ix_passkeys_moderator")

    op.drop_table("passkeys")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
        batch_op.drop_column("via")

    op.drop_table("invitations")
    op.drop_table("identities")
    op.drop_table("ceremonies")
    op.drop_table("rule_drafts")
    op.drop_table("rules")
    op.drop_table("authors")
