"""The full engine: how fast, how big, and against BERT-base in PyTorch, which is what Detoxify runs.

Everything on one core. The yardstick is BERT-base with random weights (its speed does not depend on them) as
`transformers` builds it, float32, at its best of three batch sizes; it is left out where PyTorch is not
installed: `make bench-encoder` installs it. Ours reads one text at a time, as it ships.

The mix for the cascade: Wikipedia talk and news comments of the public sets, 8% of them violations.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.sentences import SENTENCES

DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
PIECES = 64
VIOLATIONS = 0.08
LENGTHS = (100, 500, 2_000, 5_000, 10_000, 20_000)
MIX = (("en/context_toxicity", "label"), ("en/fox_news_comments", "label"))


def measure() -> dict[str, object]:
    """Every figure; seconds and texts a second are of this machine, ratios of one run."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    loaded = json.loads(_fresh("load"))
    from gatepost import Engine

    full = Engine.load(kind="full")
    if full.models.classifier.name != "encoder":
        return {"skipped": "the encoder's weights are not part of this package"}
    model = full.models.classifier
    texts = _of_pieces(model)
    speed = _rate(lambda some: model.score(some), texts, 1)
    mix = _mix()
    told: dict[str, object] = {
        "version": full.version,
        **loaded,
        "pieces": PIECES,
        "full_per_second": round(speed, 1),
        "one_comment_ms": _one_by_one(full, mix or list(SENTENCES) * 40),
        "milliseconds_by_code_points": _by_length(full),
    }
    bert = _bert()
    if bert is None:
        told["bert_base"] = "PyTorch and transformers are not installed: make bench-encoder"
    else:
        told["bert_base_per_second"] = round(bert, 2)
        told["full_times_bert_base"] = round(speed / bert, 1)
    if mix is None:
        told["cascade"] = f"{DATA} is not there; set TRAINING_DATA to the folder of the public sets"
        return told
    cascade = Engine.load(kind="cascade").models.classifier
    languages = ["en"] * len(mix)
    rate = _rate(lambda some: cascade.score(some, languages[: len(some)]), mix, 64)
    full_rate = _rate(lambda some: model.score(some, languages[: len(some)]), mix, 64)
    told["mix_cascade_per_second"] = round(rate, 1)
    told["mix_full_per_second"] = round(full_rate, 1)
    if bert is not None:
        told["cascade_times_bert_base"] = round(rate / bert, 1)
    return told


def _of_pieces(model: Any, count: int = 300) -> list[str]:
    """Texts that are exactly `PIECES` pieces long, the two that frame them counted; no two alike."""
    rng = random.Random(1)
    words = " ".join(SENTENCES).split()
    texts: list[str] = []
    while len(texts) < count:
        text = " ".join(rng.choices(words, k=PIECES))
        places = model.read(text).places
        texts.append(text[: int(places[PIECES - 3][1])])
        if len(model.read(texts[-1]).places) != PIECES - 2:
            texts.pop()
    model.read.cache_clear()
    return texts


def _rate(score: Callable[[Sequence[str]], object], texts: Sequence[str], batch: int) -> float:
    """Texts a second, the median of three passes; every pass sees texts that are new."""
    score([f"{text} warm" for text in texts[:batch]])
    rates = []
    for turn in range(3):
        some = [f"{text}{'!' * turn}" for text in texts]
        began = time.perf_counter()
        for at in range(0, len(some), batch):
            score(some[at : at + batch])
        rates.append(len(some) / (time.perf_counter() - began))
    return statistics.median(rates)


def _one_by_one(engine: Any, texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds of one whole verdict: median, 99th percentile and the worst."""
    engine.screen("warm up")
    took = []
    for at, text in enumerate(texts[:1_000]):
        began = time.perf_counter()
        engine.screen(f"{text} {at}")
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {
        "p50": round(statistics.median(took), 1),
        "p99": round(took[int(0.99 * len(took))], 1),
        "worst": round(took[-1], 1),
        "comments": len(took),
    }


def _by_length(engine: Any) -> dict[str, float]:
    text = " ".join(SENTENCES[:3]) + " "
    told = {}
    for length in LENGTHS:
        took = []
        for turn in range(3):
            long = (f"{turn} " + text * (length // len(text) + 1))[:length]
            began = time.perf_counter()
            engine.screen(long)
            took.append((time.perf_counter() - began) * 1000)
        told[str(length)] = round(statistics.median(took), 1)
    return told


def _mix() -> list[str] | None:
    """A thousand comments, 8% of them violations; None without the data."""
    if not DATA.is_dir():
        return None
    rng = random.Random(2)
    kinds: dict[bool, list[str]] = {True: [], False: []}
    for name, label in MIX:
        with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                said = row["labels"].get(label)
                if said is not None:
                    kinds[str(said) == "1"].append(row["text"])
    bad = round(1000 * VIOLATIONS)
    texts = rng.sample(kinds[True], bad) + rng.sample(kinds[False], 1000 - bad)
    rng.shuffle(texts)
    return texts


def _bert() -> float | None:
    """Texts of `PIECES` pieces a second that BERT-base reads on one core; None where it is not installed."""
    try:
        import torch
        from transformers import BertConfig, BertForSequenceClassification
    except ImportError:
        return None
    torch.set_num_threads(1)
    net = BertForSequenceClassification(BertConfig(num_labels=6)).eval()
    best = 0.0
    for batch in (1, 8, 32):
        ids = torch.randint(1000, 30000, (batch, PIECES))
        rates = []
        with torch.inference_mode():
            net(ids)
            for _ in range(3):
                began = time.perf_counter()
                turns = max(1, 16 // batch)
                for _ in range(turns):
                    net(ids)
                rates.append(turns * batch / (time.perf_counter() - began))
        best = max(best, statistics.median(rates))
    return best


def load() -> dict[str, float]:
    """Seconds until the encoder can read, and what that adds to the process's memory; in a fresh process."""
    from importlib.resources import files

    from gatepost.engine.face import shipped_models  # noqa: F401 - imports are not the model's

    names = ("encoder.onnx", "encoder.safetensors", "encoder.tokenizer.json")
    folder = files("gatepost.engine.models.weights")
    sizes = sum(len((folder / name).read_bytes()) for name in names if (folder / name).is_file())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    from gatepost.engine.models.encoder import EncoderModel

    model = EncoderModel.load()
    model.score(["A first comment."])
    seconds = time.perf_counter() - began
    for text in SENTENCES:
        model.score([text * 20])
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "megabytes": round(sizes / 1e6, 1),
        "load_seconds": round(seconds, 2),
        "process_megabytes": round(after / 1024),
        "process_megabytes_before": round(before / 1024),
    }


def _fresh(name: str) -> str:
    code = f"import json; from benchmarks import encoder; print(json.dumps(encoder.{name}()))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()[-1]
