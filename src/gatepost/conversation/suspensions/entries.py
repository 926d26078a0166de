"""What the desk's chain says of a suspension: ids, clause, times, digests; no words, no comment.

The comment that led to it is left out because its erasure must leave nothing that ties it to an author.
"""

from __future__ import annotations

from typing import Any, Literal

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.conversation.tokens import shown, text_digest
from gatepost.vocabulary import Kind

Action = Literal["suspend", "appeal", "uphold", "overturn", "lift"]


def entry(action: Action, suspension: SuspensionRecord, by: str, words: str = "") -> EntryDraft:
    """One step. `words` are what was said with it: only their salted digest goes in."""
    body: dict[str, Any] = {
        "action": action,
        "author": suspension.author,
        "clause": suspension.clause,
        "until": suspension.until,
        "by": by,
    }
    if words:
        body["digest"] = shown(text_digest(suspension.salt, words))
    return EntryDraft(Kind.SUSPENSION, body)
