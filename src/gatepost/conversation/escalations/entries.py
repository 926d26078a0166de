"""What the desk's chain says of an escalation: ids, to whom, times; no words."""

from __future__ import annotations

from typing import Any, Literal

from gatepost.conversation.escalations.records import EscalationRecord
from gatepost.conversation.ports import EntryDraft
from gatepost.vocabulary import Kind

Action = Literal["escalate", "close", "evidence", "keep", "release"]


def entry(action: Action, escalation: EscalationRecord, by: str) -> EntryDraft:
    """One step. `keep`: the comment was erased and its words are kept; `release`: those are gone, too."""
    body: dict[str, Any] = {"action": action, "comment": escalation.comment, "to": escalation.to, "by": by}
    if action == "escalate" and escalation.keep_until is not None:
        body["keep_until"] = escalation.keep_until
    return EntryDraft(Kind.ESCALATION, body)
