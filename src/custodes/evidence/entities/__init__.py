"""Who and what is meant across documents: sightings in each, entities over all of them."""

from __future__ import annotations

from custodes.evidence.entities.merging import Ambiguous, Resolved, resolved
from custodes.evidence.entities.sightings import Sighting, sightings

__all__ = ["Ambiguous", "Resolved", "Sighting", "resolved", "sightings"]
