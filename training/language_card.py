"""The model card of the language identifier, from what was measured (`docs/model-cards/language.*`)."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gatepost.engine.models.language import LanguageIdentifier
from gatepost.evaluation.metrics import Interval
from training.card import share, table
from training.language_lines import Line
from training.measure import to_json
from training.measure_languages import FIRST_SIX, HIGH, LENGTHS, Measured, measure, measure_mixes, read_suite


def write_card(every: Sequence[Line], data: Path, weights: Path, cards: Path) -> None:
    """Measure the weights on the lines that were held back; write the card for people and for programs."""
    model = LanguageIdentifier.load(weights)
    measured = measure(every, model.identify, read_suite(data))
    measured["mixes"] = measure_mixes(every, model.spans)
    measured["file"] = {
        "bytes": weights.stat().st_size,
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "codes": [code for code in model.codes if not code.startswith("und")],
    }
    measured["lines"] = _counted(every)
    cards.mkdir(parents=True, exist_ok=True)
    (cards / "language.md").write_text(card(measured), "utf-8")
    (cards / "language.json").write_bytes(to_json(measured))


def _counted(every: Sequence[Line]) -> Measured:
    counts: Measured = {}
    for (source, split), rows in sorted(Counter((line.source, line.split) for line in every).items()):
        counts.setdefault(source, {"train": 0, "valid": 0, "test": 0})[split] = rows
    for source, of in counts.items():
        of["languages"] = sorted({line.language for line in every if line.source == source})
    return counts


def _row(name: str, shares: Measured) -> list[str]:
    return [name, *(share(shares[length]) for length in LENGTHS)]


def _mistaken(counts: dict[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in counts.items())


def card(measured: Measured) -> str:
    """The whole card as Markdown."""
    parts = [Path(__file__).with_name("language_card_head.md").read_text("utf-8")]
    file = measured["file"]
    parts.append(f"`language.safetensors`: {file['bytes']:,} bytes, SHA-256 `{file['sha256']}`.\n")
    parts.append(f"It answers: {' '.join(f'`{code}`' for code in file['codes'])} and `und`.\n")
    parts.append("\n## Quality on lines that were held back\n\n")
    parts.append(
        "Pieces are cut from anywhere in a line, one a line; 95% intervals (Wilson) in brackets.\n\n"
    )
    parts.append(table(["", *LENGTHS], [_row("**the six together**", measured["by_length"])]))
    parts.append("\n### By language\n\n")
    by_language = measured["by_language"]
    ordered = [*FIRST_SIX, *(code for code in sorted(by_language) if code not in FIRST_SIX)]
    parts.append(
        table(
            ["language", "lines", *LENGTHS, "three words mistaken for"],
            [
                [
                    *_row(code, by_language[code])[:1],
                    f"{by_language[code]['sentences'].rows:,}",
                    *_row(code, by_language[code])[1:],
                    _mistaken(by_language[code]["three words mistaken for"]),
                ]
                for code in ordered
            ],
        )
    )
    parts.append("\n### The Kurdish files, one by one\n\n")
    parts.append(table(["file", *LENGTHS], [_row(name, of) for name, of in measured["files"].items()]))
    for length in ("three words", "sentences"):
        parts.append(f"\n### Confusions, {length}\n\nRows: the language; columns: the answer.\n\n")
        parts.append(_confusions(measured["confusions"][length]))
    parts.append("\n### Three words typed without diacritics and capitals\n\n")
    parts.append(_by_code(measured["without_diacritics"]))
    parts.append("\n### Another kind of text: declarations of human rights, not learnt from\n\n")
    for length, of in measured["another_kind"].items():
        parts.append(f"{length.capitalize()}:\n\n{_by_code(of)}\n")
    parts.append("### Comments that mix: two held-back lines of different languages as one text\n\n")
    parts.append("Right: `spans` names both, in order, and nothing else.\n\n")
    mixes = measured["mixes"]
    parts.append(table(["", "texts", "right"], [[n, f"{of.rows:,}", share(of)] for n, of in mixes.items()]))
    parts.append("\n### Neighbours: paragraphs of declarations that were held back\n\n")
    parts.append(_by_code(measured["neighbours"]))
    parts.append("\n### Sentences of Multilingual HateCheck, which is only evaluated on\n\n")
    parts.append(
        "`und`: Polish and Chinese. Hindi in Latin letters is left out: it is taken for such Urdu.\n\n"
    )
    parts.append(_by_code(measured["suite"]))
    parts.append("\n## Languages that it never saw\n\nShare taken for one of the six (and so judged by ")
    parts.append(
        f"word lists and a classifier that do not know it), and so with a probability of {HIGH}.\n\n"
    )
    parts.append(_unseen(measured["never_seen"]))
    parts.append("\n## Data\n\nLines after near-duplicates left.\n\n")
    parts.append(_data(measured["lines"]))
    parts.append(Path(__file__).with_name("language_card_tail.md").read_text("utf-8"))
    return "".join(parts)


def _by_code(shares: dict[str, Interval]) -> str:
    return table(
        ["language", "pieces", "right"],
        [[code, f"{of.rows:,}", share(of)] for code, of in shares.items()],
    )


def _confusions(counts: Measured) -> str:
    columns = [*FIRST_SIX, "other", "und"]
    return table(
        ["", *columns],
        [[code, *(f"{of.get(column, 0):,}" for column in columns)] for code, of in counts.items()],
    )


def _unseen(measured: Measured) -> str:
    kinds = [kind for length in ("sentences", "three words") for kind in (length, f"{length}, at {HIGH}")]
    return table(
        ["language", *kinds, "taken for (three words)"],
        [
            [name, *(share(of[kind]) for kind in kinds), _mistaken(of["three words taken for"])]
            for name, of in measured.items()
        ],
    )


def _data(counts: Measured) -> str:
    origins = tomllib.loads(Path(__file__).with_name("origins.toml").read_text("utf-8"))
    return table(
        ["source", "languages", "train", "valid", "test", "licence", "origin"],
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
