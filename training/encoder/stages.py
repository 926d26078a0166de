"""The passes in which the encoder learns: first what the public sets know, then what decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from training.encoder.material import DISGUISED
from training.encoder.train import Plan


@dataclass(frozen=True)
class Stage:
    """`languages` of the contrastive corpus that are read, each of its rows `contrast` times on average, its
    forms (sampling.py) `forms` times. What comes out is `share` of what was learnt and the rest of what was
    there before: an average of both networks' weights (Wortsman et al. 2022, arXiv 2109.01903). `often`: sets
    that are read so many times as often as `sampling.SHARE` says. `disguised`: see material.py. `begins`:
    SHA-256 of the shipped `encoder.onnx` that it began with (`shipped.py`); what the stage before leaves is
    the next best thing to begin with."""

    name: str
    plan: Plan
    contrast: float
    languages: tuple[str, ...]
    seed: int
    forms: float = 0.0
    share: float = 1.0
    often: Mapping[str, float] = field(default_factory=dict)
    disguised: float = DISGUISED
    begins: str = ""


SIX = ("en", "ar", "ckb", "kmr", "tr", "fa")

TWELVE = (*SIX, "pt", "es", "it", "fr", "de", "hi")

FOUR = ("en", "ar", "tr", "fa")

WANTED = {
    **{"ar_mpold": 3.0, "edos": 2.0, "toxic_spans": 2.0, "hatemoji_build": 1.5, "gahd": 1.3},
    **{"contrast_hi": 1.5, "contrast_ar": 1.3, "contrast_en": 1.3, "contrast_ckb": 0.7, "contrast_kmr": 0.7},
    **{f"contrast_{code}": 0.5 for code in ("pt", "es", "it", "fr", "de")},
}
"""Sets and languages whose own goals were missed so far, more often than those that reached theirs."""

STAGES = (
    Stage("public", Plan(examples=120_000, rate=1e-4, seed=11), 1.5, ("en", "fa", "tr"), 11),
    Stage("again", Plan(examples=100_000, rate=8e-5, head_rate=4e-4, seed=13), 2.0, ("en", "fa", "tr"), 13),
    Stage("arabic", Plan(examples=42_000, rate=8e-5, head_rate=4e-4, seed=14), 2.0, FOUR, 14),
    Stage("contrast", Plan(examples=150_000, rate=8e-5, head_rate=4e-4, seed=12), 2.0, SIX, 12),
    Stage(
        "forms",
        Plan(examples=26_000, rate=8e-5, head_rate=4e-4, sense=8, frozen=6, seed=17),
        contrast=2.8,
        languages=TWELVE,
        seed=17,
        forms=12.0,
        share=0.75,
    ),
)
"""Every stage reads the public sets again, at another seed: what is not repeated is forgotten. The corpus of
Arabic, Sorani and Kurmanji was written while the first ones ran. `arabic` was planned for 110,000
examples and stopped after 42,000, when the last two corpora were ready. Two more stages on the same rows
taught no more (EXPERIMENTS.md, 17); for them four sets are read more often by now (`sampling.SHARE`:
ar_mpold, edos, ko_beep, toxic_spans). Up to `contrast` the corpus was that of version 1.0.0, without the
forms, and for `forms` that of 1.1.0, without `forms_more.toml`. `forms` learns fast and forgets some: hence
the average with `contrast`, whose share was chosen on validation rows (EXPERIMENTS.md, 19).
"""

FURTHER = (
    Stage(
        "longer",
        Plan(
            examples=24_000,
            pieces=1024,
            rate=6e-5,
            head_rate=3e-4,
            words=0.6,
            sense=8,
            frozen=6,
            trail=0.99,
            seed=19,
        ),
        contrast=2.0,
        languages=TWELVE,
        seed=19,
        forms=8.0,
        disguised=0.15,
        often=WANTED,
        begins="ec20a1206f1c7cedb8a35f8d5d351cf545f8a709cbe2f6f77238f493df48559d",
    ),
)
"""Stages that begin with shipped weights and whose end was not shipped so far: `--from-shipped` runs them,
and `python -m training.encoder.ship --stage longer` would ship what comes out (EXPERIMENTS.md, 25)."""
