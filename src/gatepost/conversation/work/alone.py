"""The bus of a store that one process has for itself: there is nobody to tell."""

from __future__ import annotations

from collections.abc import Callable


class Alone:
    """`Bus` without others."""

    alone = True
    alive = True

    def tell(self, topic: str, message: str) -> None:
        """Nobody hears it."""

    def hear(self, told: Callable[[str, str], None], missed: Callable[[], None]) -> None:
        """Nobody says anything."""
