"""Mentions come in, Claims with their source, stance and roles go out.

``extract`` reads the claims of one text, ``disagreements`` finds those of which not all can hold.
What it knows is data: ``frames/*.toml``, ``reporting.toml``, ``status.toml``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.deferred import deferred

if TYPE_CHECKING:
    from custodes.evidence.contradictions import Disagreement, disagreements
    from custodes.evidence.extraction import EXTRACTOR, extract
    from custodes.evidence.models import extractor_version, shipped_models

__all__ = [
    "EXTRACTOR",
    "Disagreement",
    "disagreements",
    "extract",
    "extractor_version",
    "shipped_models",
]

_HOMES = {
    "Disagreement": "contradictions",
    "disagreements": "contradictions",
    "EXTRACTOR": "extraction",
    "extract": "extraction",
    "extractor_version": "models",
    "shipped_models": "models",
}

# Heavy modules are read when first asked for, so that ``import custodes`` stays quick.
__getattr__ = deferred(__name__, _HOMES)
