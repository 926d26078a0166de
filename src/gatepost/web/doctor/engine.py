"""The engine: its files are those that were shipped, it loads, and it tells an insult from thanks."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from gatepost.conversation.discretion import told
from gatepost.engine.guidelines import GuidelinesError
from gatepost.engine.models.tables import SUMS
from gatepost.web.composition import load_engine
from gatepost.web.doctor.findings import Finding, fail, ok
from gatepost.web.settings import Settings

REINSTALL = "Install Gatepost again: pip install --force-reinstall, or take the container image anew"


def digests(folder: Traversable | None = None) -> Iterator[Finding]:
    """Each file of the models against its digest. `folder`: of the weights, for a test."""
    where = files("gatepost.engine.models.weights") if folder is None else folder
    try:
        lines = (where / SUMS).read_text("ascii").split("\n")
    except (OSError, ValueError) as error:
        yield fail("models", f"{SUMS} cannot be read: {told(error)}", REINSTALL)
        return
    wrong = []
    wanted = dict(line.split("  ", 1)[::-1] for line in lines if line)
    for name, digest in wanted.items():
        try:
            found = hashlib.sha256((where / name).read_bytes()).hexdigest()
        except OSError:
            wrong.append(f"{name} is missing")
            continue
        if found != digest:
            wrong.append(f"{name} is not the shipped one")
    if wrong:
        yield fail("models", "; ".join(wrong), REINSTALL)
    else:
        yield ok("models", f"{len(wanted)} files are the shipped ones")


def loads(settings: Settings) -> Iterator[Finding]:
    """With the newsroom's guidelines, and one comment read."""
    began = time.perf_counter()
    try:
        engine, guidelines = load_engine(settings)
        from gatepost.vocabulary import Context, Submission

        engine.screen_many([Submission("Thank you, a fair point.")], [Context()])
    except GuidelinesError as error:
        yield fail("engine", f"the guidelines cannot be used: {error}", "gatepost guidelines check FILE")
        return
    except Exception as error:
        yield fail("engine", f"it does not load: {told(error)}", REINSTALL)
        return
    took = time.perf_counter() - began
    yield ok("engine", f"{engine.version}, guidelines {guidelines.version}, ready in {took:.1f} s")
