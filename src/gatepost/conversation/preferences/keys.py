"""The desk's keys: what can be done with one press, and by which key unless a moderator says otherwise.

Keys are named by their place on the keyboard as browsers name it (`KeyboardEvent.code`), so that an Arabic or
Kurdish layout has them where a Latin one has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gatepost.conversation.refusals import Refusal

DEFAULT_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "next": "KeyJ",
        "previous": "KeyK",
        "approve": "KeyA",
        "reject": "KeyR",
        "undo": "KeyU",
        "note": "KeyN",
        "claim": "KeyC",
        "select": "KeyX",
        "bulk": "KeyB",
        "pick": "KeyP",
        "show": "KeyS",
        "blur": "KeyH",
        "go": "KeyG",
        "search": "Slash",
        "help": "Shift+Slash",
    }
)
"""Every action, in the order in which the help lists them."""

OFF = ""
"""In place of a key: this action has none."""

_SIGNS = {"Slash": "/", "Shift+Slash": "?", "Period": ".", "Comma": ",", "Space": "␣"}
CODES: Mapping[str, str] = MappingProxyType(
    {f"Key{letter}": letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | {f"Digit{digit}": digit for digit in "0123456789"}
    | _SIGNS
)
"""Keys that may be chosen, and what stands on them on a Latin keyboard."""


def keys_of(own: Mapping[str, str]) -> Mapping[str, str]:
    """Every action's key, `own` ones first. An unknown action or key in `own` is passed over."""
    known = {action: code for action, code in own.items() if action in DEFAULT_KEYS and _may(code)}
    return {**DEFAULT_KEYS, **known}


def own_keys(wanted: Mapping[str, str]) -> Mapping[str, str]:
    """What differs from the keys as shipped. Raises `Refusal`: `key-unknown`, `key-taken`."""
    for action, code in wanted.items():
        if action not in DEFAULT_KEYS:
            raise Refusal("key-unknown", f"The desk has no action {action!r}.")
        if not _may(code):
            raise Refusal("key-unknown", f"{code!r} is no key that can be chosen.")
    taken: dict[str, str] = {}
    for action, code in {**DEFAULT_KEYS, **wanted}.items():
        if code != OFF and code in taken:
            raise Refusal("key-taken", f"{CODES[code]!r} cannot be both {taken[code]!r} and {action!r}.")
        taken[code] = action
    return {action: code for action, code in wanted.items() if code != DEFAULT_KEYS[action]}


def _may(code: str) -> bool:
    return code == OFF or code in CODES
