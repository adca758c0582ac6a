"""A synthetic population that moves: grounds and published parameters in, stays of people out.

Nobody in it exists. Both ``simulate`` and what it returns are shared by the audits that ask what
data about whereabouts would do to people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.audits.population.ground import Ground, grid, network
    from custodes.audits.population.mobility import Mobility
    from custodes.audits.population.simulation import simulate
    from custodes.audits.population.stays import Stays

__all__ = ["Ground", "Mobility", "Stays", "grid", "network", "simulate"]

_MODULES = {
    "Ground": "ground",
    "grid": "ground",
    "network": "ground",
    "Mobility": "mobility",
    "Stays": "stays",
    "simulate": "simulation",
}


def __getattr__(name: str) -> Any:
    # numpy and numba load when a population is asked for, not with the room.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
