"""The statement of reasons for one comment, from the store to the JSON that its author reads."""

from __future__ import annotations
