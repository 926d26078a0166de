"""What the callers were told, and what they do not know: what the end is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Post:
    """A comment on its way. `answer`: what was acknowledged. `refused`: the code of a refusal."""

    key: str
    text: str
    body: dict[str, Any]
    headers: dict[str, str]
    answer: dict[str, Any] | None = None
    refused: str = ""
    sent: int = 0

    @property
    def uncertain(self) -> bool:
        """Sent, and no answer came."""
        return self.answer is None and not self.refused


@dataclass
class Ruling:
    """A moderator's decision on its way: `seen` is the decision that it replaces."""

    comment: str
    by: str
    outcome: str
    seen: int
    acknowledged: bool = False
    refused: str = ""


@dataclass
class Told:
    """All of it. `public`: texts that readers were shown, by the comment's id."""

    posts: dict[str, Post] = field(default_factory=dict)
    rulings: list[Ruling] = field(default_factory=list)
    withdrawals: dict[str, bool] = field(default_factory=dict)
    public: dict[str, str] = field(default_factory=dict)
    retries: int = 0
    replays: int = 0
    unavailable: int = 0
    strange: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> list[Post]:
        return [post for post in self.posts.values() if post.answer is not None]
