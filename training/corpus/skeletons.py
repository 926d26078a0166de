"""No sentence shares a 5-gram with a development case of HateCheck once names of groups are masked.

The cases themselves are not in this repository and were not read by those who wrote the grammars. What is
here is a set of truncated hashes of their masked 5-grams (`hatecheck5.bin`), so that anybody can check.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.corpus import FOLDER

SIZE = 5
WIDTH = 4
"""Bytes of each SHA-256 that are kept: one honest 5-gram in some 70,000 is dropped for nothing."""

HASHES = FOLDER / "hatecheck5.bin"
NAMES = FOLDER / "groups.txt"
SUITES = ("en/hatecheck_dev.jsonl.gz", "multi/multilingual_hatecheck_dev.jsonl.gz")
MASK = "<g>"
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def tokens(text: str) -> list[str]:
    """Lower-case words without marks above letters, invisible letters, and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _TOKEN.findall(
        "".join(letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    )


class Masker:
    """Replaces the names of groups, longest first, by one token."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {tuple(tokens(name)) for name in names} - {()}
        self._longest = max((len(name) for name in self._names), default=0)

    def __call__(self, text: str) -> list[str]:
        words, masked, index = tokens(text), [], 0
        while index < len(words):
            for length in range(min(self._longest, len(words) - index), 0, -1):
                if tuple(words[index : index + length]) in self._names:
                    masked.append(MASK)
                    index += length
                    break
            else:
                masked.append(words[index])
                index += 1
        return masked


def group_names() -> list[str]:
    """The list of group names, one a line, in every language of the corpus and of the suites."""
    lines = NAMES.read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def grams(masked: list[str]) -> Iterator[int]:
    """The truncated hash of every run of five tokens."""
    for start in range(len(masked) - SIZE + 1):
        run = " ".join(masked[start : start + SIZE]).encode("utf-8")
        yield int.from_bytes(hashlib.sha256(run).digest()[:WIDTH], "big")


def from_suites(data: Path) -> NDArray[np.uint32]:
    """The hashes of the development cases in a data folder, sorted. Raises FileNotFoundError without one."""
    mask = Masker(group_names())
    found: set[int] = set()
    for suite in SUITES:
        with gzip.open(data / suite, "rt", encoding="utf-8") as lines:
            for line in lines:
                found.update(grams(mask(json.loads(line)["text"])))
    return np.array(sorted(found), dtype=np.uint32)


def save(hashes: NDArray[np.uint32], path: Path = HASHES) -> None:
    """Big-endian numbers, one after the other."""
    path.write_bytes(hashes.astype(">u4").tobytes())


class Forbidden:
    """Knows the forbidden 5-grams by their hashes."""

    def __init__(self, path: Path = HASHES) -> None:
        self._hashes = frozenset(np.frombuffer(path.read_bytes(), dtype=">u4").tolist())
        self._mask = Masker(group_names())

    def __contains__(self, text: str) -> bool:
        return any(gram in self._hashes for gram in grams(self._mask(text)))
