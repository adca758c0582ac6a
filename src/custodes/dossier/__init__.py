"""Released claims and findings come in, the files of a dossier go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.deferred import deferred

if TYPE_CHECKING:
    from custodes.dossier.audit_views import figure_labels
    from custodes.dossier.pages import write_dossier, write_findings

__all__ = ["figure_labels", "write_dossier", "write_findings"]

_HOMES = {"figure_labels": "audit_views", "write_dossier": "pages", "write_findings": "pages"}

# Jinja2 takes its time.
__getattr__ = deferred(__name__, _HOMES)
