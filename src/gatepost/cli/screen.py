"""`gatepost screen`: comments in, one verdict for each out, in the same order. No server, no network."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from gatepost.batch.rows import RowError, article_from, judge
from gatepost.cli.lines import LineWriter, batches, row_from
from gatepost.cli.say import complain
from gatepost.engine.face import Engine
from gatepost.engine.guidelines import GuidelinesError
from gatepost.engine.screening import ScreeningError
from gatepost.vocabulary import Article

SUFFIXES = (".jsonl", ".csv", ".parquet")


def screen(
    text: Annotated[str | None, Parameter(name="TEXT-OR-FILE", allow_leading_hyphen=False)] = None,
    /,
    *,
    jsonl: Annotated[bool, Parameter(negative="")] = False,
    out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None,
    guidelines: Path | None = None,
    engine: Literal["fast", "cascade", "full"] = "full",
    language: str | None = None,
    article: Path | None = None,
    batch: int = 256,
    keep: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Screen one text, a file (.jsonl, .csv, .parquet), or lines from standard input with --jsonl.

    Parameters
    ----------
    text
        The text of one comment, or the name of a file that exists.
    jsonl
        Read JSON lines from standard input and write JSON lines to standard output, as they come.
    out
        Where a file's verdicts go (.jsonl, .csv or .parquet); JSON lines on standard output without.
    guidelines
        The publisher's guidelines (TOML); the shipped ones without.
    engine
        Everything there is (`full`), only the fast parts (`fast`), or the encoder where the fast parts doubt
        (`cascade`).
    language
        The language of all comments that do not name their own; detected without.
    article
        A JSON file with title and body: the article of all comments that do not bring their own.
    batch
        How many comments are screened at a time.
    keep
        Carry unknown fields and columns over into the output.
    """
    file = None
    if text is not None and not jsonl and text.lower().endswith(SUFFIXES) and _is_file(text):
        file = Path(text)
    wrong = _wrong_use(text, file, jsonl, out, batch)
    if wrong:
        return _refuse(wrong)
    try:
        around = _article(article)
        loaded = Engine.load(guidelines, engine)
    except GuidelinesError as error:
        return _refuse(str(error))
    except RowError as error:
        return _refuse(f"{article}: {error}")
    if file is not None:
        from gatepost.cli.files import screen_file

        return screen_file(file, out, loaded, language, around, batch, keep)
    if jsonl:
        return _stream(loaded, language, around, batch, keep)
    assert text is not None
    return _one(text, loaded, language, around)


def _one(text: str, engine: Engine, language: str | None, article: Article | None) -> int:
    from rich.console import Console

    from gatepost.cli.readable import show

    try:
        verdict = engine.screen(text, article=article, language=language)
    except ScreeningError as error:
        complain(f"{error.code}: {error}")
        return 1
    show(text, verdict, engine.guidelines, Console(highlight=False))
    return 0


def _stream(engine: Engine, language: str | None, article: Article | None, batch: int, keep: bool) -> int:
    writer = LineWriter(sys.stdout.buffer, keep)
    source = sys.stdin.fileno()
    count = errors = 0
    for lines in batches(lambda size: os.read(source, size), lambda: _ready(source), batch):
        rows = [row_from(line, language, article) for line in lines]
        judge(rows, engine)
        writer.write(rows)
        count += len(rows)
        errors += sum(row.error is not None for row in rows)
    return report(count, errors)


def report(count: int, errors: int) -> int:
    """Say how many rows could not be screened; the exit status."""
    if errors:
        complain(f"{errors:,} of {count:,} comments could not be screened: see `error` in the output")
    return 1 if errors else 0


def _ready(source: int) -> bool:
    """Whether more input waits. Where that cannot be asked, answer what is there first."""
    try:
        return bool(select.select([source], [], [], 0)[0])
    except (OSError, ValueError):
        return False


def _wrong_use(text: str | None, file: Path | None, jsonl: bool, out: Path | None, batch: int) -> str | None:
    if jsonl and text is not None:
        return "give a text or --jsonl, not both"
    if not jsonl and text is None:
        return "nothing to screen: give a text in quotes, a file, or --jsonl for lines on standard input"
    if batch < 1:
        return f"--batch is {batch}; give 1 or more"
    if file is None and text is not None and (meant := _meant_a_file(text)):
        return meant
    return None if out is None else _wrong_out(text, file, out)


def _meant_a_file(text: str) -> str | None:
    """A mistyped file name must not come back as an approved comment."""
    if len(text.split()) != 1:
        return None
    if text.lower().endswith(SUFFIXES):
        return f"{text}: there is no such file"
    if Path(text).suffix and _is_file(text):
        return f"{text}: a file of comments ends in {', '.join(SUFFIXES)}"
    return None


def _wrong_out(text: str | None, file: Path | None, out: Path) -> str | None:
    if file is None:
        return f"-o is for files, and there is no file {text!r} ending in {', '.join(SUFFIXES)}"
    if not out.name.lower().endswith(SUFFIXES):
        return f"{out}: the name must end in {', '.join(SUFFIXES)}"
    if not out.parent.is_dir():
        return f"{out}: there is no folder {out.parent}; make it first"
    if out.is_dir():
        return f"{out}: this is a folder; give the name of a file"
    if out.exists() and out.samefile(file):
        return f"{out}: this would overwrite the comments; choose another name"
    return None


def _article(path: Path | None) -> Article | None:
    if path is None:
        return None
    try:
        return article_from(msgspec.json.decode(path.read_bytes()))
    except OSError as error:
        raise RowError("article-invalid", f"cannot be read ({error.strerror})") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RowError("article-invalid", f"not a JSON object with title and body ({error})") from None


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _refuse(wrong: str) -> int:
    complain(wrong)
    return 2
