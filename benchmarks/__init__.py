"""Figures with the command that gives them: `make bench`. Absolute figures name the machine."""
