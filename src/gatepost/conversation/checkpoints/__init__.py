"""Signed checkpoints: now and then all that is new in the ledger is bound together under one signature."""
