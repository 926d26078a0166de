"""The order of long threads, kept while nothing public changes: laying ten thousand replies out takes time.

What is kept goes by the article's revision, which is read in the same transaction and raised by everything
that the public could see. So other processes may write, and nothing here has to be told.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from gatepost.store.sql import places
from gatepost.store.sql.cursor import Cursor

Order = list[tuple[str, bool]]
LONG = 200
"""Comments of a thread that is worth keeping."""
MOST = 32
"""Threads that are kept, the one that was used longest ago goes first."""


class Orders:
    """Of one store. Several threads may use it at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[int, Order]] = OrderedDict()

    def at(self, cursor: Cursor, revision: int) -> Callable[[str], Order]:
        """Gives a thread's order (by its first comment) as it is at this revision of its article."""

        def order(root: str) -> Order:
            with self._lock:
                kept = self._kept.get(root)
                if kept is not None and kept[0] == revision:
                    self._kept.move_to_end(root)
                    return kept[1]
            found = places.order(cursor, root)
            if len(found) >= LONG:
                with self._lock:
                    self._kept[root] = (revision, found)
                    self._kept.move_to_end(root)
                    if len(self._kept) > MOST:
                        self._kept.popitem(last=False)
            return found

        return order
