"""Who a list of everyone near a place sweeps up: synthetic people in, shares swept wrongly out."""

from custodes.audits.dragnet.audit import audit, recompute

__all__ = ["audit", "recompute"]
