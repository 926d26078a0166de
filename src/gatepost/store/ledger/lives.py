"""The life of one comment as its entries tell it: to which state they lead, and whether it is possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gatepost.conversation.second_looks.records import FOUR_EYES, SETTLED
from gatepost.vocabulary import State


class Life:
    """Feed it a comment's entries in order; it says what cannot be, and where the comment must now stand."""

    def __init__(self) -> None:
        self.digest: str | None = None
        self.state = State.PENDING
        self.public = False
        self.verdict: Mapping[str, Any] | None = None
        self.decisions: dict[int, Mapping[str, Any]] = {}
        self.undone: set[int] = set()
        # Looks that wait for a second one: entry -> who, and what they propose. And which of them went where.
        self.proposals: dict[int, tuple[str, str]] = {}
        self._ended: dict[int, dict[int, tuple[str, str]]] = {}

    def feed(self, seq: int, kind: str, body: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with this entry after those before it."""
        if (kind == "submission") == (self.digest is not None):
            yield "the comment is submitted twice" if kind == "submission" else f"{kind} without a submission"
        if self.state in (State.ERASED, State.WITHDRAWN) and not self._may_follow(kind):
            yield f"{kind} after the comment was {self.state.value}"
        match kind:
            case "submission":
                self.digest = self.digest or str(body.get("digest"))
            case "verdict":
                if self.verdict is not None:
                    yield "the comment has two verdicts"
                self.verdict = body
            case "decision":
                yield from self._decision(seq, body)
            case "publication":
                yield from self._publication(body)
            case "retraction":
                if not self.public:
                    yield "a comment is taken back that was not public"
                self.public = False
            case "withdrawal":
                self.state = State.WITHDRAWN
            case "erasure":
                self.state = State.ERASED
            case "appeal":
                if self.state is not State.REJECTED:
                    yield f"an appeal against a comment that is {self.state.value}"
            case "report":
                if not self.public:
                    yield "a report of a comment that was not public"
            case _:
                yield f"unknown kind {kind!r}"

    def finish(self) -> Iterator[str]:
        """What is wrong with the life as a whole."""
        if self.public and self.state is not State.APPROVED:
            yield f"the comment is {self.state.value} but was never taken back from the public"
        if self.state is State.APPROVED and not self.public:
            yield "the comment was approved but never published"

    def standing(self, seq: int) -> bool:
        """Whether this decision was neither taken back nor takes another back, and is no mere proposal."""
        body = self.decisions[seq]
        return seq not in self.undone and "undoes" not in body and "proposes" not in body

    def _may_follow(self, kind: str) -> bool:
        """What may come after a comment is gone: it leaves the public view; a withdrawn one is erased."""
        return (kind == "retraction" and self.public) or (kind == "erasure" and self.state is State.WITHDRAWN)

    def _decision(self, seq: int, body: Mapping[str, Any]) -> Iterator[str]:
        self.decisions[seq] = body
        if self.verdict is None:
            yield "a decision about a comment that was never screened"
        outcome = body.get("outcome")
        if outcome in ("approve", "reject"):
            yield from self._looks(body)
            self._ended[seq], self.proposals = self.proposals, {}
            self.state = State.APPROVED if outcome == "approve" else State.REJECTED
            if outcome == "reject" and not body.get("grounds"):
                yield "a rejection without a ground"
        elif outcome != "refer":
            yield f"unknown outcome {outcome!r}"
        elif "undoes" in body:
            yield from self._undoing(body, body["undoes"])
        elif "proposes" in body:
            self.proposals[seq] = (str(body.get("by")), str(body["proposes"]))

    def _undoing(self, body: Mapping[str, Any], undone: int) -> Iterator[str]:
        if undone in self.proposals:  # a look is taken back: the comment was and is where it was
            if self.proposals.pop(undone)[0] != body.get("by"):
                yield f"it takes back entry {undone}, which another moderator proposed"
            self.undone.add(undone)
            return
        if undone not in self.decisions or not self.standing(undone):
            yield f"it takes back entry {undone}, which is no standing decision here"
        self.undone.add(undone)
        self.proposals.update(self._ended.pop(undone, {}))
        self.state = State.REJECTED if "appeal" in body else State.PENDING

    def _looks(self, body: Mapping[str, Any]) -> Iterator[str]:
        """Four eyes are two people who propose the same; what they disagree about is settled."""
        mode, outcome = body.get("mode"), body.get("outcome")
        proposed = {what for _, what in self.proposals.values()}
        if mode == SETTLED:
            if len(proposed) < 2:
                yield "a disagreement is settled that there was not"
        elif mode == FOUR_EYES:
            if proposed != {outcome} or body.get("by") in {who for who, _ in self.proposals.values()}:
                yield "a decision by four eyes to which no other moderator had agreed"
        elif proposed:
            yield "a decision by one moderator while a second look was wanted"

    def _publication(self, body: Mapping[str, Any]) -> Iterator[str]:
        if self.state is not State.APPROVED:
            yield "a publication without a decision that approves"
        if self.public:
            yield "a comment is published that is public already"
        if body.get("digest") != self.digest:
            yield "the published text is not the submitted text"
        self.public = True
