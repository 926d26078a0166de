"""`gatepost evaluate`: how good the engine is on comments that somebody labelled."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from gatepost.cli.counting import counting
from gatepost.cli.measured import show
from gatepost.cli.say import complain
from gatepost.evaluation.datasets import DatasetUnreadable, Item, field, read_items, sha256_of
from gatepost.evaluation.report import VIOLATION, NothingToMeasure, Report, Source
from gatepost.evaluation.report import evaluate as measure

_VALUES_NAMED = 5
_REPORTS = (".json", ".html")


def evaluate(
    file: Path,
    /,
    *,
    label: str,
    positive: str = "1",
    slice_: Annotated[tuple[str, ...], Parameter(name="--slice", negative="")] = (),
    cluster: str | None = None,
    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None,
    html: Path | None = None,
    text: str = "text",
    score: str = VIOLATION,
    at: float | None = None,
    engine: Literal["fast", "cascade", "full"] = "full",
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
    cluster
        A column whose rows hang together (thread, author, article): they are drawn together, so that the
        intervals are as wide as they should be.
    out
        Write everything that was measured to this file: `.json`, or `.html` with plots.
    html
        Write the page with plots to this file, besides what --out writes.
    text
        The column that holds the comment.
    score
        What ranks the comments: `violation`, one probability such as `personal-attack`, or several with
        commas between, which means the largest of them.
    at
        Also measure accuracy, macro-F1, precision and recall of calling positive what scores so much or more.
    engine
        Everything there is (`full`), only the fast parts (`fast`), or the encoder where the fast parts doubt
        (`cascade`).
    guidelines
        The publisher's guidelines (TOML); the shipped ones without.
    """
    from gatepost.engine.face import Engine
    from gatepost.engine.guidelines import GuidelinesError

    score = ",".join(name.strip() for name in score.split(","))
    if wrong := _wrong_use(file, score, at, out, html):
        complain(wrong)
        return 2
    options = [("--label", label), *([("--positive", positive)] if positive != "1" else [])]
    options += [("--slice", column) for column in slice_]
    given = {
        "--cluster": cluster, "--text": text if text != "text" else None,
        "--score": score if score != VIOLATION else None, "--at": None if at is None else f"{at:g}",
        "--engine": engine if engine != "full" else None, "--guidelines": guidelines,
    }  # fmt: skip
    options += [(name, str(value)) for name, value in given.items() if value is not None]
    found: Counter[str] = Counter()
    try:
        loaded = Engine.load(guidelines, engine)
        with counting("Measured") as tell:
            report = measure(
                _counted(read_items(file), label, found),
                loaded,
                label,
                positive,
                slice_,
                text,
                score,
                tell,
                cluster,
                at,
            )
        report = msgspec.structs.replace(report, source=_source(file, options))
        for path in (out, html):
            if path is not None:
                path.write_bytes(_written(report, as_page=path is html or path.suffix == ".html"))
    except (DatasetUnreadable, GuidelinesError) as wrong_input:
        complain(str(wrong_input))
        return 2
    except NothingToMeasure as nothing:
        complain(f"{file}: {nothing}")
        return 2
    except OSError as error:
        complain(f"{error.filename or file}: {error.strerror or error}")
        return 2
    show(report)
    if not report.overall.positive:
        held = ", ".join(f"{value} ({rows:,})" for value, rows in found.most_common(_VALUES_NAMED))
        complain(
            f"no row says {label} = {positive}, so every comment counted as innocent. The column holds: "
            f"{held}. Name the value that means 'should be rejected' with --positive"
        )
    return 0


def _wrong_use(file: Path, score: str, at: float | None, out: Path | None, html: Path | None) -> str | None:
    """What is wrong with the options, before an hour is spent on measuring; None when nothing is."""
    from gatepost.engine.numbers import CLAUSES

    if unknown := [name for name in score.split(",") if name != VIOLATION and name not in CLAUSES]:
        return (
            f"--score is {score!r}, and {unknown[0]!r} is no number; choose violation, {', '.join(CLAUSES)}"
        )
    if at is not None and not 0 <= at <= 1:
        return f"--at is {at:g}; give a threshold between 0 and 1"
    if out is not None and out.suffix not in _REPORTS:
        return f"{out}: the name of a report must end in {' or '.join(_REPORTS)}"
    for path in (out, html):
        if path is not None and not path.parent.is_dir():
            return f"{path}: there is no folder {path.parent}; make it first"
        if path is not None and path.exists() and file.exists() and path.samefile(file):
            return f"{path}: this would overwrite the comments; choose another name"
    return None


def _source(file: Path, options: Iterable[tuple[str, str]]) -> Source:
    words = [word for option in options for word in option]
    return Source(file.name, sha256_of(file), shlex.join(["gatepost", "evaluate", str(file), *words]))


def _written(report: Report, as_page: bool) -> bytes:
    if as_page:
        from gatepost.evaluation.html import page

        return page(report).encode()
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def _counted(items: Iterable[Item], label: str, found: Counter[str]) -> Iterator[Item]:
    """The same rows; `found` learns how often the label has which value."""
    for item in items:
        value = field(item, label)
        if value is not None and value != "":
            found[str(value)] += 1
        yield item
