"""Writes sbom.json: what runs in Gatepost, as CycloneDX 1.6. `--check` says whether it is up to date.

Python packages come from requirements/runtime.txt (the hashes of their files stand there), their licences
from requirements/licences.toml, which a person keeps; where a package is installed, both must agree. Beside
them stand what is vendored (htmx), the models, and what builds the widget. No time, no random number and no
registry's address is in it, so the same sources give the same file.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FILE = ROOT / "sbom.json"
STATIC = ROOT / "src/gatepost/web/static"
WEIGHTS = ROOT / "src/gatepost/engine/models/weights"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: *; *(.*?))? *\\?$")
ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0",
        "MPL-1.1", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
"""What may stand beside Apache-2.0. The MPL binds those packages' own files alone, which we do not change."""


class Wrong(Exception):
    """The sources of the list do not fit together; the message says the mend."""


def packages(text: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Name and version of each pinned package -> marker, number of hashes, and who wants it ("": we)."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    current: dict[str, Any] = {}
    for line in text.splitlines():
        pinned = PINNED.match(line)
        if pinned:
            current = {"marker": pinned[3] or "", "hashes": 0, "via": []}
            found[pinned[1].lower().replace("_", "-"), pinned[2]] = current
        elif "--hash=sha256:" in line:
            current["hashes"] += 1
        elif re.match(r"^ +# +(via )?-r runtime\.in$", line):
            current["via"].append("")
        elif via := re.match(r"^ +# +(?:via )?(?!via$)([A-Za-z0-9._-]+(?:\[[^]]*\])?)$", line):
            current["via"].append(via[1].lower().partition("[")[0])
    return found


def terms(expression: str) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9.+-]+", expression)) - {"AND", "OR", "WITH"}


def is_allowed(expression: str) -> bool:
    """Of alternatives (OR) one is enough; what is joined (AND) must all be allowed."""
    if "(" in expression:
        return terms(expression) <= ALLOWED
    return any(terms(choice) <= ALLOWED for choice in expression.split(" OR "))


def licences(names: set[str]) -> dict[str, str]:
    """The licence of each package. Raises `Wrong` for one that is not listed, not allowed, or changed."""
    listed: dict[str, str] = tomllib.loads((ROOT / "requirements/licences.toml").read_text("utf-8"))
    faults = [f"{name} is not in requirements/licences.toml" for name in sorted(names - set(listed))]
    faults += [f"{name} is there and not in runtime.txt: take it out" for name in sorted(set(listed) - names)]
    for name, expression in sorted(listed.items()):
        if not is_allowed(expression):
            faults.append(f"{name}: {expression} is not among the licences that tools/sbom.py allows")
        try:
            said = importlib.metadata.metadata(name).json.get("license_expression")
        except importlib.metadata.PackageNotFoundError:
            continue
        if isinstance(said, str) and terms(said) != terms(expression):
            faults.append(f"{name} says {said}, requirements/licences.toml says {expression}")
    if faults:
        raise Wrong("\n".join(faults))
    return listed


def built() -> dict[str, Any]:
    """The list itself. Raises `Wrong`."""
    found = packages((ROOT / "requirements/runtime.txt").read_text("utf-8"))
    licence = licences({name for name, _ in found})
    (about,) = re.findall(r'__version__ = "([^"]+)"', (ROOT / "src/gatepost/__about__.py").read_text())
    root = f"pkg:pypi/gatepost@{about}"
    components: list[dict[str, Any]] = []
    needs: dict[str, list[str]] = {root: []}
    for (name, version), one in sorted(found.items()):
        if not one["hashes"]:
            raise Wrong(f"{name} {version} has no hash in requirements/runtime.txt")
        ref = f"pkg:pypi/{name}@{version}"
        component = {
            "type": "library",
            "bom-ref": ref,
            "name": name,
            "version": version,
            "licenses": [{"expression": licence[name]}],
            "purl": ref,
        }
        if one["marker"]:
            component["properties"] = [{"name": "gatepost:only-where", "value": one["marker"]}]
        components.append(component)
        needs.setdefault(ref, [])
        for wanting in one["via"]:
            if not wanting:
                needs[root].append(ref)
            for wanted_by, its_version in found:
                if wanted_by == wanting:
                    needs.setdefault(f"pkg:pypi/{wanted_by}@{its_version}", []).append(ref)
    extra = [*vendored(), *models(), *building()]
    needs[root] += [one["bom-ref"] for one in extra if one["scope"] == "required"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "gatepost",
                "version": about,
                "licenses": [{"expression": "Apache-2.0"}],
                "purl": root,
            }
        },
        "components": [*components, *extra],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(set(wanted))} for ref, wanted in sorted(needs.items()) if wanted
        ],
    }


def vendored() -> list[dict[str, Any]]:
    """Other people's scripts that are committed here."""
    script = (STATIC / "htmx.min.js").read_bytes()
    (version,) = set(re.findall(rb'version:"([0-9.]+)"', script))
    ref = f"pkg:npm/htmx.org@{version.decode()}"
    return [
        {
            "type": "library",
            "bom-ref": ref,
            "name": "htmx.org",
            "version": version.decode(),
            "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(script).hexdigest()}],
            "licenses": [{"expression": "0BSD"}],
            "purl": ref,
        }
    ]


def models() -> list[dict[str, Any]]:
    """The shipped weights, by the digests that `gatepost doctor` compares them with."""
    lines = (WEIGHTS / "SHA256SUMS").read_text("ascii").splitlines()
    return [
        {
            "type": "machine-learning-model",
            "bom-ref": f"gatepost:model:{name}",
            "name": name,
            "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": digest}],
            "licenses": [{"expression": "Apache-2.0"}],
        }
        for digest, name in (line.split("  ") for line in lines)
    ]


def building() -> list[dict[str, Any]]:
    """What builds the widget, and is in no release: the widget has no dependencies at run time."""
    manifest = json.loads((ROOT / "widget/package.json").read_text("utf-8"))
    if set(manifest) & {"dependencies", "optionalDependencies", "peerDependencies"}:
        raise Wrong("widget/package.json: the widget has build dependencies only (devDependencies)")
    locked = json.loads((ROOT / "widget/package-lock.json").read_text("utf-8"))["packages"]
    loose = [name for name, one in locked.items() if name and not ("integrity" in one and one.get("dev"))]
    if loose:
        raise Wrong(f"widget/package-lock.json: {', '.join(loose)} without a hash, or not for building alone")
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{name}@{version}",
            "name": name,
            "version": version,
            "scope": "excluded",
            "licenses": [{"expression": locked[f"node_modules/{name}"]["license"]}],
            "purl": f"pkg:npm/{name}@{version}",
        }
        for name, version in sorted(manifest["devDependencies"].items())
    ]


def written() -> str:
    return json.dumps(built(), indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def main(*words: str) -> int:
    try:
        wanted = written()
    except Wrong as wrong:
        print(f"sbom: {wrong}", file=sys.stderr)
        return 1
    if "--check" not in words:
        FILE.write_text(wanted, "utf-8")
        return 0
    if not FILE.is_file() or FILE.read_text("utf-8") != wanted:
        print("sbom: sbom.json is not what tools/sbom.py writes. Say: python -m tools.sbom", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
