"""Necessity and proportionality: what the claims of a case say to the questions of instruments.

It gathers and never judges: for each question the claims that speak for it, those that speak
against it, and what is not spoken of; a person's judgement stands beside with name and time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.audits.principles.audit import audit, called_for, recompute

__all__ = ["audit", "called_for", "recompute"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name in __all__:
        from custodes.audits.principles import audit as module

        return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
