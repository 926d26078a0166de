"""A store that is gone when it closes: for tests and notebooks. No file is touched.

store = MemoryStore()
await store.open()
"""

from __future__ import annotations

from gatepost.store.memory.store import MemoryStore

__all__ = ["MemoryStore"]
