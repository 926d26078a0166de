"""The encoder as PyTorch layers, with a head for the clauses and one for the words that show them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from training.encoder.base import Base, Floats

HIDDEN = 384


class Layer(nn.Module):
    """One layer of BERT: attention, then the feed-forward pair, each added and then normed."""

    def __init__(self, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, 1e-12)
        self.inner = nn.Linear(HIDDEN, inner)
        self.outer = nn.Linear(inner, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, 1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))))
        y: Tensor = self.norm2(x + self.drop(self.outer(nn.functional.gelu(self.inner(x)))))
        return y


class Encoder(nn.Module):
    """`words` (pieces, 384) stay as they are; everything above them learns."""

    def __init__(
        self,
        words: Tensor,
        layers: int,
        heads: int,
        inner: int,
        outputs: int,
        tokens: int,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        self.places = nn.Parameter(torch.zeros(512, HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = nn.ModuleList(Layer(heads, inner, dropout) for _ in range(layers))
        self.drop = nn.Dropout(dropout)
        self.pooled = nn.Linear(2 * HIDDEN, HIDDEN)
        self.clauses = nn.Linear(HIDDEN, outputs)
        self.tokens = nn.Linear(HIDDEN, tokens)
        self.meaning = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (batch, outputs), token scores (batch, pieces, tokens), and what the text is about
        (batch, 384), not normed. `ids`: (batch, pieces)."""
        hidden, own = self.encode(ids, lengths)
        weight = own.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        pooled = nn.functional.gelu(self.pooled(torch.cat((hidden[:, 0], mean), 1)))
        return self.clauses(self.drop(pooled)), self.tokens(self.drop(hidden)), self.meaning(mean)

    def mean(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """The mean of the last layer over a text's own pieces (batch, 384)."""
        hidden, own = self.encode(ids, lengths)
        weight = own.unsqueeze(-1).to(hidden.dtype)
        result: Tensor = (hidden * weight).sum(1) / weight.sum(1)
        return result

    def encode(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """The last layer (batch, pieces, 384), and which pieces are the text's own and no padding."""
        own = torch.arange(ids.shape[1])[None, :] < lengths[:, None]
        mask = None if bool(own.all()) else own[:, None, None, :]
        hidden = self.drop(self.norm(self.words(ids) + self.places[: ids.shape[1]]))
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden, own


def from_base(base: Base, keep: list[int], outputs: int, tokens: int) -> Encoder:
    """A network that begins with the base's weights and the pieces to keep, heads near zero."""
    arrays = base.arrays
    words = torch.from_numpy(arrays["embeddings.word_embeddings.weight"][keep])
    inner = len(arrays["encoder.layer.0.intermediate.dense.bias"])
    net = Encoder(words, base.layers, base.heads, inner, outputs, tokens)
    state = dict(net.state_dict())
    kinds = arrays["embeddings.token_type_embeddings.weight"][0]
    state["places"] = torch.from_numpy(arrays["embeddings.position_embeddings.weight"] + kinds)
    state["norm.weight"] = torch.from_numpy(arrays["embeddings.LayerNorm.weight"])
    state["norm.bias"] = torch.from_numpy(arrays["embeddings.LayerNorm.bias"])
    for at in range(base.layers):
        for name, array in _layer(arrays, f"encoder.layer.{at}."):
            state[f"layers.{at}.{name}"] = torch.from_numpy(array)
    net.load_state_dict(state)
    return net


def _layer(arrays: Mapping[str, Floats], prefix: str) -> list[tuple[str, Floats]]:
    found = []
    for kind in ("weight", "bias"):
        parts = [arrays[f"{prefix}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
        found.append((f"qkv.{kind}", np.concatenate(parts)))
        for name, full in (
            ("out", "attention.output.dense"),
            ("norm1", "attention.output.LayerNorm"),
            ("inner", "intermediate.dense"),
            ("outer", "output.dense"),
            ("norm2", "output.LayerNorm"),
        ):
            found.append((f"{name}.{kind}", arrays[f"{prefix}{full}.{kind}"]))
    return found
