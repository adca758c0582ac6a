"""Released claims and findings come in, the files of a dossier go out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.dossier.audit_views import figure_labels
    from custodes.dossier.pages import write_dossier, write_findings

__all__ = ["figure_labels", "write_dossier", "write_findings"]

_HOMES = {"figure_labels": "audit_views", "write_dossier": "pages", "write_findings": "pages"}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: Jinja2 takes its time."""
    if name in _HOMES:
        return getattr(import_module(f"custodes.dossier.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
