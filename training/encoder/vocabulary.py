"""Which pieces of the base's vocabulary are kept, and the tokenizer over them.

The base knows 250,002 pieces of a hundred languages. Kept are those that the texts of our languages are
made of, the likeliest of their scripts, and single characters, so that nothing common reads as unknown.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from training.collect import collect, read_lines
from training.encoder.base import Base

SIZE = 100_000
"""Pieces that are kept: the word table is 4 bits a weight as the base has it, so these cost 22 MB."""

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
BOS, PAD, EOS, UNK = range(4)
SPACE = "\u2581"
_SCRIPTS = ("LATIN", "ARABIC", "HANGUL")


def tokenizer_of(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """A Unigram tokenizer over `pieces` (the four special ones first), with offsets into the text as given.

    Text is read in compatibility form with runs of spaces as one, like the base's own normaliser.
    """
    described: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "},
            ],
        },
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": SPACE,
            "prepend_scheme": "always",
            "split": True,
        },
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "Unigram",
            "unk_id": UNK,
            "vocab": [list(piece) for piece in pieces],
            "byte_fallback": False,
        },
    }
    return Tokenizer.from_str(json.dumps(described))


def chosen_pieces(base: Base, data: Path) -> list[int]:
    """The ids to keep, by what writes the training texts, the language samples and the corpus's grammars."""
    whole = tokenizer_of(base.pieces)
    uses = counted(whole, _texts(data))
    uses.update(whole.encode("query:", add_special_tokens=False).ids * 100)
    return kept(base.pieces, uses, SIZE)


def _texts(data: Path) -> Iterator[str]:
    for row in collect(data)[0]:
        if row.split == "train":
            yield row.text
    for path in sorted((data / "language_id").glob("*.txt.gz")):
        yield from read_lines(path)
    corpus = Path(__file__).parent.parent / "corpus"
    for path in sorted(corpus.glob("*/*.toml")):
        yield from path.read_text("utf-8").splitlines()


def counted(tokenizer: Tokenizer, texts: Iterable[str], batch: int = 2000) -> Counter[int]:
    """How often each piece id is used to write `texts`."""
    uses: Counter[int] = Counter()
    waiting: list[str] = []
    for text in texts:
        waiting.append(text)
        if len(waiting) == batch:
            _count(tokenizer, waiting, uses)
            waiting = []
    _count(tokenizer, waiting, uses)
    return uses


def _count(tokenizer: Tokenizer, texts: list[str], uses: Counter[int]) -> None:
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        uses.update(encoding.ids)


def kept(pieces: Sequence[tuple[str, float]], uses: Counter[int], size: int) -> list[int]:
    """The ids to keep, rising: the special ones, every single character of our scripts, then by use, and by
    their own odds where use does not fill `size` (shape (size,) at most)."""
    chosen = set(range(len(SPECIAL)))
    for at, (piece, _) in enumerate(pieces):
        if len(piece.removeprefix(SPACE)) <= 1 and (uses[at] or _ours(piece)):
            chosen.add(at)
    for at, count in sorted(uses.items(), key=lambda item: (-item[1], item[0])):
        if len(chosen) >= size or count < 2:
            break
        chosen.add(at)
    for at, (piece, _) in enumerate(pieces):  # the base orders its pieces by their odds
        if len(chosen) >= size:
            break
        if _ours(piece):
            chosen.add(at)
    return sorted(chosen)


def _ours(piece: str) -> bool:
    letters = [letter for letter in piece if letter.isalpha()]
    return all(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in letters) and "<" not in piece
