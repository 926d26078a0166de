"""Write the encoder's model card from `encoder.json`. Prose stands in `card_head.md` and `card_tail.md`.

python -m training.encoder.card
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from training.card import data_table, limits_table, table
from training.encoder.measure import CARD

Measured = Mapping[str, Any]
HERE = Path(__file__).parent
OTHERS = {
    "de": "German", "fr": "French", "pt": "Portuguese", "es": "Spanish", "it": "Italian", "hi": "Hindi",
}  # fmt: skip


def main() -> None:
    """Make `docs/model-cards/encoder.md`."""
    measured = json.loads(CARD.read_text("utf-8"))
    CARD.with_suffix(".md").write_text(card(measured), "utf-8")


def share(of: Measured | None) -> str:
    """A value and its interval, to three places."""
    if of is None or of["value"] is None:
        return "-"
    return f"{of['value']:.3f} [{of['low']:.3f}, {of['high']:.3f}]"


def card(measured: Measured) -> str:
    """The whole card as Markdown."""
    return "\n".join(_parts(measured)) + "\n"


def _parts(of: Measured) -> Iterable[str]:
    yield (HERE / "card_head.md").read_text("utf-8")
    yield "## Files\n"
    yield table(
        ["file", "bytes", "SHA-256"], [[n, f"{f['bytes']:,}", f["sha256"]] for n, f in of["files"].items()]
    )
    yield "## The goals, and what was reached\n"
    yield _goals(of)
    yield "## Data\n\nRows after near-duplicates left; `contrast_*` is the corpus of our own.\n"
    yield data_table(of["data"])
    yield (
        "## Quality on unseen test rows\n\n95% intervals in brackets (bootstrap; Wilson for shares). Each "
        "label is measured on the sets that label it both ways, and on plain text.\n"
    )
    ranking = ["rows", "positive", "AUC", "average precision", "calibration error"]
    yield table(["label", *ranking], [_ranked(name, one) for name, one in of["labels"].items()])
    yield "### At the thresholds recommended from validation rows\n"
    yield limits_table(of["labels"], share)
    yield f"This model alone rejects nobody for: {', '.join(of['refer_only'])}.\n"
    yield (
        "`fa/threat` means in Persian. 95% of 40 rejections or more must have been right on validation rows, "
        "and in each language on rows that people labelled.\n"
    )
    yield (
        "### Is what it says so often true?\n\nEach dot stands for as many test rows; on the dashed line "
        "what was said is what was seen. Drawn by `python -m training.encoder.reliability`.\n"
    )
    yield "![Reliability of the probabilities](encoder-reliability.svg)\n"
    yield "### Violation, by language and set\n"
    rows = [_ranked("all", of["violation"]["all"])]
    rows += [_ranked(f"language {name}", one) for name, one in of["violation"]["by_language"].items()]
    rows += [_ranked(f"set {name}", one) for name, one in of["violation"]["by_set"].items()]
    yield table(["", *ranking], rows)
    yield "### Each set's own question\n\nThresholds chosen on validation rows.\n"
    yield table(
        ["set", "rows", "positive", "AUC", "macro-F1", "threshold"],
        [
            [
                name,
                f"{one['rows']:,}",
                f"{one['positive']:,}",
                share(one["auc"]),
                share(one["macro_f1"]),
                f"{one['threshold']:.2f}",
            ]
            for name, one in of["sets"].items()
        ],
    )
    yield "### The contrastive corpus, test part\n\nIts grammars, words and targets are in no training row.\n"
    yield table(
        ["language", "rows", "AUC of toxicity", "AUC of violation"],
        [
            [name, f"{one['rows']:,}", share(one["toxicity_auc"]), share(one["violation_auc"])]
            for name, one in of["corpus"].items()
        ],
    )
    yield "### False alarms on plain sentences\n\nInnocent text, not comments, not learnt.\n"
    yield table(
        ["language", "sentences", "referred", "rejected"],
        [
            [name, f"{one['referred']['rows']:,}", share(one["referred"]), share(one["rejected"])]
            for name, one in of["plain"].items()
        ],
    )
    if "neutral" in of:
        yield (
            "### Sentences that name a group and say nothing bad of it\n\n300 sentences in six languages, "
            "never learnt from (`benchmarks/neutral_identity.tsv`), through the whole engine.\n"
        )
        yield table(
            ["", "sentences", "rejected", "rejected or referred"],
            [
                [name, str(one["sentences"]), _ends(one["rejected"]), _ends(one["held"])]
                for name, one in _neutral(of["neutral"])
            ],
        )
    yield "### Functional suites\n\nNever learnt from, opened after every threshold was fixed.\n"
    hate = ", ".join(f"{name} {value:.2f}" for name, value in of["limits"]["hate"].items())
    yield f"Hateful is what reaches, in the highest of the heads for abuse and threats: {hate}.\n"
    yield from _suites(of["suites"])
    yield "### The cascade\n\nValidation rows in English and Turkish; shares of a mix with 8% violations.\n"
    yield table(
        ["fast model believed below", "comments the encoder reads", "violations let go that it would find"],
        [
            [f"{one['limit']:.2f}", f"{one['encoder_reads']:.1%}", f"{one['violations_let_go']:.1%}"]
            for one in of["trade_off"]
        ],
    )
    yield (HERE / "card_tail.md").read_text("utf-8")


def _neutral(of: Measured) -> Iterable[tuple[str, Measured]]:
    yield "all", of["all"]
    yield from of["by_language"].items()
    yield from of["by_group"].items()


def _ends(of: list[float]) -> str:
    return f"{of[0]:.1%} [{of[1]:.1%}, {of[2]:.1%}]"


def _ranked(name: str, of: Measured) -> list[str]:
    numbers = (share(of[key]) for key in ("auc", "average_precision", "calibration_error"))
    return [name, f"{of['rows']:,}", f"{of['positive']:,}", *numbers]


def _goals(of: Measured) -> str:
    check = of["suites"]["hatecheck_dev"]["en"]
    many = of["suites"]["multilingual_hatecheck_dev"]
    worst = min(check["functionalities"].items(), key=lambda one: one[1]["value"])
    rows = [
        ["HateCheck dev: right", share(check["right"]), "0.85"],
        ["HateCheck dev: non-hateful cases right", share(check["others_right"]), "0.75"],
        ["HateCheck dev: worst functionality", f"{worst[0]} {share(worst[1])}", "0.50"],
        ["Multilingual HateCheck dev, Arabic: right", share(many["ar"]["right"]), "0.78"],
    ]
    rows += [[f"the same, {name}", share(many[code]["right"]), "0.72"] for code, name in OTHERS.items()]
    rows += [
        ["Arabic news comments (ar_mpold): AUC", share(of["sets"]["ar_mpold"]["auc"]), "0.90"],
        ["toxic_spans: comment AUC", share(of["spans"]["toxic_auc"]), "0.85"],
        ["toxic_spans: span F1", share(of["spans"]["span_f1"]), "0.60"],
        [
            "the same, comments whose readers agreed",
            share(of["spans"]["span_f1_where_marked_always_shown"]),
            "",
        ],
        ["edos sexism: macro-F1", share(of["sets"]["edos"]["macro_f1"]), "0.80"],
        ["gahd: macro-F1", share(of["sets"]["gahd"]["macro_f1"]), "0.75"],
        ["toldbr: macro-F1", share(of["sets"]["toldbr"]["macro_f1"]), "0.75"],
        ["ko_beep: AUC", share(of["sets"].get("ko_beep", {}).get("auc")), "0.85"],
    ]
    return table(["", "measured", "goal"], rows)


def _suites(suites: Measured) -> Iterable[str]:
    for name, languages in suites.items():
        yield f"**{name}**\n"
        yield table(
            ["language", "cases", "right", "hateful right", "others right", "AUC"],
            [
                [
                    language,
                    f"{one['cases']:,}",
                    share(one["right"]),
                    share(one["hateful_right"]),
                    share(one["others_right"]),
                    share(one["auc"]),
                ]
                for language, one in languages.items()
            ],
        )
    yield "HateCheck dev by functionality (names as its authors give them):\n"
    kinds = suites["hatecheck_dev"]["en"]["functionalities"]
    yield table(
        ["functionality", "cases", "right"],
        [[name, f"{one['rows']:,}", share(one)] for name, one in kinds.items()],
    )


if __name__ == "__main__":
    main()
