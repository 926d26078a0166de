"""Looks after what we depend on: `make check` runs it, without the network, or with what of it there is.

Everything is pinned with hashes and names no registry's host; sbom.json is up to date and every licence
allowed; the widget needs nothing at run time. Then pip-audit asks for known weaknesses, where its database
can be reached in time; where it cannot, that is said and nothing fails. A known weakness fails, unless it is
in requirements/accepted-advisories.toml with a reason.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

from tools import sbom

ROOT = Path(__file__).parents[1]
SECONDS = 60
ASK_SECONDS = 5
UNREACHABLE = re.compile("ConnectionError|ServiceError|Max retries|timed out|resolve|SSLError|ProxyError")


def loose() -> list[str]:
    """Requirements that are not pinned by hash, and lines that name a host."""
    found = []
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        lines = file.read_text("utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if "://" in line or line.startswith(("-i", "--index", "--extra-index", "--find-links")):
                found.append(f"{file.name}:{number} names a host")
            if re.match(r"^[A-Za-z0-9]", line) and not (
                "==" in line and line.endswith("\\") and "--hash=sha256:" in lines[number]
            ):
                found.append(f"{file.name}:{number} is not pinned with hashes: {line[:60]}")
    return found


def accepted() -> dict[str, str]:
    """Advisories that do not concern us: id and reason."""
    file = ROOT / "requirements/accepted-advisories.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def advisories() -> tuple[str, list[str]]:
    """What pip-audit says: `asked`, or why it could not be; and the known weaknesses."""
    program = Path(sys.executable).with_name("pip-audit")
    if not program.is_file():
        return "pip-audit is not installed (pip install pip-audit): not asked for known weaknesses", []
    with tempfile.TemporaryDirectory() as folder:
        # Markers of other systems and the hashes are of no interest to it.
        names = sorted({f"{name}=={version}" for name, version in sbom.packages(pinned())})
        list_ = Path(folder, "names.txt")
        twice = {
            name for name, count in Counter(one.partition("==")[0] for one in names).items() if count > 1
        }
        asked = [one for one in names if one.partition("==")[0] not in twice or _is_here(one)]
        list_.write_text("\n".join(asked) + "\n")
        command = [
            str(program), "-r", str(list_), "--no-deps", "--disable-pip", "--format", "json",
            "--progress-spinner", "off", "--timeout", str(ASK_SECONDS),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=folder)
        except subprocess.TimeoutExpired:
            return "its database is not reachable in time: not asked for known weaknesses", []
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        if UNREACHABLE.search(done.stderr):
            return "its database is not reachable: not asked for known weaknesses", []
        return f"pip-audit failed: {last[:200]}", []
    reasons = accepted()
    weak = [
        f"{one['name']} {one['version']}: {known['id']}, mended in {known['fix_versions'] or 'none'}"
        for one in answer["dependencies"]
        for known in one.get("vulns", [])
        if not {known["id"], *known.get("aliases", [])} & set(reasons)
    ]
    return f"asked pip-audit about {len(answer['dependencies'])} packages", weak


def pinned() -> str:
    return (ROOT / "requirements/runtime.txt").read_text("utf-8")


def _is_here(pin: str) -> bool:
    """Of a package that is pinned twice for two Pythons, the one that this Python has."""
    import importlib.metadata

    name, _, version = pin.partition("==")
    try:
        return importlib.metadata.version(name) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def main() -> int:
    faults = loose()
    status = sbom.main("--check")
    said, weak = advisories()
    print(f"audit: {len(sbom.packages(pinned()))} packages pinned with hashes, licences allowed; {said}")
    for one in [*faults, *weak]:
        print(f"audit: {one}", file=sys.stderr)
    if not shutil.which("npm"):
        print("audit: npm is not here; the widget has build dependencies only, pinned by their hashes")
    return 1 if faults or weak or status else 0


if __name__ == "__main__":
    sys.exit(main())
