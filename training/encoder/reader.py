"""The model as calibration and measuring need it: each text is read once, however often it is asked about."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from gatepost.engine.models.encoder import EncoderModel


def reader(folder: Path) -> EncoderModel:
    """The model of a folder, on all cores. It remembers what every text was read as (some 3 KB each), because
    labels, sets and slices ask about the same rows again and again. Raises WeightsUnusable."""
    model = EncoderModel.load(folder, threads=os.cpu_count() or 1)
    model.read = lru_cache(maxsize=None)(model._read_anew)
    return model
