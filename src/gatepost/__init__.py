"""Gatepost: comments that a newsroom can stand behind."""

from gatepost.__about__ import __version__

__all__ = ["__version__"]
