"""What a text is about, as the base model says it before it learns to judge: the encoder keeps that sense.

Raw cosines of the base lie between 0.7 and 1, because all its vectors share one direction. Less their mean
they spread out, and a threshold means something.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training.encoder.data import Examples
from training.encoder.network import Encoder
from training.encoder.vocabulary import BOS, EOS, PAD

PREFIX = "query:"
"""How every text begins that the base is asked about (intfloat/multilingual-e5-small)."""


CENTRED = 800
"""Texts whose mean is the centre."""


class Teacher:
    """The frozen base. `centre`: the mean of its vectors over a sample of texts, shape (384,)."""

    def __init__(self, base: Encoder, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        self._net = copy.deepcopy(base).eval()
        self._prefix = [BOS, *tokenizer.encode(PREFIX, add_special_tokens=False).ids]
        self.centre = torch.zeros(384)
        texts = sorted(texts, key=len)  # a batch is as long as its longest
        parts = [
            self._vectors([encoding.ids[:126] for encoding in tokenizer.encode_batch(list(some))])
            for some in (texts[at : at + 16] for at in range(0, len(texts), 16))
        ]
        self.centre = torch.cat(parts).mean(0)

    def meaning(self, examples: Examples, chosen: np.ndarray) -> Tensor:
        """Vectors of length 1 about the centre, shape (chosen, 384)."""
        pieces = [
            examples.ids[examples.offsets[at] + 1 : examples.offsets[at + 1] - 1].tolist() for at in chosen
        ]
        return functional.normalize(self._vectors(pieces) - self.centre, dim=1)

    def _vectors(self, pieces: list[list[int]]) -> Tensor:
        texts = [[*self._prefix, *own, EOS] for own in pieces]
        longest = max(map(len, texts))
        ids = torch.full((len(texts), longest), PAD)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = torch.tensor(text)
        lengths = torch.tensor([len(text) for text in texts])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            return functional.normalize(self._net.mean(ids, lengths).float(), dim=1)
