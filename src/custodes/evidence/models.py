"""What judges the clauses of a text: the fitted weights, and the encoder."""

from __future__ import annotations

from dataclasses import dataclass

from custodes.evidence.encoder.encoder import Encoder, shipped_encoder
from custodes.evidence.weights import Weights, shipped
from custodes.language.extension import mark

EXTRACTOR_VERSION = "10"


@dataclass(frozen=True, slots=True)
class Models:
    """Weights over what frames and lexicons find; an encoder of passages, or None for none.

    Without it a text is read almost three times as fast, and less of it is right.
    """

    weights: Weights
    encoder: Encoder | None


def shipped_models(*, quick: bool = False) -> Models:
    """Those that come with the package; without the encoder if it has to be ``quick``."""
    return Models(shipped(), None if quick else shipped_encoder())


def extractor_version(*, quick: bool = False) -> str:
    """Which version of the extractor makes claims, with what the user adds to its knowledge."""
    return EXTRACTOR_VERSION + ("-quick" if quick else "") + mark()
