"""`gatepost evaluate`: how good the engine is on comments that somebody labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter

from gatepost.cli.say import answer, complain
from gatepost.evaluation.datasets import DatasetUnreadable, Item, field, read_items
from gatepost.evaluation.report import Measures, NothingToMeasure, Report
from gatepost.evaluation.report import evaluate as measure

if TYPE_CHECKING:
    from rich.table import Table

    from gatepost.evaluation.metrics import Interval

_COLUMNS = (
    ("AUC", "auc"),
    ("average precision", "average_precision"),
    ("precision of rejections", "reject_precision"),
    ("recall of rejections", "reject_recall"),
    ("precision of rejections and referrals", "flag_precision"),
    ("recall of rejections and referrals", "flag_recall"),
    ("decided without a person", "decided"),
    ("wrong approvals (share of approvals)", "wrong_approvals"),
    ("wrong rejections (share of rejections)", "wrong_rejections"),
    ("innocent comments rejected", "false_alarms"),
    ("calibration error", "calibration_error"),
)
_HEADINGS, _SLICE = 33, 23
"""Characters across of the headings and of one slice: narrower, its numbers would break over lines."""
_VALUES_NAMED = 5


def evaluate(
    file: Path,
    /,
    *,
    label: str,
    positive: str = "1",
    slice_: Annotated[tuple[str, ...], Parameter(name="--slice", negative="")] = (),
    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None,
    text: str = "text",
    score: str = "violation",
    engine: Literal["fast", "full"] = "full",
    guidelines: Path | None = None,
) -> int:
    """Measure the engine on a labelled file (.jsonl, .jsonl.gz, .csv, .parquet).

    Parameters
    ----------
    file
        The comments, one a row.
    label
        The column that says whether a comment should be rejected (`labels.toxic` looks into nested objects).
        Rows without it are left out and counted.
    positive
        The value of that column that means "should be rejected".
    slice_
        Also measure apart for each value of this column; may be given several times.
    out
        Write everything that was measured to this file, as JSON.
    text
        The column that holds the comment.
    score
        What ranks the comments: `violation`, or one probability such as `personal-attack`.
    engine
        Everything there is, or only the fast parts.
    guidelines
        The publisher's guidelines (TOML); the shipped ones without.
    """
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    from gatepost.engine.face import Engine
    from gatepost.engine.guidelines import GuidelinesError
    from gatepost.engine.numbers import CLAUSES

    if score != "violation" and score not in CLAUSES:
        complain(f"--score is {score!r}; choose violation, {', '.join(CLAUSES)}")
        return 2
    console = Console(stderr=True)
    columns = (TextColumn("Measured"), TextColumn("{task.completed:,} comments"))
    found: Counter[str] = Counter()
    try:
        loaded = Engine.load(guidelines, engine)
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
            task = bar.add_task("", total=None)
            report = measure(
                _counted(read_items(file), label, found),
                loaded,
                label,
                positive,
                slice_,
                text,
                score,
                lambda rows: bar.update(task, completed=rows),
            )
        if out is not None:
            out.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    except (DatasetUnreadable, GuidelinesError) as wrong:
        complain(str(wrong))
        return 2
    except NothingToMeasure as nothing:
        complain(f"{file}: {nothing}")
        return 2
    except OSError as error:
        complain(f"{error.filename or file}: {error.strerror or error}")
        return 2
    _show(report)
    if not report.overall.positive:
        held = ", ".join(f"{value} ({rows:,})" for value, rows in found.most_common(_VALUES_NAMED))
        complain(
            f"no row says {label} = {positive}, so every comment counted as innocent. The column holds: "
            f"{held}. Name the value that means 'should be rejected' with --positive"
        )
    return 0


def _counted(items: Iterable[Item], label: str, found: Counter[str]) -> Iterator[Item]:
    """The same rows; `found` learns how often the label has which value."""
    for item in items:
        value = field(item, label)
        if value is not None and value != "":
            found[str(value)] += 1
        yield item


def _show(report: Report) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    answer(f"{report.engine}; guidelines {report.guidelines}")
    answer(
        f"positive: {report.label} = {report.positive}; ranked by {report.score}; 95% intervals in brackets"
    )
    if report.unlabelled or report.unscreened:
        answer(
            f"left out: {report.unlabelled:,} without a label, {report.unscreened:,} that cannot be screened"
        )
    console.print(_table("all", {"all": report.overall}))
    for column, measures in {"language": report.by_language, **report.by_slice}.items():
        slices = list(measures.items())
        fitting = max(1, (console.width - _HEADINGS) // _SLICE)
        for first in range(0, len(slices), fitting):
            console.print(_table(column, dict(slices[first : first + fitting])))


def _table(title: str, slices: dict[str, Measures]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name, measures in slices.items():
        table.add_column(f"{name} ({measures.rows:,}, {measures.positive:,} positive)", justify="right")
    for heading, attribute in _COLUMNS:
        table.add_row(heading, *(_said(getattr(measures, attribute)) for measures in slices.values()))
    return table


def _said(interval: Interval) -> str:
    if interval.value is None or interval.low is None or interval.high is None:
        return "-"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"
