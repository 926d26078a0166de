"""Which files are read and where each one's verdicts go: settled before anything is screened."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import Literal

from msgspec import Struct

from gatepost.batch.reading import SUFFIXES

Format = Literal["parquet", "csv"]


class PlanError(Exception):
    """The run cannot begin. The message says what is wrong, and the mend."""


class Task(Struct, frozen=True):
    """One file of comments and the file of its verdicts. `name` is what people call it."""

    source: Path
    target: Path
    name: str


def plan(given: str, out: Path, to: Format | None = None) -> list[Task]:
    """The tasks of `gatepost batch GIVEN OUT`, by name. Makes nothing. Raises `PlanError`.

    A file goes into a file, or into a folder where `out` is one or has no ending of a table. A folder (with
    all below it) or a pattern goes into a folder, one file for each, below the same folders as before.
    `to`: the format of files in a folder; each one's own without.
    """
    if Path(given).is_file():
        single = Path(given)
        if single.suffix.lower() not in SUFFIXES:
            raise PlanError(f"{given}: a file of comments ends in {' or '.join(SUFFIXES)}")
        if out.suffix.lower() in SUFFIXES and not out.is_dir():
            if to and out.suffix.lower() != f".{to}":
                raise PlanError(f"{out}: the name says another format than --to {to}; leave --to out")
            return _sound([Task(single, out, single.name)])
        root, files = single.parent, [single]
    else:
        root, files = _many(given, out)
    if out.suffix.lower() in SUFFIXES and not out.is_dir():
        raise PlanError(f"{out}: the verdicts on several files go into a folder; give the name of one")
    tasks = []
    for file in files:
        below = file.relative_to(root)
        target = out / (below.with_suffix(f".{to}") if to else below)
        tasks.append(Task(file, target, str(below)))
    return _sound(tasks)


def _many(given: str, out: Path) -> tuple[Path, list[Path]]:
    root = Path(given)
    if root.is_dir():
        found = [path for path in root.rglob("*") if not _hidden(path.relative_to(root))]
    else:
        matches = [Path(name) for name in glob.iglob(given, recursive=True)]  # noqa: PTH207, absolute or not
        if not matches:
            raise PlanError(f"{given}: there is no such file or folder, and no file that this pattern names")
        found = [path for path in matches if not _hidden(Path(path.name))]
        root = _fixed(given)
    own = out.resolve()
    below = root.resolve() in own.parents
    files = sorted(
        path
        for path in found
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not (below and own in path.resolve().parents)
    )
    if not files:
        raise PlanError(f"{given}: no file here ends in {' or '.join(SUFFIXES)}")
    return root, files


def _fixed(pattern: str) -> Path:
    """The folders of a pattern before its first wildcard."""
    fixed = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)


def _hidden(path: Path) -> bool:
    """What other programs put beside their data: `_SUCCESS`, `.part`."""
    return any(part.startswith((".", "_")) for part in path.parts)


def _sound(tasks: list[Task]) -> list[Task]:
    taken: dict[Path, Task] = {}
    sources = {task.source.resolve() for task in tasks}
    for task in tasks:
        target = task.target.resolve()
        if target in sources:
            raise PlanError(f"{task.target}: this would overwrite comments; choose another folder or name")
        if other := taken.get(target):
            raise PlanError(
                f"{other.name} and {task.name} would both go into {task.target}; "
                "rename one, or leave --to out"
            )
        taken[target] = task
    return tasks
