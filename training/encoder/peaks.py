"""How large the inputs of each linear layer get, column by column, on a sample of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.encoder.base import Floats
from training.encoder.network import Encoder
from training.encoder.vocabulary import BOS, EOS


def peaks_of(net: Encoder, tokenizer: Tokenizer, texts: Sequence[str]) -> dict[str, Floats]:
    """The largest size of each input column of every linear layer below the heads, by the layer's name."""
    found: dict[str, Tensor] = {}

    def watch(name: str) -> Any:
        def hook(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            size = inputs[0].detach().abs().amax(dim=tuple(range(inputs[0].ndim - 1)))
            found[name] = torch.maximum(found[name], size) if name in found else size

        return hook

    hooks = [
        module.register_forward_pre_hook(watch(name))
        for name, module in net.named_modules()
        if isinstance(module, nn.Linear) and name.startswith("layers.")
    ]
    with torch.no_grad():
        for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
            ids = torch.tensor([[BOS, *encoding.ids[:94], EOS]])
            net(ids, torch.tensor([ids.shape[1]]))
    for hook in hooks:
        hook.remove()
    return {name: size.numpy() for name, size in found.items()}
