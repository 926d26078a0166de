"""An engine that is loaded when somebody first asks it: for web processes that leave screening to workers.

Readers who have a text checked before sending, programs with a token, and a newsroom that tries its rules ask
it. Where nobody does, the process never needs the memory. Names that come with comments do not load it: they
are screened together with the comment, by whoever screens that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from gatepost.conversation.ports import Screening
from gatepost.engine.guidelines import Guidelines
from gatepost.vocabulary import Context, Submission, Verdict


class Models:
    """What is loaded once, whichever guidelines ask."""

    def __init__(self, load: Callable[[], Screening]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self.loaded: Screening | None = None

    def get(self) -> Screening:
        """Blocking, the first time for seconds."""
        with self._lock:
            if self.loaded is None:
                self.loaded = self._load()
            return self.loaded


class LaterEngine:
    """`Screening` under these guidelines. `version` is empty until the models are loaded."""

    def __init__(
        self, models: Models, guidelines: Guidelines, under: Callable[[Screening, Guidelines], Screening]
    ) -> None:
        self._models, self._guidelines, self._under = models, guidelines, under
        self._engine: Screening | None = None

    @property
    def version(self) -> str:
        loaded = self._models.loaded
        return loaded.version if loaded is not None else ""

    def under(self, guidelines: Guidelines) -> LaterEngine:
        return LaterEngine(self._models, guidelines, self._under)

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        if self._engine is None:
            self._engine = self._under(self._models.get(), self._guidelines)
        return self._engine.screen_many(submissions, contexts)
