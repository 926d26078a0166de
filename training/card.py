"""Write the model card from what was measured. Prose stands in `card_head.md` and `card_tail.md`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gatepost.evaluation.metrics import Interval
from training.thresholds import NEVER

Measured = dict[str, Any]


def _prose(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def share(interval: Interval) -> str:
    """Value and interval, to three places."""
    if interval.value is None or interval.low is None or interval.high is None:
        return "-"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def _ranked(name: str, of: Measured) -> list[str]:
    return [
        name,
        f"{of['rows']:,}",
        f"{of['positive']:,}",
        share(of["auc"]),
        share(of["average_precision"]),
        share(of["calibration_error"]),
    ]


def data_table(counts: Measured) -> str:
    """The sets with rows used, licence and public origin."""
    origins = tomllib.loads(Path(__file__).with_name("origins.toml").read_text("utf-8"))
    for name in counts:
        if name.startswith("contrast_"):
            origins[name] = {"licence": "CC BY 4.0", "origin": "training/corpus, the Gatepost authors"}
    return table(
        ["set", "languages", "train", "valid", "test", "licence", "origin"],
        [
            [
                name,
                " ".join(of["languages"]),
                *(f"{of[part]:,}" for part in ("train", "valid", "test")),
                origins[name]["licence"],
                origins[name]["origin"],
            ]
            for name, of in counts.items()
        ],
    )


def limits_table(labels: Mapping[str, Any], share: Callable[[Any], str]) -> str:
    """What each clause reaches at its recommended thresholds; `share` writes a measure with its interval."""
    return table(
        ["clause", "reject at", "precision", "recall", "refer at", "precision", "recall"],
        [
            [
                name,
                "never" if of["reject_at"] >= NEVER else f"{of['reject_at']:.2f}",
                share(of["reject_precision"]),
                share(of["reject_recall"]),
                f"{of['refer_at']:.2f}",
                share(of["refer_precision"]),
                share(of["refer_recall"]),
            ]
            for name, of in labels.items()
            if "reject_at" in of
        ],
    )


def card(measured: Measured) -> str:
    """The whole card as Markdown."""
    ranking = ["rows", "positive", "AUC", "average precision", "calibration error"]
    labels, violation = measured["labels"], measured["violation"]
    parts = [_prose("card_head.md"), "## Files\n\n"]
    parts.append(
        table(
            ["file", "bytes", "SHA-256"],
            [[n, f"{f['bytes']:,}", f["sha256"]] for n, f in measured["files"].items()],
        )
    )
    parts.append("\n## Data\n\nRows after near-duplicates left. A source's own test split is kept.\n\n")
    parts.append(data_table(measured["data"]))
    parts.append(
        "\n## Quality on unseen test rows\n\n95% intervals in brackets (bootstrap; Wilson for shares).\n"
    )
    parts.append(
        "Each label is measured on the sets that label it both ways, and on plain text.\n\n### By label\n\n"
    )
    parts.append(table(["label", *ranking], [_ranked(name, of) for name, of in labels.items()]))
    parts.append(
        "\n### At the recommended thresholds\n\nChosen on validation rows. `never`: the classifier alone "
    )
    parts.append("never rejects for this clause, because no threshold reached 95% precision there.\n\n")
    parts.append(limits_table(labels, share))
    parts.append("\n### Violation, by language and set\n\n")
    rows = [_ranked("all", violation["all"])]
    rows += [_ranked(f"language {name}", of) for name, of in violation["by_language"].items()]
    rows += [_ranked(f"set {name}", of) for name, of in violation["by_set"].items()]
    parts.append(table(["", *ranking], rows))
    parts.append("\n### False alarms on plain sentences\n\nInnocent text, not comments, not learnt.\n\n")
    parts.append(
        table(
            ["language", "sentences", "referred", "rejected"],
            [
                [name, f"{of['referred'].rows:,}", share(of["referred"]), share(of["rejected"])]
                for name, of in measured["plain"].items()
            ],
        )
    )
    parts.append(
        "\n### Functional suites: a statement of weakness\n\nNever learnt from. Right at violation 0.5; "
    )
    parts.append("the cases are written so that words alone do not decide.\n\n")
    parts.append(
        table(
            ["suite", "right", "hateful found", "others left alone", "AUC", "neutral identity flagged"],
            [
                [
                    name,
                    *(
                        share(of[key])
                        for key in (
                            "right",
                            "hateful_found",
                            "others_left_alone",
                            "auc",
                            "neutral_identity_flagged",
                        )
                    ),
                ]
                for name, of in measured["suites"].items()
            ],
        )
    )
    parts.append(
        f"\n8-bit weights changed the validation AUC of `toxicity` by {measured['quantisation']:+.5f}.\n"
    )
    parts.append(_prose("card_tail.md"))
    return "".join(parts)
