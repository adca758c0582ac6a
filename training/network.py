"""The network that ``encoder.py`` fits, in PyTorch: a BERT's lower layers and a head over units."""

from __future__ import annotations

import numpy as np
import torch
from e5_small import Model
from torch import Tensor, nn
from torch.nn import functional

HEADS = 12
"""Heads of attention of a layer."""

DROPOUT = 0.1


class Layer(nn.Module):
    """One layer: attention, then two linear maps, each added to what came in and normalised."""

    def __init__(self, model: Model, number: int) -> None:
        super().__init__()

        def stored(name: str) -> Tensor:
            return torch.tensor(model.tensors[f"l{number}.{name}"])

        def linear(name: str) -> nn.Linear:
            weight = stored(name + ".w")
            made = nn.Linear(weight.shape[1], weight.shape[0])
            made.weight.data, made.bias.data = weight, stored(name + ".b")
            return made

        def norm(name: str) -> nn.LayerNorm:
            made = nn.LayerNorm(model.width, eps=1e-12)
            made.weight.data, made.bias.data = stored(name + ".w"), stored(name + ".b")
            return made

        self.query, self.key, self.value = linear("q"), linear("k"), linear("v")
        self.attended, self.attended_norm = linear("ao"), norm("aln")
        self.inner, self.outer, self.outer_norm = linear("fi"), linear("fo"), norm("oln")
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """``states`` (batch, pieces, width) as the layer leaves them."""
        batch, length, width = states.shape

        def split(mapped: Tensor) -> Tensor:
            return mapped.view(batch, length, HEADS, width // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            split(self.query(states)), split(self.key(states)), split(self.value(states)), mask
        )
        seen = seen.transpose(1, 2).reshape(batch, length, width)
        states = self.attended_norm(states + self.dropout(self.attended(seen)))
        raised = self.outer(functional.gelu(self.inner(states)))
        return self.outer_norm(states + self.dropout(raised))


class Layers(nn.Module):
    """From vectors of pieces (batch, pieces, width) to their states of the same shape."""

    def __init__(self, model: Model, count: int) -> None:
        super().__init__()
        kinds = torch.tensor(model.tensors["emb.type"][: model.width])
        places = torch.tensor(model.tensors["emb.pos"]).view(-1, model.width)
        # There is only one kind of piece, so its vector goes with those of the places.
        self.places = nn.Parameter(places + kinds)
        self.norm = nn.LayerNorm(model.width, eps=1e-12)
        self.norm.weight.data = torch.tensor(model.tensors["emb.ln.w"])
        self.norm.bias.data = torch.tensor(model.tensors["emb.ln.b"])
        self.layers = nn.ModuleList(Layer(model, number) for number in range(count))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, vectors: Tensor, mask: Tensor | None = None) -> Tensor:
        """``mask`` (batch, 1, 1, pieces) is true where there is a piece."""
        states = self.dropout(self.norm(vectors + self.places[: vectors.shape[1]]))
        for layer in self.layers:
            states = layer(states, mask)
        return states


class Network(nn.Module):
    """Layers and head: scores of units (units, outputs), for each hand that annotated."""

    def __init__(self, model: Model, vectors: np.ndarray, layers: int, outputs: int) -> None:
        """``vectors`` (pieces, width) stay as they are."""
        super().__init__()
        self.vectors = torch.tensor(vectors)
        self.layers = Layers(model, layers)
        self.mix = nn.Linear(3 * model.width, model.width)
        self.head = nn.Linear(model.width, outputs)
        self.hands = nn.Embedding(3, outputs)
        nn.init.zeros_(self.hands.weight)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, pieces: Tensor, spans: Tensor, hands: Tensor) -> Tensor:
        """``pieces`` (batch, longest), -1 where a passage is over; ``spans`` (units, 3) passage,
        first piece and end; ``hands`` (units,)."""
        mask = (pieces >= 0)[:, None, None, :]
        states = self.layers(self.vectors[pieces.clamp(min=0)], mask).float()
        summed = functional.pad(states.cumsum(1), (0, 0, 1, 0))
        passage, first, end = spans.T
        mean = (summed[passage, end] - summed[passage, first]) / (end - first)[:, None]
        held = torch.cat([mean, states[passage, first], states[passage, end - 1]], dim=1)
        mixed = torch.tanh(self.mix(held))
        return self.head(self.dropout(mixed)) + self.hands(hands)
