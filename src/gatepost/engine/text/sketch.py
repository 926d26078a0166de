"""Sketches: what is kept of a text to find it again when it comes nearly the same, in any language.

The text is read as its letters and digits only, folded, with signs read as the letters that they stand for
and runs of one letter read as one, so that spaces, capitals, look-alikes and stretching make no difference.
Every four letters in a row are one shingle; a sketch holds, for each of `SIZE` hash functions, the smallest
hash of all shingles (MinHash: A. Broder, "On the resemblance and containment of documents", 1997). The
share of equal minima in two sketches estimates the Jaccard similarity of their shingles, with a standard
error of at most 0.07. `bands` makes `BANDS` keys of `ROWS` minima each, so that texts alike are found by
looking keys up (locality-sensitive hashing): of texts with similarity 0.5 half share a key, with 0.65 four
in five, with 0.8 more than 97%; of texts with 0.05, as strangers have, fewer than one in a thousand. Few
keys, because each is a page that the database has to write.

A pure function of the text: the same on every machine. `VERSION` enters every hash, so that sketches of two
versions have nothing in common and are never compared by mistake.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Sketch

VERSION = 1
"""Raise it with any change that gives a text another sketch."""

SIZE = 48
BANDS, ROWS = 5, 3
SHINGLE = 4
ENOUGH_LETTERS = 40
"""A shorter text is not compared: thanks and condolences come in the same few words from everybody."""
ENOUGH_KINDS = 6
"""The same for a text of fewer different letters: laughter, however long."""

_SIGNS = dict(zip("0134578@$€£", "oieastbasel", strict=True))

Letters = NDArray[np.uint16]


def letters(reading: Reading) -> Letters:
    """The letters and digits that are compared (UTF-16), runs of one as one. Shape (n,), n from 0.

    Characters beyond the Basic Multilingual Plane are left out: emoji, and scripts no longer written.
    """
    units = np.frombuffer(reading.folded.text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    read: Letters = _compared()[units]
    read = read[read > 0]
    if len(read) < 2:
        return read
    kept: Letters = read[np.append(True, read[1:] != read[:-1])]
    return kept


def sketch(reading: Reading) -> Sketch:
    """The sketch of a text; without values when it is too short to be compared. Linear in its length."""
    read = letters(reading)
    if len(read) < ENOUGH_LETTERS or len(set(read.tolist())) < ENOUGH_KINDS:
        return Sketch()
    codes = read.astype(np.uint32)
    last = len(codes) - SHINGLE
    shingles = codes[: last + 1]
    for at in range(1, SHINGLE):
        shingles = shingles * _PRIME + codes[at : last + at + 1]
    shingles = shingles ^ (shingles >> _HALF)
    shingles = shingles * _SPREAD
    shingles = shingles ^ (shingles >> _HALF)
    least: NDArray[np.uint32] = (shingles * _FACTORS + _TERMS).min(axis=1)
    return Sketch(tuple(least.tolist()))


def similarity(one: Sketch, other: Sketch) -> float:
    """About the share of shingles that two texts have in common, 0..1; 0 where one is not to be compared."""
    if len(one.values) != len(other.values) or not one.values:
        return 0.0
    return sum(map(int.__eq__, one.values, other.values)) / len(one.values)


def bands(of: Sketch) -> tuple[int, ...]:
    """Keys, -2**63..2**63-1, of which texts that are alike share one or more; none for an empty sketch."""
    keys = []
    for begin in range(0, min(len(of.values), BANDS * ROWS), ROWS):
        key = begin + VERSION
        for value in of.values[begin : begin + ROWS]:
            key = (key * _KEY_FACTOR + value) & _64_BITS
        keys.append(key - (1 << 63))
    return tuple(keys)


def pack(of: Sketch) -> bytes:
    """The values as bytes, four each, little-endian."""
    return np.array(of.values, dtype="<u4").tobytes()


def unpack(data: bytes) -> Sketch:
    """The sketch that `pack` was given."""
    return Sketch(tuple(np.frombuffer(data, dtype="<u4").tolist()))


@lru_cache(maxsize=1)
def _compared() -> Letters:
    """What each UTF-16 unit is compared as; 0 for what is passed over. Shape (65536,)."""
    table = np.zeros(0x10000, dtype=np.uint16)
    for unit in range(0x10000):
        if chr(unit).isalnum():
            table[unit] = unit
    for sign, letter in _SIGNS.items():
        table[ord(sign)] = ord(letter)
    return table


def _numbers(seed: int) -> NDArray[np.uint32]:
    """`SIZE` fixed pseudo-random numbers in a column (Knuth's 64-bit linear congruential generator)."""
    found = []
    state = seed
    for _ in range(SIZE):
        state = (state * 6364136223846793005 + 1442695040888963407) & _64_BITS
        found.append(state >> 32)
    return np.array(found, dtype=np.uint32)[:, None]


_64_BITS = (1 << 64) - 1
_KEY_FACTOR = 0x9E3779B97F4A7C15
_PRIME, _SPREAD, _HALF = np.uint32(16_777_619), np.uint32(0x7FEB352D), np.uint32(15)
_FACTORS = _numbers(2 * VERSION) | np.uint32(1)
_TERMS = _numbers(2 * VERSION + 1)
