"""Fits the weights of the promotion detector and writes them into `lexicons/promotion.toml`.

`python -m training.promotion --data ../shared/data` fits and prints; `--write` also writes. Two logistic
models, commercial and personal, over the kinds of evidence that the detector counts. The start and the pull
(Gaussian prior) is `promotion_prior.toml`; no weight falls below 0, so that evidence never speaks for a
comment. How strong the pull is, is chosen by leaving one of the videos for training out at a time. The
videos of HELD_OUT are neither read nor fitted: they are measured once, at the end.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import minimize

from gatepost.engine.detectors import promotion
from gatepost.engine.text.views import folded_view
from gatepost.evaluation.metrics import auc, bootstrap
from training.collect import part_of, read_items
from training.sources.promotion import youtube_spam

HELD_OUT = ("Eminem", "Shakira")
"""No phrase was written and no weight fitted with an eye on the comments under these videos."""
CLAUSES = ("promotion.commercial", "promotion.personal")
PULLS = (0.3, 1.0, 3.0, 10.0)
NO_WORSE = 0.001
"""The strongest pull is taken whose AUC is at most so much below the best: rows are few and alike."""
HIGHEST = {
    "begging": 3.2, "look": 3.2, "offer": 2.6, "price": 1.5, "contact": 2.2, "link": 2.4, "video": 2.0,
    "phone": 3.3, "personal-weak": 4.6,
}  # fmt: skip
"""What a newsroom's comments hold innocently stays below any referral when it stands alone."""
HIGHEST_BIAS = -4.0
"""A comment without evidence stays at 2% or below, whatever the share of spam in the rows."""

PRIOR = Path(__file__).with_name("promotion_prior.toml")
LEXICON = Path("src/gatepost/engine/detectors/lexicons/promotion.toml")
LINK = re.compile(r"https?://|www\.|\b[a-z0-9-]+\.(?:com|org|net|gov|edu)\b", re.I)

Floats = NDArray[np.float64]


class Sample(Struct, frozen=True):
    """One row: its counts by kind, for each clause True, False or None (unknown), and what it weighs.

    `promotes`: is it any promotion? A row that is, of an unknown kind, says only that one clause holds.
    """

    counts: Mapping[str, int]
    known: tuple[bool | None, bool | None]
    promotes: bool
    weight: float
    group: str


def held_back(text: str) -> bool:
    """Is this link row of the half that only measures? `benchmarks/promotion.py` asks the same."""
    return hashlib.sha256(text.encode()).digest()[0] >= 128


def youtube(data: Path) -> Iterator[Sample]:
    """The comments under five videos; the group is the video."""
    for item in read_items(data / "en" / "youtube_spam.jsonl.gz"):
        (row,) = youtube_spam(item)
        commercial, personal = (row.labels.get(clause) for clause in CLAUSES)
        yield _sample(item["text"], (commercial, personal), 1.0, item["labels"]["video"])


def others(data: Path) -> Iterator[Sample]:
    """Short messages, and comments that raters of other things called clean: with links, and without."""
    for item in read_items(data / "en" / "sms_spam.jsonl.gz"):
        if part_of(item["text"]) == "train":
            yield _sample(item["text"], (item["labels"]["CLASS"] == "spam", False), 0.3, "sms")
    for path, clean, weight in (
        ("en/context_toxicity", lambda said: said.get("label") == 0, 1.0),
        ("en/stormfront", lambda said: said["label"] == "noHate", 1.0),
        ("en/toxic_spans", lambda said: said.get("frac_not_toxic", 0) >= 0.5, 1.0),
        ("en/jigsaw_merged", lambda said: not any(v for v in said.values() if v == 1), 1.0),
        ("en/gab_hate_corpus", lambda said: not any(said.get(key) for key in ("hd", "cv", "vo")), 0.1),
    ):
        for item in read_items(data / f"{path}.jsonl.gz"):
            text = item["text"]
            if LINK.search(text) and clean(item["labels"]) and not held_back(text):
                yield _sample(text, (False, False), weight, "link")
    for path, clean in (
        ("en/fox_news_comments", lambda said: said["label"] == 0),
        ("ar/ar_mpold", lambda said: said.get("offensive") == "Non-Offensive"),
        ("ko/ko_beep", lambda said: said.get("hate") == "none"),
    ):
        for item in read_items(data / f"{path}.jsonl.gz"):
            if clean(item["labels"]) and not held_back(item["text"]):
                yield _sample(item["text"], (False, False), 0.3, "talk")


def _sample(text: str, known: tuple[bool | None, bool | None], weight: float, group: str) -> Sample:
    counts = Counter(kind for kind, _, _ in promotion.signs(folded_view(text).text, promotion.load_shipped()))
    return Sample(counts, known, known != (False, False), weight, group)


