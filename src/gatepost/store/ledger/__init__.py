"""The ledger: an append-only, hash-chained record of what happened to every comment. Pure; no I/O."""
