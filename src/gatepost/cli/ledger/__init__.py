"""`gatepost ledger`: check that nothing recorded was changed, and export what lets others check it too."""

from __future__ import annotations

from cyclopts import App

from gatepost.cli.ledger.signing import checkpoint, key
from gatepost.cli.ledger.verifying import verify

app = App(name="ledger", help="Verify, sign and export the ledger.")
app.command(verify)
app.command(checkpoint)
app.command(key)
