"""What a verification reads: one unchanging view of a store. Nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from gatepost.conversation.checkpoints.records import Checkpoint, Stretch


class Row(NamedTuple):
    """One entry as stored: columns beside the bytes that were digested."""

    chain: Any
    seq: Any
    kind: Any
    comment: Any
    at: Any
    canonical: Any
    previous: Any
    digest: Any


class StoredComment(Struct, frozen=True):
    """What a comment's row says. `article` names the chain it should have its entries in."""

    id: str
    article: str
    state: str
    digest: bytes
    text: bytes | None
    salt: bytes | None


class StoredRecord(Struct, frozen=True):
    """A verdict or decision as stored, turned into the entry body that it should have. `seq` None: a verdict.

    `body` is None when the record cannot be read.
    """

    comment: str
    seq: int | None
    body: Mapping[str, Any] | None
    standing: bool = True


class Leaf(Struct, frozen=True):
    """One leaf of a checkpoint's tree, as stored."""

    checkpoint: int
    place: int
    stretch: Stretch


class Stray(Struct, frozen=True):
    """A row of a comment that its chain says nothing of. `what`: comment, verdict or decision."""

    what: str
    chain: str
    comment: str


class Ledger(Protocol):
    """Everything streams. `after`: only what has to do with entries that have a higher number than this."""

    def guards(self) -> Iterable[str]:
        """What is missing of the store's own protection, in words."""
        ...

    def chains(self) -> Iterable[str]:
        """Every chain that has entries, or a leaf in a checkpoint."""
        ...

    def rows(self, chain: str, after: int = -1) -> Iterable[Row]:
        """By sequence number."""
        ...

    def of_comment(self, chain: str, comment: str, until: int) -> Iterable[Row]:
        """The entries of one comment, up to and with this number."""
        ...

    def comments(self, chain: str, after: int = -1) -> Iterable[StoredComment]:
        """Those that the chain's entries name."""
        ...

    def records(self, chain: str, after: int = -1) -> Iterable[StoredRecord]:
        """Verdicts and decisions about those that the chain's entries name."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many comments are stored, and how many verdicts and decisions."""
        ...

    def strays(self, chain: str | None = None) -> Iterable[Stray]:
        """Comments, and verdicts and decisions about them, without an entry in their chain."""
        ...

    def checkpoints(self, after: int = -1) -> Iterable[Checkpoint]:
        """By number."""
        ...

    def leaves(self, after: int = -1) -> Iterable[Leaf]:
        """Of the checkpoints with a higher number than this, and of none: by number and place."""
        ...

    def covers(self, chain: str) -> Iterable[Leaf]:
        """The leaves that bind this chain, by the number of their last entry, then by checkpoint."""
        ...
