"""`gatepost` with an engine that takes its time for each batch: `python -m tests.processes.slow worker`."""

from __future__ import annotations

import time
from collections.abc import Sequence

from gatepost.cli import main
from gatepost.engine.face import Engine
from gatepost.vocabulary import Context, Submission, Verdict

SECONDS = 2.0
_right = Engine.screen_many


def _slowly(
    self: Engine, submissions: Sequence[str | Submission], contexts: Sequence[Context] | None = None
) -> list[Verdict]:
    time.sleep(SECONDS)
    return _right(self, submissions, contexts)


if __name__ == "__main__":
    Engine.screen_many = _slowly  # type: ignore[method-assign]
    main()
