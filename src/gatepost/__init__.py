"""Gatepost: comments that a newsroom can stand behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gatepost.__about__ import __version__

if TYPE_CHECKING:
    from gatepost.engine.face import Engine

__all__ = ["Engine", "__version__"]


def __getattr__(name: str) -> Any:
    # Importing gatepost stays cheap: the engine and its numbers are loaded when somebody asks for them.
    if name == "Engine":
        from gatepost.engine.face import Engine

        return Engine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
