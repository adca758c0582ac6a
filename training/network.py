"""The network that ``encoder.py`` fits, in PyTorch: a BERT's lower layers and a head over units."""

from __future__ import annotations

import numpy as np
import torch
from e5_small import Model
from passages import Batch
from torch import Tensor, nn
from torch.nn import functional

HEADS = 12
"""Heads of attention of a layer."""

DROPOUT = 0.1

BESIDE = 96
"""So wide is what a claim, a source's words and its row are brought to beside each other."""

HANDS = 3
"""So many hands annotated (``passages``)."""


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
    """Layers, a head over units and one over sources, for each hand that annotated."""

    def __init__(
        self, model: Model, vectors: np.ndarray, layers: int, outputs: int, columns: int
    ) -> None:
        """``vectors`` (pieces, width) stay as they are."""
        super().__init__()
        self.vectors = torch.tensor(vectors)
        self.layers = Layers(model, layers)
        self.mix = nn.Linear(3 * model.width, model.width)
        self.head = nn.Linear(model.width, outputs)
        self.hands = nn.Embedding(HANDS, outputs)
        nn.init.zeros_(self.hands.weight)
        self.speaking = Speaking(model.width, columns)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores of units (units, outputs), and of the sources of claims (candidates,)."""
        mask = (batch.pieces >= 0)[:, None, None, :]
        states = self.layers(self.vectors[batch.pieces.clamp(min=0)], mask)
        summed = _summed(states)
        passage, first, end = batch.spans.T
        held = [means(summed, batch.spans), states[passage, first], states[passage, end - 1]]
        mixed = torch.tanh(self.mix(torch.cat(held, dim=1)))
        scores = self.head(self.dropout(mixed)) + self.hands(batch.hands)
        if not len(batch.runs):
            return scores, torch.zeros(0)
        runs = functional.pad(batch.runs, (1, 0))
        claims, words = means(_summed(mixed)[None], runs), means(summed, batch.places)
        return scores, self.speaking(claims, words, batch)


class Speaking(nn.Module):
    """Scores of the sources that could have said a claim."""

    def __init__(self, width: int, columns: int) -> None:
        super().__init__()
        self.claim = nn.Linear(width, BESIDE)
        self.near = nn.Linear(width, BESIDE, bias=False)
        self.spoken = nn.Linear(width, BESIDE, bias=False)
        self.rows = nn.Linear(columns, BESIDE)
        self.says = nn.Linear(BESIDE, 1)
        self.authors = nn.Embedding(HANDS, 1)
        nn.init.zeros_(self.authors.weight)
        self.register_buffer("centre", torch.zeros(columns))
        self.register_buffer("spread", torch.ones(columns))
        self.dropout = nn.Dropout(DROPOUT)

    def scale(self, rows: np.ndarray) -> None:
        """Have the columns of all rows (n, columns) alike in centre and spread."""
        self.centre = torch.tensor(rows.mean(axis=0))
        self.spread = torch.tensor(np.maximum(rows.std(axis=0), 0.05))

    def tables(self, hand: int) -> dict[str, np.ndarray]:
        """What the encoder needs of it, as annotated by a hand, under the names that it uses."""
        weights = {
            name: getattr(self, name).weight.T.numpy().astype(np.float16)
            for name in ("claim", "near", "spoken")
        }
        weights["rows"] = (self.rows.weight / self.spread).T.numpy()
        weights["says"] = self.says.weight[0].numpy()
        bias = self.claim.bias + self.rows.bias - self.rows.weight @ (self.centre / self.spread)
        return {
            **{f"speaking.{name}.weights": weight for name, weight in weights.items()},
            "speaking.bias": bias.numpy(),
            "speaking.author": self.authors.weight[hand].numpy(),
        }

    def forward(self, claims: Tensor, words: Tensor, batch: Batch) -> Tensor:
        """(candidates,) from what is made of claims and of places of words (n, width)."""
        claim, near, spoken = batch.candidates.T
        asked = self.claim(self.dropout(claims))
        # The last place stands for none.
        words = functional.pad(self.dropout(words), (0, 0, 0, 1))
        rows = self.rows(self.dropout((batch.rows - self.centre) / self.spread))
        mixed = torch.tanh(
            asked[claim] + self.near(words)[near] + self.spoken(words)[spoken] + rows
        )
        authors = self.authors(batch.claim_hands)[claim, 0]
        return self.says(self.dropout(mixed))[:, 0] + authors * batch.author


def _summed(rows: Tensor) -> Tensor:
    """The sums of all rows before each, and of all, along the dimension before the last."""
    return functional.pad(rows.cumsum(-2), (0, 0, 1, 0))


def means(summed: Tensor, spans: Tensor) -> Tensor:
    """The means of rows ``first..end`` of a passage: ``spans`` (n, 3) passage, first, end."""
    passage, first, end = spans.T
    return (summed[passage, end] - summed[passage, first]) / (end - first)[:, None]
