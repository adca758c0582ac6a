"""Who a list of everyone near a place sweeps up: synthetic people in, shares swept wrongly out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.audits.dragnet.audit import audit, recompute

__all__ = ["audit", "recompute"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from custodes.audits.dragnet import audit as module

    return getattr(module, name)
