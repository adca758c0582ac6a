"""How people of the synthetic population move: the parameters, and what each is taken from."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from custodes.audits.errors import AuditError

_RANGES = {
    "exploration": (0.0, 1.0),
    "exploration_exponent": (0.0, 2.0),
    "wait_exponent": (0.05, 3.0),
    "wait_cutoff_hours": (0.5, 1000.0),
    "wait_least_minutes": (1.0, 600.0),
    "jump_exponent": (0.01, 3.0),
    "jump_least_metres": (1.0, 10_000.0),
    "night_from_hour": (12.0, math.inf),
    "night_to_hour": (0.0, 12.0),
    "night_spread_hours": (0.0, 2.0),
    "walk_most_metres": (0.0, 20_000.0),
    "walk_metres_per_minute": (10.0, 500.0),
    "ride_metres_per_minute": (10.0, 2000.0),
}


@dataclass(frozen=True, slots=True)
class Mobility:
    """Exploration and preferential return, with a home, nights and journeys.

    A person who has been to S places goes to a new one with probability ``exploration`` *
    S^-``exploration_exponent`` (ρ, γ), else back to an old one, drawn by the number of earlier
    visits (Song, Koren, Wang, Barabási, "Modelling the scaling properties of human mobility",
    Nature Physics 6 (2010) 818). A stay lasts t with density ~ t^-(1+β) exp(-t/τ) from a least
    stay on (``wait_*``). A new place at distance r draws ~ weight * r^-(2+α) (``jump_*``): jumps of
    length ~ r^-(1+α) on even ground, and a gravity choice between places (d-EPR: Pappalardo et
    al., Nature Communications 6 (2015) 8166) on uneven ground.

    Home, nights (everyone is at home from ``night_from_hour`` to ``night_to_hour``, each evening
    and morning up to ``night_spread_hours`` earlier or later) and straight journeys at two speeds
    are assumptions of ours; with ``night_from_hour`` infinite there are no nights, which is the
    model as it was published. ``audits/population/sources.toml`` says where each value is from.
    Raises AuditError for a value outside its range.
    """

    exploration: float = 0.6
    exploration_exponent: float = 0.21
    wait_exponent: float = 0.8
    wait_cutoff_hours: float = 17.0
    wait_least_minutes: float = 20.0
    jump_exponent: float = 0.55
    jump_least_metres: float = 100.0
    night_from_hour: float = 22.0
    night_to_hour: float = 7.0
    night_spread_hours: float = 1.0
    walk_most_metres: float = 1000.0
    walk_metres_per_minute: float = 80.0
    ride_metres_per_minute: float = 250.0

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise AuditError(f"{name} lies between {low:g} and {high:g}, not at {value}")

    def values(self) -> dict[str, float]:
        """Each parameter by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