class Fit:
    """The two models over `kinds`; `start` holds bias and weights of both, flat."""

    def __init__(self, prior: Mapping[str, Mapping[str, float]]) -> None:
        self.kinds = sorted({kind for weights in prior.values() for kind in weights} - {"bias"})
        self.start = np.array(
            [prior[clause].get(kind, 0.0) for clause in CLAUSES for kind in ("bias", *self.kinds)]
        )
        free = [
            kind == "bias" or kind in prior[clause] for clause in CLAUSES for kind in ("bias", *self.kinds)
        ]
        names = ("bias", *self.kinds) * 2
        most = {"bias": HIGHEST_BIAS, **HIGHEST}
        self.bounds = [
            (None if kind == "bias" else 0.0, most.get(kind)) if may else (0.0, 0.0)
            for kind, may in zip(names, free, strict=True)
        ]

    def matrix(self, samples: Sequence[Sample]) -> Floats:
        """Rows by 1 + kinds: 1 for the bias; 0, 1 or AGAIN for each kind."""
        cells = [
            [
                1.0,
                *(promotion.AGAIN if n > 1 else float(n) for n in map(sample.counts.__getitem__, self.kinds)),
            ]
            for sample in samples
        ]
        return np.array(cells)

    def run(self, samples: Sequence[Sample], pull: float) -> Floats:
        """The weights that fit best under the pull."""
        rows = self.matrix(samples)
        weight = np.array([sample.weight for sample in samples])
        known = [np.array([sample.known[side] is not None for sample in samples]) for side in (0, 1)]
        truth = [np.array([sample.known[side] is True for sample in samples]) for side in (0, 1)]
        bag = np.array([sample.promotes and not any(sample.known) for sample in samples])

        def loss(flat: Floats) -> tuple[float, Floats]:
            sides = flat.reshape(2, -1)
            odds = [rows @ side for side in sides]
            slopes = []
            total = 0.5 * pull * float(((flat - self.start) ** 2).sum())
            for side in (0, 1):
                chance = 1 / (1 + np.exp(-odds[side]))
                sign = np.where(truth[side], 1.0, -1.0)
                total += float((weight * known[side] * np.logaddexp(0, -sign * odds[side])).sum())
                slopes.append(weight * known[side] * (chance - truth[side]))
            # "At least one of the two": the chance that neither holds is the product of both misses.
            miss = -np.logaddexp(0, odds[0]) - np.logaddexp(0, odds[1])
            hit = -np.expm1(np.minimum(miss, -1e-12))
            total -= float((weight * bag * np.log(hit)).sum())
            for side in (0, 1):
                chance = 1 / (1 + np.exp(-odds[side]))
                slopes[side] = slopes[side] - weight * bag * np.exp(miss) / hit * chance
            slope = np.concatenate([rows.T @ each for each in slopes]) + pull * (flat - self.start)
            return total, slope

        found = minimize(loss, self.start, jac=True, bounds=self.bounds, method="L-BFGS-B")
        return np.asarray(found.x, dtype=np.float64)

    def chances(self, flat: Floats, samples: Sequence[Sample]) -> Floats:
        """The larger of the two clauses' probabilities: the verdict's `promotion`, of the detector alone."""
        odds = self.matrix(samples) @ flat.reshape(2, -1).T
        return np.asarray(1 / (1 + np.exp(-odds.max(axis=1))), dtype=np.float64)

    def table(self, flat: Floats) -> dict[str, dict[str, float]]:
        """Clause -> kind -> weight, to two places; what may not weigh is left out."""
        names = [(clause, kind) for clause in CLAUSES for kind in ("bias", *self.kinds)]
        tables: dict[str, dict[str, float]] = {clause: {} for clause in CLAUSES}
        for (clause, kind), value, bound in zip(names, flat, self.bounds, strict=True):
            if bound != (0.0, 0.0):
                tables[clause][kind] = round(float(value), 2)
        return tables


def shown(samples: Sequence[Sample], chances: Floats) -> str:
    """AUC with its 95% bootstrap interval."""
    found = bootstrap(auc, np.array([sample.promotes for sample in samples]), chances)
    return f"AUC {found.value:.3f} [{found.low:.3f}, {found.high:.3f}] on {len(samples)} comments"


def main() -> None:
    """Choose the pull, fit, measure, and write if asked to."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, default=Path("../shared/data"))
    ask.add_argument("--write", action="store_true")
    asked = ask.parse_args()
    prior: dict[str, Any] = tomllib.loads(PRIOR.read_text("utf-8"))["weights"]
    fit = Fit(prior)
    videos = list(youtube(asked.data))
    rest = list(others(asked.data))
    names = sorted({sample.group for sample in videos})

    def without(left_out: set[str]) -> list[Sample]:
        return rest + [sample for sample in videos if sample.group not in left_out]

    def under(name: str) -> list[Sample]:
        return [sample for sample in videos if sample.group == name]

    def score(flat: Floats, name: str) -> float:
        return auc(np.array([each.promotes for each in under(name)]), fit.chances(flat, under(name))) or 0.0

    seen = [name for name in names if name not in HELD_OUT]
    by_pull = {
        pull: float(np.mean([score(fit.run(without({name, *HELD_OUT}), pull), name) for name in seen]))
        for pull in PULLS
    }
    pull = max(each for each in PULLS if by_pull[each] >= max(by_pull.values()) - NO_WORSE)
    print(f"AUC on the left-out one of {seen}, by pull: {by_pull}; chosen {pull}")
    chances = {name: fit.chances(fit.run(without({name}), pull), under(name)) for name in names}
    for name in names:
        print(f"leave one video out: {name:<10} {shown(under(name), chances[name])}")
    pooled = [sample for name in names for sample in under(name)]
    print(f"leave one video out: {'all':<10} {shown(pooled, np.concatenate(list(chances.values())))}")
    flat = fit.run(without(set(HELD_OUT)), pull)
    for name in HELD_OUT:
        print(f"held out: {name:<10} {shown(under(name), fit.chances(flat, under(name)))}")
    both = [sample for name in HELD_OUT for sample in under(name)]
    print(f"held out: {'both':<10} {shown(both, fit.chances(flat, both))}")
    lines = []
    for clause, weights in fit.table(flat).items():
        lines += [f'[weights."{clause}"]', *(f"{kind} = {value}" for kind, value in weights.items()), ""]
    print("\n".join(lines))
    if asked.write:
        text = LEXICON.read_text("utf-8")
        first, last = text.index("[weights"), text.index("[en]")
        LEXICON.write_text(text[:first] + "\n".join(lines) + "\n" + text[last:], "utf-8")


if __name__ == "__main__":
    main()
