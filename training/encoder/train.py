"""Fine-tune the encoder: masked losses on every head, seeded, resumable, logged.

Matrix products run in bfloat16 (twice as fast where the processor has it), sums and weights in float32.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.encoder.data import TOKENS, Examples, batches
from training.encoder.network import Encoder
from training.encoder.teacher import Teacher
from training.encoder.vocabulary import PAD

SAVE_EVERY = 300.0
"""Seconds between checkpoints."""


@dataclass(frozen=True)
class Plan:
    """`pieces` of text a batch holds; `rate`: of the top layer, each one below `fade` times that; `words`:
    weight of the marked words; every `sense`-th batch also learns the teacher's vectors; the lowest `frozen`
    layers and the places stay as they are; what comes out is a trailing mean of the weights, in which each
    batch counts `trail` times what the next one does (0: the last ones, as they are)."""

    examples: int = 110_000
    pieces: int = 2048
    rate: float = 8e-5
    head_rate: float = 1e-3
    fade: float = 0.9
    decay: float = 0.01
    warm: float = 0.05
    words: float = 0.3
    sense: int = 4
    frozen: int = 0
    trail: float = 0.0
    seed: int = 11


def losses(
    net: Encoder, examples: Examples, chosen: np.ndarray, words: float, sense: Tensor | None
) -> Tensor:
    """The mean loss of a batch: clauses where known, bags (at least one of these), and marked words; and how
    far the vectors of meaning are from `sense` (batch, 384), where that is given."""
    ids, lengths, marks = padded(examples, chosen)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, tokens, meaning = net(ids, lengths)
    scores, tokens = scores.float(), tokens.float()
    known = torch.from_numpy(examples.known[chosen])
    truth = torch.from_numpy(examples.truth[chosen])
    loss = (functional.binary_cross_entropy_with_logits(scores, truth, reduction="none") * known).sum()
    none = functional.logsigmoid(-scores)
    for at, members in enumerate(examples.members):
        weight = torch.from_numpy(examples.bags[chosen, at])
        if bool(weight.any()):
            nobody = none[:, members].sum(1).clamp(max=-1e-4)
            loss = loss - (weight * torch.log1p(-torch.exp(nobody))).sum()
    told = marks >= 0
    if bool(told.any()):
        each = functional.binary_cross_entropy_with_logits(
            tokens[told], marks[told].clamp(min=0) / 100.0, reduction="none"
        )
        loss = loss + words * len(chosen) * each.mean()
    if sense is not None:
        near = functional.cosine_similarity(meaning.float(), sense, dim=1)
        loss = loss + len(chosen) * (1.0 - near).mean()
    return loss / len(chosen)


def padded(examples: Examples, chosen: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
    """Piece ids (batch, longest), lengths (batch,), marks (batch, longest, TOKENS) with -1 on padding."""
    lengths = examples.lengths[chosen]
    longest = int(lengths.max())
    ids = np.full((len(chosen), longest), PAD, dtype=np.int64)
    marks = np.full((len(chosen), longest, len(TOKENS)), -1.0, dtype=np.float32)
    for row, at in enumerate(chosen):
        begin, end = examples.offsets[at], examples.offsets[at + 1]
        ids[row, : end - begin] = examples.ids[begin:end]
        marks[row, : end - begin] = examples.marks[begin:end]
    return torch.from_numpy(ids), torch.from_numpy(lengths), torch.from_numpy(marks)


def groups(net: Encoder, plan: Plan) -> list[dict[str, object]]:
    """The parameters by how fast they learn."""
    heads = [p for part in (net.pooled, net.clauses, net.tokens, net.meaning) for p in part.parameters()]
    found: list[dict[str, object]] = [{"params": heads, "lr": plan.head_rate}]
    count = len(net.layers)
    for at, layer in enumerate(net.layers):
        found.append({"params": list(layer.parameters()), "lr": plan.rate * plan.fade ** (count - 1 - at)})
    below = [net.places, *net.norm.parameters()]
    found.append({"params": below, "lr": plan.rate * plan.fade**count})
    return found


def train(
    net: Encoder,
    examples: Examples,
    order: np.ndarray,
    plan: Plan,
    work: Path,
    tell: Callable[[str], None],
    teacher: Teacher,
) -> None:
    """One pass over `order`, from the last checkpoint in `work` if there is one; it leaves `work/net.pt`."""
    work.mkdir(parents=True, exist_ok=True)
    if plan.frozen:
        for still in (net.norm, *net.layers[: plan.frozen]):
            still.requires_grad_(False)
        net.places.requires_grad_(False)
    random = np.random.default_rng(plan.seed)
    todo = list(batches(examples.lengths, order, plan.pieces, random))
    optimiser = torch.optim.AdamW(groups(net, plan), weight_decay=plan.decay, betas=(0.9, 0.98))
    base_rates = [float(group["lr"]) for group in optimiser.param_groups]
    state = work / "checkpoint.pt"
    first = 0
    torch.manual_seed(plan.seed)
    kept: dict[str, Any] = {}
    if state.exists():
        kept = torch.load(state, weights_only=True)
        if kept["plan"] != json.dumps(asdict(plan)) or kept["batches"] != len(todo):
            raise SystemExit(f"{state} belongs to another plan; give an empty --work")
        net.load_state_dict(kept["net"])
        optimiser.load_state_dict(kept["optimiser"])
        torch.set_rng_state(kept["random"])
        first = int(kept["next"])
        tell(f"goes on at batch {first}")
    mean_net = {name: tensor.clone() for name, tensor in (kept["mean"] if kept else net.state_dict()).items()}
    net.train()
    began = saved = time.monotonic()
    seen, mean = 0, 0.0
    for at in range(first, len(todo)):
        step = at / len(todo)
        share = min(1.0, step / plan.warm) if step < plan.warm else 0.5 * (1 + math.cos(math.pi * step))
        for group, rate in zip(optimiser.param_groups, base_rates, strict=True):
            group["lr"] = rate * max(share, 0.01)
        sense = teacher.meaning(examples, todo[at]) if at % plan.sense == 0 else None
        loss = losses(net, examples, todo[at], plan.words, sense)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        if plan.trail:
            _follow(mean_net, net, min(plan.trail, (1 + at) / (10 + at)))
        seen += len(todo[at])
        mean += 0.02 * (loss.item() - mean) if at > first else loss.item()
        if at % 50 == 49:
            speed = seen / (time.monotonic() - began)
            tell(f"batch {at + 1}/{len(todo)} loss {mean:.4f} {speed:.1f} examples/s")
        if time.monotonic() - saved > SAVE_EVERY:
            saved = time.monotonic()
            _save(state, net, mean_net, optimiser, at + 1, plan, len(todo))
    net.eval()
    torch.save(mean_net if plan.trail else net.state_dict(), work / "net.pt")
    tell("done")


def _follow(mean: dict[str, Tensor], net: Encoder, keep: float) -> None:
    """`mean` becomes `keep` of itself and the rest of the network's weights now."""
    with torch.no_grad():
        for name, tensor in net.named_parameters():
            if tensor.requires_grad:
                mean[name].lerp_(tensor, 1.0 - keep)


def _save(
    state: Path,
    net: Encoder,
    mean: dict[str, Tensor],
    optimiser: torch.optim.Optimizer,
    following: int,
    plan: Plan,
    batches: int,
) -> None:
    beside = state.with_suffix(".new")
    torch.save(
        {
            "net": net.state_dict(), "mean": mean,
            "optimiser": optimiser.state_dict(), "random": torch.get_rng_state(),
            "next": following, "plan": json.dumps(asdict(plan)), "batches": batches,
        },
        beside,
    )  # fmt: skip
    beside.replace(state)
