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

FOUR = ("en", "ar", "tr", "fa")

STAGES = (
    Stage("public", Plan(examples=120_000, rate=1e-4, seed=11), 1.5, ("en", "fa", "tr"), 11),
    Stage("again", Plan(examples=100_000, rate=8e-5, head_rate=4e-4, seed=13), 2.0, ("en", "fa", "tr"), 13),
    Stage("arabic", Plan(examples=42_000, rate=8e-5, head_rate=4e-4, seed=14), 2.0, FOUR, 14),
    Stage("contrast", Plan(examples=150_000, rate=8e-5, head_rate=4e-4, seed=12), 2.0, SIX, 12),
)
"""Every stage reads the public sets again, at another seed: what is not repeated is forgotten. The corpus of
Arabic, Sorani and Kurmanji was written while the first ones ran. The weights that ship are those after
`contrast`; for them `arabic` was planned for 110,000 examples and stopped after 42,000, when the last two
corpora were ready. Two more stages were tried and taught no more (EXPERIMENTS.md, 17); for them four sets are
read more often by now (`sampling.SHARE`: ar_mpold, edos, ko_beep, toxic_spans).
"""
