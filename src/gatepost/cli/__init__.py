"""`gatepost`: every command, in one place. Each is imported only when it is asked for."""

from __future__ import annotations

import os
import sys

from cyclopts import App

from gatepost.__about__ import __version__

COMMANDS = {
    "init": ("gatepost.cli.serve:init", "Write a settings file with every key explained."),
    "serve": ("gatepost.cli.serve:serve", "Serve comments, widget and desk."),
    "doctor": ("gatepost.cli.doctor:doctor", "Check settings and surroundings, and say the mend."),
    "worker": ("gatepost.cli.serve:worker", "Screen and send letters beside servers, on PostgreSQL."),
    "screen": ("gatepost.cli.screen:screen", "Screen comments: a text, a file or a stream."),
    "batch": ("gatepost.cli.batch:batch", "Screen an archive: Parquet and CSV, many cores, a cluster."),
    "article": ("gatepost.cli.article:article", "Show what is read of an article from its page."),
    "guidelines": ("gatepost.cli.guidelines:app", "Check a publisher's guidelines."),
    "lexicon": ("gatepost.cli.lexicon:app", "Try words on the word lists, and check the lists."),
    "evaluate": ("gatepost.cli.evaluate:evaluate", "Measure the engine on labelled comments."),
    "calibrate": ("gatepost.cli.calibrate:calibrate", "Let the engine decide alone, with a guarantee."),
    "quality": ("gatepost.cli.quality:quality", "Export the blind sample of decided comments."),
    "ledger": ("gatepost.cli.ledger:app", "Verify and export the ledger."),
    "backup": ("gatepost.cli.backup:backup", "Copy the database into one file while the server goes on."),
    "restore": ("gatepost.cli.backup:restore", "Put such a copy in its place again."),
    "db": ("gatepost.cli.db:app", "Check the database, bring it up to date, list what was erased."),
    "reader": ("gatepost.cli.reader:app", "Export or erase what is kept about a reader."),
    "retention": ("gatepost.cli.retention:retention", "Say what goes by the sites' rules on keeping."),
    "mail": ("gatepost.cli.mail:app", "Try the mail server."),
    "user": ("gatepost.cli.accounts:user", "Manage the people at the desk."),
    "token": ("gatepost.cli.accounts:token", "Manage programs' keys."),
}
"""Command -> where it lives (`module:function` or `module:app`) and what the overview says of it."""

app = App(
    name="gatepost",
    help="Comments that a newsroom can stand behind: moderated before publication, explained, proven.",
    version=__version__,
)
for _name, (_path, _help) in COMMANDS.items():
    app.command(_path, name=_name, help=_help)


def main() -> None:
    """The `gatepost` program. Exit status: 0 done, 1 done with errors, 2 could not begin."""
    try:
        app()
    except BrokenPipeError:
        # The reader has gone (`gatepost screen ... | head`). Nothing more to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from gatepost.engine.models.tables import WeightsUnusable  # slow to import, and seldom wanted

        if not isinstance(error, WeightsUnusable):
            raise
        print(f"gatepost: the model cannot be used: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
