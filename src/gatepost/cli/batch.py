"""`gatepost batch`: archives of Parquet and CSV in, verdicts out, in processes or on a Ray cluster."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from gatepost.cli.say import complain

_MOST_ROWS = 100_000
"""Rows in one piece: some pieces for each process are held in memory."""

if TYPE_CHECKING:
    from gatepost.batch.columns import Wanted
    from gatepost.batch.crew import Crew
    from gatepost.batch.job import Job
    from gatepost.batch.plan import Task


def batch(
    given: Annotated[str, Parameter(name="IN")],
    out: Annotated[Path, Parameter(name="OUT")],
    /,
    *,
    text: str = "text",
    id_: Annotated[str | None, Parameter(name="--id")] = None,
    keep: str | None = None,
    language: str | None = None,
    engine: Literal["fast", "cascade", "full"] = "full",
    guidelines: Path | None = None,
    to: Literal["parquet", "csv"] | None = None,
    processes: Annotated[int | None, Parameter(name=["--processes", "-p"])] = None,
    ray: str | None = None,
    runtime_env: Path | None = None,
    share: Literal["rows", "files"] = "rows",
    rows: int = 1_000,
) -> int:
    """Screen an archive: a file, a folder or a pattern of .parquet and .csv files.

    A second run with the same words takes up where the first was ended: files that are finished, and would
    come out the same, are left alone.

    Parameters
    ----------
    given
        A file, a folder (with all below it), or a pattern in quotes such as "archive/*.parquet".
    out
        A file for a file; for more, a folder that gets one file for each.
    text
        The column of the comments.
    id_
        The column that comes back as `id`; the column `id` without.
    keep
        Columns to carry over as `input.NAME`, with commas between; `all` with the text, or `none`. Without:
        every column but the text.
    language
        The language of all comments whose column `language` is empty; detected without.
    engine
        Everything there is (`full`), only the fast parts (`fast`), or the encoder where the fast parts doubt
        (`cascade`).
    guidelines
        The publisher's guidelines (TOML); the shipped ones without.
    to
        What is written into a folder; each file's own format without.
    processes
        How many processes, or actors on a cluster, screen; one for each core without.
    ray
        Screen on the Ray cluster at this address (`auto`, HOST:PORT, ray://HOST:PORT); needs gatepost[ray].
    runtime_env
        A file (YAML or JSON) with Ray's runtime environment for the nodes.
    share
        What a process is given: `rows`, read and written here; or whole `files`, which every node must see.
    rows
        How many rows a process is given at a time. It changes the speed, never a verdict.
    """
    from gatepost.batch.crew import CrewError
    from gatepost.batch.job import Job
    from gatepost.batch.plan import PlanError, plan
    from gatepost.engine.guidelines import GuidelinesError

    if wrong := _wrong_use(processes, rows, ray, runtime_env):
        complain(wrong)
        return 2
    try:
        tasks = plan(given, out, to)
        job = Job.of(guidelines, engine, _wanted(text, id_, keep), language, rows)
        crew = _crew(job, ray, processes, runtime_env)
    except (PlanError, GuidelinesError, CrewError) as error:
        complain(str(error))
        return 2
    try:
        return _run(tasks, job, crew, share)
    finally:
        crew.close()


def _run(tasks: list[Task], job: Job, crew: Crew, share: str) -> int:
    from gatepost.batch.crew import CrewError, Lost
    from gatepost.batch.job import versions
    from gatepost.batch.one_file import OutputError
    from gatepost.batch.run import run, run_whole
    from gatepost.cli.archived import Archived, watching

    try:
        judge = crew.submit(versions).result()
    except (CrewError, Lost) as error:
        complain(f"no process could begin: {error}")
        return 2
    told = Archived(judge, len(tasks))
    went = run_whole if share == "files" else run
    try:
        with watching(tasks) as watch:
            for done in went(tasks, job, judge, crew, watch):
                told.add(done)
    except (OutputError, CrewError) as error:
        complain(f"{error}\nmend that and say the same again: finished files are left alone")
        told.show()
        return 1
    told.show()
    return told.status


def _wanted(text: str, identity: str | None, keep: str | None) -> Wanted:
    from gatepost.batch.columns import Wanted

    if keep is None or keep == "all":
        return Wanted(text, identity, with_text=keep == "all")
    names = () if keep == "none" else tuple(name.strip() for name in keep.split(",") if name.strip())
    return Wanted(text, identity, names)


def _crew(job: Job, ray: str | None, processes: int | None, runtime_env: Path | None) -> Crew:
    from gatepost.batch.crew import Here
    from gatepost.batch.processes import Processes

    if ray is not None:
        from gatepost.batch.cluster import Cluster

        return Cluster(job, ray, processes, _environment(runtime_env))
    size = processes or _cores()
    return Here(job) if size == 1 else Processes(job, size)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _environment(path: Path | None) -> dict[str, Any] | None:
    from gatepost.batch.crew import CrewError

    if path is None:
        return None
    import yaml  # comes with Ray

    try:
        read = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise CrewError(f"{path}: {error.strerror or error}") from None
    except yaml.YAMLError as error:
        raise CrewError(f"{path}: neither YAML nor JSON: {error}") from None
    if not isinstance(read, dict):
        raise CrewError(f"{path}: a runtime environment is an object, such as {{pip: [gatepost]}}")
    return read


def _wrong_use(processes: int | None, rows: int, ray: str | None, runtime_env: Path | None) -> str | None:
    if processes is not None and processes < 1:
        return f"--processes is {processes}; give 1 or more"
    if not 1 <= rows <= _MOST_ROWS:
        return f"--rows is {rows}; give 1 to {_MOST_ROWS:,}"
    if runtime_env is not None and ray is None:
        return "--runtime-env is for a Ray cluster; give its address with --ray"
    return None
