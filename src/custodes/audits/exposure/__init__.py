"""How watched a walk through a city is, from public map data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.audits.exposure.audit import audit, recompute

__all__ = ["audit", "recompute"]


def __getattr__(name: str) -> Any:
    """Load the audit, with all that it computes with, when it is first asked for."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    # The module has the name of its function: what is set here last is what stays.
    module = import_module("custodes.audits.exposure.audit")
    globals().update({public: getattr(module, public) for public in __all__})
    return globals()[name]
