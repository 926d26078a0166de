"""The ledger and its checkpoints only grow, in PostgreSQL: the same rules as the triggers in ledger.py.

The triggers stand as the server describes them, so that both can be compared.
"""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

from gatepost.store.tables.ledger import checkpoint_heads, checkpoints, ledger


def _function(table: str, grows: str, what: str) -> str:
    return (
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'INSERT' THEN IF {grows} THEN RETURN NEW; END IF; END IF;"
        f" RAISE EXCEPTION '{what} append-only' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )


def _triggers(table: str, changes: str, grows: str) -> tuple[str, str]:
    calls = f"EXECUTE FUNCTION {table}_append_only()"
    return (
        f"CREATE TRIGGER {changes} BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} FOR EACH STATEMENT {calls}",
        f"CREATE TRIGGER {grows} BEFORE INSERT ON {table} FOR EACH ROW {calls}",
    )


_OF: dict[Table, tuple[str, tuple[str, str]]] = {
    ledger: (
        _function(
            "ledger",
            "NEW.seq = (SELECT coalesce(max(seq) + 1, 0) FROM ledger WHERE chain = NEW.chain)",
            "the ledger is",
        ),
        _triggers("ledger", "ledger_never_changes", "ledger_only_grows"),
    ),
    checkpoints: (
        _function(
            "checkpoints",
            "NEW.number = (SELECT coalesce(max(number) + 1, 0) FROM checkpoints)",
            "checkpoints are",
        ),
        _triggers("checkpoints", "checkpoints_never_change", "checkpoints_only_grow"),
    ),
    checkpoint_heads: (
        _function(
            "checkpoint_heads",
            "NEW.checkpoint > (SELECT coalesce(max(number), -1) FROM checkpoints) AND NEW.place ="
            " (SELECT coalesce(max(place) + 1, 0) FROM checkpoint_heads WHERE checkpoint = NEW.checkpoint)",
            "checkpoints are",
        ),
        _triggers("checkpoint_heads", "checkpoint_heads_never_change", "checkpoint_heads_only_grow"),
    ),
}
GUARDS = tuple(trigger for _, triggers in _OF.values() for trigger in triggers)
"""All triggers; each calls the function of its table."""
FUNCTIONS = tuple(function for function, _ in _OF.values())
for _table, (_made, _called) in _OF.items():
    for _guard in (_made, *_called):
        event.listen(
            _table,
            "after_create",
            DDL(_guard).execute_if(dialect="postgresql"),  # type: ignore[no-untyped-call]
        )
