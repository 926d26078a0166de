"""The passes in which the encoder learns: first what the public sets know, then what decides."""

from __future__ import annotations

from dataclasses import dataclass

from training.encoder.train import Plan


@dataclass(frozen=True)
class Stage:
    """`languages` of the contrastive corpus that are read, each of its rows `contrast` times on average."""

    name: str
    plan: Plan
    contrast: float
    languages: tuple[str, ...]
    seed: int


SIX = ("en", "ar", "ckb", "kmr", "tr", "fa")

STAGES = (
    Stage("public", Plan(examples=120_000, rate=1e-4, seed=11), 1.5, ("en", "fa", "tr"), 11),
    Stage("contrast", Plan(examples=80_000, rate=6e-5, head_rate=3e-4, seed=12), 2.0, SIX, 12),
)
"""The second stage reads the public sets again, at another seed: what is not repeated is forgotten."""
