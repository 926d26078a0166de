"""What a moderator may set for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct, field

Theme = Literal["system", "light", "dark"]
TypeSize = Literal["small", "normal", "large", "largest"]
THEMES: tuple[Theme, ...] = get_args(Theme)
TYPE_SIZES: tuple[TypeSize, ...] = get_args(TypeSize)
LONGEST_BREAK = 240
"""Minutes."""


class Preferences(Struct, frozen=True, kw_only=True):
    """One moderator's. Whatever is not set is as shipped.

    `shortcuts`: whether single keys do anything. `keys`: where they differ from those shipped, "" for none.
    `blur`: strong words are blurred until asked for. `warn`: comments with threats or abuse stay folded
    behind a button that says why. `break_minutes`: a gentle word after so long at work, 0 for none.
    """

    shortcuts: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    theme: Theme = "system"
    type_size: TypeSize = "normal"
    blur: bool = False
    warn: bool = False
    break_minutes: int = 0
