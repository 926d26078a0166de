"""Reliability plots for the model card: what was said against what was seen, on test rows, as one SVG page.

    python -m training.encoder.reliability --data ../shared/data [--weights FOLDER] [--out FILE]

One small plot for `violation` in each group of languages, and for each label over all of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.labels import LABELS
from gatepost.evaluation.curves import Bin, curves
from gatepost.evaluation.metrics import Scores, Truth
from gatepost.evaluation.svg import HIGH, WIDE, Axis, Series, line_plot
from training.encoder.calibration import ENOUGH, group_of
from training.encoder.export import GROUPS
from training.encoder.material import held_back
from training.encoder.reader import reader
from training.measure import label_rows, scores_of
from training.places import CARDS, WEIGHTS
from training.rows import Row
from training.targets import label_states, violations

OUT = CARDS / "encoder-reliability.svg"
ACROSS = 4
STYLE = (
    "<style>text{font:12px sans-serif;fill:#222}.tick{fill:#555}path{fill:none}.grid{stroke:#ddd}"
    ".faint{stroke:#999;stroke-dasharray:4 4}.s0{stroke:#1f5fa8;stroke-width:2}.dot{fill:#1f5fa8}"
    ".whisker{stroke-width:1}</style>"
)
Named = tuple[str, Truth, Scores]


def plots(rows: Sequence[Row], model: EncoderModel) -> Iterator[Named]:
    """Name, truth and what was said, of each plot that has `ENOUGH` rows of either kind."""
    scores, states = scores_of(rows, model), label_states(rows)
    sources = np.array([row.source for row in rows])
    groups = np.array([group_of(row.language) for row in rows])
    bad = violations(rows)
    said = np.array([model.violation(dict(zip(LABELS, row, strict=True))) for row in scores.tolist()])
    found = [
        (f"violation, {name}", (bad >= 0) & (groups == at), bad == 1, said) for at, name in enumerate(GROUPS)
    ]
    found += [
        (label, label_rows(states, sources, at), states[:, at] == 1, scores[:, at])
        for at, label in enumerate(LABELS)
    ]
    for name, used, truth, values in found:
        if min(int(truth[used].sum()), int((~truth[used]).sum())) >= ENOUGH:
            yield f"{name} ({int(used.sum()):,} rows)", truth[used], values[used]


def _line(bins: Sequence[Bin]) -> Series:
    seen = [(one.said, one.seen) for one in bins if one.seen.value is not None]
    return Series(
        "",
        tuple((said, share.value or 0.0) for said, share in seen),
        tuple((share.low or 0.0, share.high or 0.0) for _, share in seen),
        dots=True,
    )


def page(named: Sequence[Named]) -> str:
    """All plots in one SVG, `ACROSS` in a row."""
    parts = []
    for number, (name, truth, scores) in enumerate(named):
        plot = line_plot(name, Axis("said"), Axis("seen"), [_line(curves(truth, scores).reliability)], True)
        x, y = number % ACROSS * WIDE, number // ACROSS * HIGH
        place = f'<svg x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" '
        parts.append(str(plot).replace("<svg ", place, 1))
        parts.append(f'<text x="{x + WIDE / 2}" y="{y + 16}" text-anchor="middle">{name}</text>')
    wide, high = WIDE * ACROSS, HIGH * -(-len(named) // ACROSS)
    title = "Reliability of the encoder's probabilities on test rows"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
    return (
        head
        + f'role="img" aria-label="{title}">'
        + STYLE
        + '<rect width="100%" height="100%" fill="#fff"/>'
        + "".join(parts)
        + "</svg>\n"
    )


def main() -> None:
    """Draw the page."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder.reliability", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    model = reader(asked.weights)
    asked.out.write_text(page(list(plots(held_back(asked.data, "test"), model))), "utf-8")


if __name__ == "__main__":
    main()
