"""`gatepost calibrate`: what the engine may decide alone, with a guarantee."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from gatepost.cli.counting import counting
from gatepost.cli.say import answer, complain

if TYPE_CHECKING:
    from gatepost.evaluation.calibrate import Calibrated, Promise

_STATEMENT = (
    "Every comment of the sample was drawn by chance among all that came in, and labelled by somebody who "
    "did not see what the engine made of it"
)


def calibrate(
    labelled: Path,
    /,
    *,
    label: str,
    positive: str = "1",
    max_wrong_approvals: str = "1%",
    max_wrong_rejections: str = "1%",
    confidence: str = "95%",
    uniform_sample: Annotated[bool, Parameter(negative="")] = False,
    out: Annotated[Path, Parameter(name=["--out", "-o"])] = Path("guidelines.calibrated.toml"),
    force: Annotated[bool, Parameter(negative="")] = False,
    text: str = "text",
    engine: Literal["fast", "cascade", "full"] = "full",
    guidelines: Path | None = None,
    day: Annotated[date | None, Parameter(name="--date")] = None,
) -> int:
    """Choose how sure the engine must be to decide alone, so that it is hardly ever wrong, and prove it.

    Parameters
    ----------
    labelled
        A sample of the site's comments (.jsonl, .jsonl.gz, .csv, .parquet), one a row. Rows may also bring
        `article` (`title`, `body`) and `parent` (`text`).
    label
        The column that says whether a comment should be rejected.
    positive
        The value of that column that means "should be rejected".
    max_wrong_approvals
        So many of the comments that the engine approves alone may be wrong at most: `1%` or `0.01`.
    max_wrong_rejections
        So many of the comments that the engine rejects alone.
    confidence
        How sure both bounds together should be.
    uniform_sample
        State that the sample is drawn by chance and labelled blindly. Without, you are asked.
    out
        Where the guidelines with the certified limits go.
    force
        Write over that file.
    text
        The column that holds the comment.
    engine
        The engine that the site runs.
    guidelines
        The guidelines that the site runs with (TOML); the shipped ones without.
    day
        The day that the certificate names; today (UTC) without.
    """
    from gatepost.engine.face import Engine
    from gatepost.engine.guidelines import GuidelinesError, parse
    from gatepost.evaluation.calibrate import NothingToCalibrate, Promise
    from gatepost.evaluation.calibrate import calibrate as measure
    from gatepost.evaluation.certificate import written
    from gatepost.evaluation.datasets import DatasetUnreadable, read_items, sha256_of

    shares = {
        "--max-wrong-approvals": max_wrong_approvals,
        "--max-wrong-rejections": max_wrong_rejections,
        "--confidence": confidence,
    }
    read = {name: _share(value) for name, value in shares.items()}
    for name, share in read.items():
        if share is None:
            complain(f"{name} is {shares[name]!r}; give a share above 0% and below 100%, such as 1% or 0.01")
            return 2
    if out.exists() and not force:
        complain(f"{out} is there already; choose another name with --out, or write over it with --force")
        return 2
    if not out.parent.is_dir():
        complain(f"{out}: there is no folder {out.parent}; make it first")
        return 2
    if not uniform_sample and not _states_it():
        return 2
    promise = Promise(*(share for share in read.values() if share is not None))
    try:
        base, source = _base(guidelines)
        loaded = Engine.load(parse(base, source), engine)
        answer(f"{loaded.version}; guidelines {loaded.guidelines.version}")
        with counting("Screened") as tell:
            found = measure(read_items(labelled), loaded, promise, label, positive, text, tell)
        facts = {
            "date": (day or datetime.now(UTC).date()).isoformat(),
            "sample": labelled.name,
            "sha256": sha256_of(labelled),
            "label": f"{label} = {positive}",
            "statement": _STATEMENT,
        }
        _show(found)
        if found.approvals.limit is None and found.rejections.limit is None:
            complain(f"nothing is certified, so {out} is not written")
            return 1
        out.write_text(written(base, found, loaded.version, loaded.guidelines.version, facts), "utf-8")
    except (DatasetUnreadable, GuidelinesError) as wrong_input:
        complain(str(wrong_input))
        return 2
    except NothingToCalibrate as nothing:
        complain(f"{labelled}: {nothing}")
        return 2
    except OSError as error:
        complain(f"{error.filename or labelled}: {error.strerror or error}")
        return 2
    answer(f"{out}: name it as the guidelines of the site, and automation keeps to these limits")
    return 0


def _states_it() -> bool:
    """Whether a person at a terminal says that the sample is what the guarantee needs."""
    if not sys.stdin.isatty():
        complain(
            "the guarantee holds only for a sample drawn by chance among all comments and labelled blindly; "
            "decided comments alone, or only referred ones, would void it. State that with --uniform-sample"
        )
        return False
    answer(f"{_STATEMENT}.")
    said = input("Is that so? Type yes: ").strip().casefold() == "yes"
    if not said:
        complain("then nothing can be promised. How to draw such a sample: docs/how-to/certify.md")
    return said


def _share(written: str) -> float | None:
    """`1%` and `0.01` as 0.01; None for what is no share above 0 and below 1."""
    try:
        value = float(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
    except ValueError:
        return None
    return value if 0.0 < value < 1.0 else None


def _base(guidelines: Path | None) -> tuple[str, str]:
    """The guidelines as they are written, without limits from before, and their name in messages."""
    from gatepost.engine.guidelines import read_text
    from gatepost.evaluation.certificate import without_automation

    text, source = read_text(guidelines)
    return without_automation(text, source), source


def _show(found: Calibrated) -> None:
    from gatepost.evaluation.certify import Side, needed

    promise: Promise = found.promise
    left = f"; left out: {found.unlabelled:,} without a label, {found.unscreened:,} that cannot be screened"
    answer(
        f"{found.rows:,} labelled comments{left if found.unlabelled or found.unscreened else ''}; "
        f"{found.rows - found.tested:,} chose where to begin, {found.tested:,} were tested "
        f"({found.positive:,} to be rejected)"
    )

    def side(name: str, rule: str, done: Side, bound: float) -> None:
        if done.limit is None:
            alone = needed(bound, 1 - promise.confidence)
            answer(
                f"{name}: nothing certified. That takes at least {done.needed:,} {name} that are all right, "
                f"more where some are wrong ({alone:,} if this side stood alone): "
                "label more comments, or allow more wrong ones"
            )
            return
        answer(
            f"{name}: {rule} {done.limit:.4g}: {done.decided:,} tested, {done.wrong:,} wrong; "
            f"at most {done.upper:.2%} are wrong (asked: {bound:.2%})"
        )

    side("approvals", "violation below", found.approvals, promise.approvals)
    side("rejections", "violation from", found.rejections, promise.rejections)
    answer(f"decided without a person: {found.alone:.1%} (both bounds hold with {promise.confidence:.0%})")
