"""A synthetic population that moves: grounds and published parameters in, stays of people out.

Nobody in it exists. Both ``simulate`` and what it returns are shared by the audits that ask what
data about whereabouts would do to people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.deferred import deferred

if TYPE_CHECKING:
    from custodes.audits.population.ground import Ground, grid, network
    from custodes.audits.population.mobility import Mobility
    from custodes.audits.population.simulation import simulate
    from custodes.audits.population.stays import Stays

__all__ = ["Ground", "Mobility", "Stays", "grid", "network", "simulate"]

_HOMES = {
    "Ground": "ground",
    "grid": "ground",
    "network": "ground",
    "Mobility": "mobility",
    "Stays": "stays",
    "simulate": "simulation",
}

# numpy and numba load when a population is asked for, not with the room.
__getattr__ = deferred(__name__, _HOMES)
