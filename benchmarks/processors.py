"""Do other processors give the same scores? The encoder under QEMU as older ones, against this one.

Integer sums are exact everywhere; sums of floats may round otherwise with other vector widths, and a rounded
activation may then fall on the next step. Needs `qemu-x86_64` (Debian: qemu-user); without it, skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

from benchmarks.sentences import SENTENCES

PROCESSORS = {"Haswell-v1": "Intel 2013: AVX2, no VNNI", "EPYC-v1": "AMD 2017: AVX2, no VNNI"}
"""Older ones cannot run the wheels of numpy 2.4."""
TEXTS = (*SENTENCES, "You are an idiot.", "I will find you and kill you.", "Women are too stupid to vote.")
_SCORE = (
    "import json, sys; from gatepost.engine.models.encoder import EncoderModel; m = EncoderModel.load(); "
    "print(json.dumps(m.score(json.loads(sys.argv[1])).tolist()))"
)


def measure() -> dict[str, object]:
    """For each processor the largest and the mean difference of a probability from this one's."""
    here = _scores([])
    emulator = shutil.which("qemu-x86_64")
    if emulator is None:
        return {"skipped": "qemu-x86_64 is not installed (Debian: apt-get install qemu-user)"}
    told: dict[str, object] = {"texts": len(TEXTS)}
    for name, what in PROCESSORS.items():
        there = _scores([emulator, "-cpu", name])
        apart = [
            abs(a - b)
            for mine, theirs in zip(here, there, strict=True)
            for a, b in zip(mine, theirs, strict=True)
        ]
        told[f"{name} ({what})"] = {"largest": max(apart), "mean": sum(apart) / len(apart)}
    return told


def _scores(under: list[str]) -> list[list[float]]:
    command = [*under, sys.executable, "-c", _SCORE, json.dumps(TEXTS)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        sys.exit(f"{' '.join(under)}: {answer.stderr[-400:]}")
    scores: list[list[float]] = json.loads(answer.stdout.splitlines()[-1])
    return scores
